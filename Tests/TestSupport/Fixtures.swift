public import Foundation

/// Where tests find pictures and write scratch files.
public enum Fixtures {
    /// The repository's root.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// `../shared/data` beside the checkout (or `SIGHTLINE_SHARED`): nil elsewhere; tests that need it are skipped, visibly.
    public static let shared: URL? = {
        let place =
            ProcessInfo.processInfo.environment["SIGHTLINE_SHARED"].map { URL(filePath: $0) }
            ?? root.deletingLastPathComponent().appending(path: "shared/data")
        return FileManager.default.fileExists(atPath: place.path) ? place : nil
    }()

    /// A fresh folder under the system's temporary folder, removed after `body`.
    public static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = try makeTemporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// The same for asynchronous tests.
    public static func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = try makeTemporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    private static func makeTemporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sightline-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// True where an independent tool is installed.
public func hasTool(_ name: String) -> Bool { (try? runTool("which", [name]).status) == 0 }

/// Runs an independent tool (exiftool, djpeg, tar, sqlite3, …) and gives what it printed.
public func runTool(_ name: String, _ arguments: [String], input: Data? = nil) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + arguments
    let out = Pipe()
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    if let input {
        let pipe = Pipe()
        process.standardInput = pipe
        try process.run()
        Thread.detachNewThread {
            try? pipe.fileHandleForWriting.write(contentsOf: input)
            try? pipe.fileHandleForWriting.close()
        }
    } else {
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }
    let data = try out.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, data)
}
