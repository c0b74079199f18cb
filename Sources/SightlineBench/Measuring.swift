import Foundation

/// The middle value; of an even count the mean of the two in the middle.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let time = try clock.measure { try body() }
    return Double(time / .microseconds(1)) / 1e6
}

/// A finished process: how long it took and the most memory it held.
struct ProcessRun {
    var seconds: Double
    var peakMebibytes: Double
    var status: Int32
    var output: Data
}

/// Starts a program.
func start(_ program: String, _ arguments: [String], output: Pipe? = nil) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output ?? FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
}

/// Runs a program to its end through `/usr/bin/env time`-like accounting of our own: peak memory from /proc.
func run(_ program: String, _ arguments: [String]) throws -> ProcessRun {
    var peak = 0.0
    var status: Int32 = 0
    let time = try seconds {
        let process = try start(program, arguments)
        while process.isRunning {
            peak = max(peak, highWaterMark(process.processIdentifier) ?? 0)
            usleep(20_000)
        }
        status = process.terminationStatus
    }
    return ProcessRun(seconds: time, peakMebibytes: peak, status: status, output: Data())
}

/// `VmHWM` of a process, MiB.
func highWaterMark(_ process: Int32) -> Double? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
        let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
        let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    else { return nil }
    return kibibytes / 1024
}

/// The `sightline` that was built beside this program.
var sightline: String {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "sightline")
        .path
}

/// A fresh folder, removed afterwards.
func withScratch<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = try scratch()
    defer { remove(folder) }
    return try body(folder)
}

func withScratch<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = try scratch()
    defer { remove(folder) }
    return try await body(folder)
}

/// Foundation takes minutes over 100,000 files.
private func remove(_ folder: URL) {
    try? start("/bin/rm", ["-rf", folder.path]).waitUntilExit()
}

private func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sightline-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}
