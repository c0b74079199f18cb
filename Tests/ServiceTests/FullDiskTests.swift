import Foundation
import TestSupport
import Testing

@testable import Service

private let canMount = getuid() == 0 && (try? runTool("sqlite3", ["--version"]).status) == 0

/// Disks that are full or refuse, when the service starts and while it runs.
@Suite(.serialized, .enabled(if: canMount)) struct FullDiskTests {
    private let audited = "SELECT count(*) FROM path WHERE state = 'audited'"

    /// Runs `body` with a small file system of its own.
    private func withDisk(
        _ options: String, _ body: (Daemon, _ disk: URL, NotifyListener) async throws -> Void
    ) async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let disk = folder.appending(path: "disk")
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            guard try runTool("mount", ["-t", "tmpfs", "-o", options, "tmpfs", disk.path]).status == 0 else {
                withKnownIssue("no tmpfs can be mounted here") { Issue.record("skipped") }
                return
            }
            defer { _ = try? runTool("umount", ["-l", disk.path]) }
            let daemon = try Daemon(in: folder)
            daemon.extra["ledger"] = disk.path + "/state/ledger.sqlite"
            try daemon.configure()
            try await body(daemon, disk, try NotifyListener(folder.appending(path: "n").path))
            if daemon.isRunning { #expect(daemon.stop() == 0) }
        }
    }

    private func start(_ daemon: Daemon) throws {
        try daemon.start(environment: [
            "NOTIFY_SOCKET": daemon.folder.appending(path: "n").path, "WATCHDOG_USEC": "60000000",
        ])
    }

    private func fill(_ daemon: Daemon, _ photos: Int) throws {
        let store = try daemon.visit()
        for number in 0..<photos { try Daemon.photo("\(number)").write(to: store.appending(path: "\(number).jpg")) }
    }

    private func remount(_ disk: URL, _ options: String) throws {
        #expect(try runTool("mount", ["-o", "remount,\(options)", disk.path]).status == 0)
    }

    @Test func filledWhileItRunsItRestsAndLosesNothing() async throws {
        try await withDisk("size=1m") { daemon, disk, _ in
            try start(daemon)
            #expect(await Daemon.wait { daemon.said("drop a: is there") == 1 }, "\(daemon.log)")
            try fill(daemon, 30)
            _ = try runTool("dd", ["if=/dev/zero", "of=\(disk.path)/ballast", "bs=4096", "count=4096"])
            #expect(await Daemon.wait { daemon.said("the service is paused") > 0 }, "\(daemon.log)")
            #expect(daemon.isRunning)
            try remount(disk, "size=64m")
            #expect(await Daemon.wait { daemon.count(audited) == 30 }, "\(daemon.log)")
            #expect(daemon.said("can be written again") > 0)
            #expect(try daemon.query("PRAGMA integrity_check") == ["ok"])
        }
    }

    /// The disk fills up between a photo's claim and its commit, and no other photo comes after it.
    @Test func aLastCommitThatFailsIsTriedAgain() async throws {
        try await withDisk("size=1m") { daemon, disk, _ in
            let hold = daemon.folder.appending(path: "hold")
            try Data("\(daemon.folder.path)/a/S".utf8).write(to: hold)
            try daemon.start(environment: ["SIGHTLINE_FAULTS": "read:1:HANG=\(hold.path):forever"])
            try fill(daemon, 1)
            #expect(await Daemon.wait { daemon.heldThreads > 0 }, "\(daemon.log)")
            _ = try runTool("dd", ["if=/dev/zero", "of=\(disk.path)/ballast", "bs=4096", "count=4096"])
            try FileManager.default.removeItem(at: hold)
            func waits() throws -> Bool { (try daemon.ask("status")["queues"] as? [String: Int])?["commit"] == 1 }
            #expect(await Daemon.wait { try waits() }, "\(daemon.log)")
            // Time for the attempt to fail; a slow machine only proves less.
            try await Task.sleep(for: .seconds(1))
            try remount(disk, "size=64m")
            #expect(await Daemon.wait { daemon.count(audited) == 1 }, "\(daemon.log)")
            #expect(try daemon.query("PRAGMA integrity_check") == ["ok"])
        }
    }

    @Test func fullWhenItStartsItComesUpRestsAndGoesOn() async throws {
        try await withDisk("size=1m") { daemon, disk, notices in
            try fill(daemon, 5)
            _ = try runTool("dd", ["if=/dev/zero", "of=\(disk.path)/ballast", "bs=4096", "count=4096"])
            try start(daemon)
            #expect(await Daemon.wait { notices.heard.contains("READY=1") }, "\(daemon.log)")
            let statuses = notices.heard.filter { $0.hasPrefix("STATUS=paused: ") }
            #expect(statuses.contains { $0.contains("full") || $0.contains("No space left") }, "\(notices.heard)")
            #expect(await Daemon.wait { (try daemon.ask("status")["resting"] as? [String: Any])?["ledger"] != nil })
            // It takes a new configuration, and signs of life are given.
            daemon.signal(SIGHUP)
            #expect(await Daemon.wait { notices.heard.contains { $0.hasPrefix("RELOADING=1") } })
            #expect(await Daemon.wait { notices.heard.contains("WATCHDOG=1") })
            #expect(daemon.isRunning)
            try remount(disk, "size=64m")
            #expect(await Daemon.wait { daemon.count(audited) == 5 }, "\(daemon.log)")
            #expect((try daemon.ask("status")["resting"] as? [String: Any])?.isEmpty == true)
            #expect(daemon.said("the service is paused") == 1)
            #expect(try daemon.query("PRAGMA integrity_check") == ["ok"])
        }
    }

    @Test func refusedWhenItStartsItComesUpRestsAndStopsWhenTold() async throws {
        try await withDisk("size=16m,ro") { daemon, disk, notices in
            try fill(daemon, 3)
            try start(daemon)
            #expect(await Daemon.wait { notices.heard.contains("READY=1") }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
            #expect(await Daemon.wait { notices.heard.contains("STOPPING=1") })
            try start(daemon)
            #expect(await Daemon.wait { daemon.said("the service is paused") == 2 }, "\(daemon.log)")
            try remount(disk, "rw")
            #expect(await Daemon.wait { daemon.count(audited) == 3 }, "\(daemon.log)")
        }
    }

    @Test func aDamagedLedgerEndsItWithAnErrorThatSaysSo() async throws {
        try await withDisk("size=16m") { daemon, disk, notices in
            let state = disk.appending(path: "state")
            try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
            try Data(repeating: 0x41, count: 100_000).write(to: state.appending(path: "ledger.sqlite"))
            try start(daemon)
            #expect(await Daemon.wait { !daemon.isRunning }, "\(daemon.log)")
            #expect(daemon.stop() == 1)
            #expect(daemon.said("ledger.sqlite") > 0, "\(daemon.log)")
            #expect(!notices.heard.contains("READY=1"))
        }
    }
}
