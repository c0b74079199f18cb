import Foundation
import Records
import Settings
import Synchronization
import SystemCalls

/// One run of a command that delivers a file or a folder, whose path is its last argument.
struct Attempt {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Bytes of what a command prints that may become its receipt.
    static let receiptBytes = 400

    let uploader: Configuration.Uploader
    let file: PathBytes
    /// What the command finds in its environment besides.
    let environment: [String: String]

    func run() -> Result<String, Failure> {
        guard let file = file.text else {
            return .failure(
                Failure(description: "\(file.escaped) is not UTF-8 and cannot be delivered: use another folder"))
        }
        let process = Process()
        process.executableURL = URL(filePath: uploader.command[0])
        process.arguments = Array(uploader.command.dropFirst()) + [file]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let out = Pipe()
        process.standardOutput = out
        do { try start(process) } catch { return .failure(Failure(description: "\(uploader.command[0]): \(error)")) }
        // Ended first by the quiet way, then by force: a command that hangs must not hold the others' bundles.
        let pid = process.processIdentifier
        let timer = DispatchSource.makeTimerSource()
        timer.schedule(deadline: .now() + uploader.timeout, repeating: 5)
        let strikes = Strikes()
        // The whole group: what a script has started holds its output open as well.
        timer.setEventHandler {
            let signal = strikes.add() == 1 ? SIGTERM : SIGKILL
            if kill(-pid, signal) != 0 { kill(pid, signal) }
        }
        timer.resume()
        let receipt = firstLine(of: out.fileHandleForReading)
        process.waitUntilExit()
        timer.cancel()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            return .failure(
                Failure(
                    description: "\(uploader.command[0]) ended with "
                        + (strikes.count > 0 ? "no answer in \(uploader.timeout) s" : "\(process.terminationStatus)")
                        + (receipt.isEmpty ? "" : ": \(receipt)")))
        }
        return .success(receipt.isEmpty ? "exit 0" : String(receipt))
    }

    /// Reads to the end, however much that is, and keeps the beginning.
    private func firstLine(of output: FileHandle) -> Substring {
        var printed = Data()
        while let some = try? output.read(upToCount: 1 << 16), !some.isEmpty {
            printed += some.prefix(Attempt.receiptBytes - printed.count)
        }
        return String(decoding: printed, as: UTF8.self).prefix { !$0.isNewline }
    }

    /// Dispatch's threads have signals blocked, and a child inherits that: it must hear SIGTERM.
    private func start(_ process: Process) throws {
        var none = sigset_t()
        var former = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        try process.run()
    }
}

/// How often a command was asked to end.
private final class Strikes: Sendable {
    private let number = Atomic<Int>(0)
    var count: Int { number.load(ordering: .relaxed) }
    func add() -> Int { number.add(1, ordering: .relaxed).newValue }
}
