import Foundation
import TestSupport

/// A `sightline watch` of the test's own: configuration, process, ledger.
final class Daemon {
    static let program: URL = {
        let arguments = ProcessInfo.processInfo.arguments
        if let flag = arguments.firstIndex(of: "--test-bundle-path"), flag + 1 < arguments.count {
            return URL(filePath: arguments[flag + 1]).deletingLastPathComponent().appending(path: "sightline")
        }
        return Fixtures.root.appending(path: ".build/debug/sightline")
    }()

    let folder: URL
    var drops: [String: URL]
    var extra: [String: String] = [:]
    lazy var socket = folder.appending(path: "s").path
    private(set) var process: Process?

    init(in folder: URL, drops names: [String] = ["a"]) throws {
        self.folder = folder
        drops = Dictionary(uniqueKeysWithValues: names.map { ($0, folder.appending(path: $0)) })
        for drop in drops.values {
            try FileManager.default.createDirectory(at: drop, withIntermediateDirectories: true)
            try Data().write(to: drop.appending(path: ".sightline-drop"))
        }
    }

    /// Runs a test with a daemon in a folder of its own, configured and not started, and kills it at the end.
    static func with(
        drops names: [String] = ["a"], configured extra: [String: String] = [:],
        _ body: (Daemon) async throws -> Void
    ) async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let daemon = try Daemon(in: folder, drops: names)
            try daemon.configure(extra)
            try await body(daemon)
        }
    }

    /// The folder of a store's visit on a drop; there when it returns.
    func visit(_ store: String = "S1", of drop: String = "a", on date: String = "2026-11-20") throws -> URL {
        let visit = folder.appending(path: "\(drop)/\(store)/\(date)")
        try FileManager.default.createDirectory(at: visit, withIntermediateDirectories: true)
        return visit
    }

    /// Starts it under a notify socket of the test's own.
    func startNotifying(environment: [String: String] = [:]) throws -> NotifyListener {
        let path = folder.appending(path: "n").path
        let listener = try NotifyListener(path)
        try start(environment: ["NOTIFY_SOCKET": path].merging(environment) { $1 })
        return listener
    }

    var ledger: String { extra["ledger"] ?? folder.appending(path: "state/ledger.sqlite").path }
    var outbox: String { folder.appending(path: "outbox").path }
    private var file: URL { folder.appending(path: "sightline.json5") }

    /// Writes the configuration; `extra` replaces keys, as JSON5 text.
    func configure(_ extra: [String: String] = [:]) throws {
        let model = Fixtures.root.appending(path: "Tests/DetectionTests/Fixtures/model").path
        var keys = [
            "branch": "'test'", "zone": "'Asia/Seoul'", "ledger": "'\(ledger)'", "outbox": "'\(outbox)'",
            "model": "'\(model)'", "settle": "0.4", "poll": "0.1", "patience": "'1 h'", "nice": "0",
            "idle_io": "false", "lanes": "2", "probe_deadline": "1", "metrics": "'\(folder.path)/metrics.prom'",
            "socket": "'\(socket)'", "bundle": "{max_age: 1}",
            "drops": "["
                + drops.sorted { $0.key < $1.key }.map { "{name: '\($0.key)', path: '\($0.value.path)'}" }
                .joined(separator: ", ") + "]",
        ]
        keys.merge(extra) { $1 }
        let text = "{" + keys.map { "\($0.key): \($0.value)" }.joined(separator: ",\n") + "}"
        try write(configuration: text)
    }

    /// Whole or not at all: a reload may read it at any moment.
    func write(configuration text: String) throws { try Data(text.utf8).write(to: file, options: .atomic) }

    /// - Parameter mask: umask as the unit sets it; not this process's own, which other tests share.
    func start(environment: [String: String] = [:], mask: String? = nil) throws {
        let process = Process()
        let arguments = ["watch", "--config", file.path]
        process.executableURL = mask == nil ? Daemon.program : URL(filePath: "/bin/sh")
        process.arguments =
            mask.map { ["-c", "umask \($0); exec \"$0\" \"$@\"", Daemon.program.path] + arguments } ?? arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = Fixtures.root
        let log = folder.appending(path: "log")
        if !FileManager.default.fileExists(atPath: log.path) {
            _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        process.standardError = handle
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process = process
    }

    var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }
    var isRunning: Bool { process?.isRunning ?? false }

    /// Sends a signal and, for one that ends the process, waits for its end.
    func signal(_ number: Int32, wait: Bool = false) {
        guard let process else { return }
        if process.isRunning { kill(process.processIdentifier, number) }
        if wait { process.waitUntilExit() }
    }

    @discardableResult
    func stop() -> Int32 {
        signal(SIGTERM, wait: true)
        return process?.terminationStatus ?? -1
    }

    /// A small JPEG, every one with other bytes: the mark is a comment behind its start.
    static func photo(_ mark: String) throws -> Data {
        let plain = try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
        let comment: [UInt8] = [0xFF, 0xFE, 0, UInt8(mark.utf8.count + 2)] + Array(mark.utf8)
        return plain.prefix(2) + Data(comment) + plain.dropFirst(2)
    }

    /// What the ledger answers, one line per row.
    func query(_ sql: String) throws -> [String] {
        let answer = try runTool("sqlite3", ["-readonly", "-cmd", ".timeout 5000", ledger, sql])
        return String(decoding: answer.output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    func count(_ sql: String) -> Int { (try? query(sql))?.first.flatMap { Int($0) } ?? -1 }

    /// `sightline status --json` and its kin, as an object.
    func ask(_ order: String) throws -> [String: Any] {
        let answer = try runTool(
            Daemon.program.path, [order, "--socket", socket, "--json"])
        return (try? JSONSerialization.jsonObject(with: answer.output)) as? [String: Any] ?? [:]
    }

    /// `sightline reload` with the configuration, as systemd calls it.
    func reload(_ arguments: [String] = []) throws -> (status: Int32, errors: String) {
        let process = Process()
        process.executableURL = Daemon.program
        process.arguments = ["reload", "--config", file.path] + arguments
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    /// How many files of this name the daemon has open.
    func openFiles(_ name: String) -> Int {
        let folder = "/proc/\(process?.processIdentifier ?? 0)/fd"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let targets = files.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
        return targets.count { $0.hasSuffix("/\(name)") }
    }

    /// Threads of the daemon that a call into a held folder keeps (fault `HANG`).
    var heldThreads: Int {
        let tasks = "/proc/\(process?.processIdentifier ?? 0)/task"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return names.filter { (try? String(contentsOfFile: "\(tasks)/\($0)/comm", encoding: .utf8)) == "held\n" }.count
    }

    /// Memory that the daemon has in use.
    func residentKibibytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process?.processIdentifier ?? 0)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    /// When the service last ended a pass over a drop.
    func lastLook(_ drop: String) throws -> Date? {
        let drops = try ask("status")["drops"] as? [[String: Any]] ?? []
        let text = drops.first { $0["name"] as? String == drop }?["last_look"] as? String
        return try text.map { try Date($0, strategy: .iso8601) }
    }

    /// How often the log says something.
    func said(_ text: String) -> Int { log.components(separatedBy: text).count - 1 }

    /// Waits until the condition holds; false after two minutes, which no machine that works takes.
    static func wait(until condition: () throws -> Bool) async -> Bool {
        let end = Date(timeIntervalSinceNow: 120)
        while Date() < end {
            if (try? condition()) == true { return true }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return (try? condition()) == true
    }

    deinit { if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) } }
}
