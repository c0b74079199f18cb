import Foundation
import Records
import TestSupport

let tinyModel = Fixtures.root.appending(path: "Tests/DetectionTests/Fixtures/model").path
let shippedModel = Fixtures.root.appending(path: "Sources/Detection/Resources").path

/// The program that `swift build` put beside the tests.
let program: URL = {
    let arguments = ProcessInfo.processInfo.arguments
    if let flag = arguments.firstIndex(of: "--test-bundle-path"), flag + 1 < arguments.count {
        return URL(filePath: arguments[flag + 1]).deletingLastPathComponent().appending(path: "sightline")
    }
    return Fixtures.root.appending(path: ".build/debug/sightline")
}()

/// How a run of the program ended.
struct Finished {
    var status: Int32
    var output: String
    var errors: String
    /// The last line that was printed.
    var lastLine: String { output.split(separator: "\n").last.map(String.init) ?? "" }
}

/// Starts the program; files of the state go to `home`.
func launch(
    _ arguments: [String], home: URL, output: URL, environment: [String: String] = [:]
) throws -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
        "XDG_STATE_HOME": home.path, "SIGHTLINE_MODEL": tinyModel,
    ]) { $1 }.merging(environment) { $1 }
    process.currentDirectoryURL = Fixtures.root
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    _ = FileManager.default.createFile(atPath: output.path + ".err", contents: nil)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: URL(filePath: output.path + ".err"))
    try process.run()
    return process
}

/// Runs the program to its end.
@discardableResult
func sightline(_ arguments: [String], home: URL, environment: [String: String] = [:]) throws -> Finished {
    let output = home.appending(path: "out-\(UUID().uuidString)")
    let process = try launch(arguments, home: home, output: output, environment: environment)
    process.waitUntilExit()
    return Finished(
        status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
        errors: try String(contentsOfFile: output.path + ".err", encoding: .utf8))
}

/// A drop of small JPEGs, every one with other bytes.
func makeDrop(_ root: URL, stores: Int, photos: Int) throws {
    let picture = try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
    for store in 0..<stores {
        let folder = root.appending(path: "S\(store)/2026-11-01")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for photo in 0..<photos {
            try (picture + Data("store \(store) photo \(photo)".utf8)).write(to: folder.appending(path: "\(photo).jpg"))
        }
    }
}
