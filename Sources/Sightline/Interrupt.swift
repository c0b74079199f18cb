import Dispatch
import Foundation

/// Cancels work on SIGINT or SIGTERM; a second signal ends the process at once.
enum Interrupt {
    /// Runs `body` as a task that the signals cancel.
    /// - Parameter notice: what is said at the first signal; nil: nothing.
    static func cancelling<Result: Sendable>(
        notice: String? = "stopping: photos in progress are finished, the rest stays for the next run",
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Task { try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if task.isCancelled { _exit(128 + number) }
                if let notice { printError(notice) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        return try await task.value
    }
}
