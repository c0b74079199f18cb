import Foundation

/// What came of handing bundles or reports to the administrator's command: successes to standard output, problems with the
/// next attempt to standard error.
struct AttemptReport {
    private var failed: Set<String> = []
    private var output = LaterOutput()

    /// - Parameter done: what was done with it, such as `uploaded`.
    mutating func note(_ name: String, _ done: String, receipt: String?, problem: String?, next: Date?) {
        failed.remove(name)
        if let receipt { output.line("\(name): \(done), \(receipt)") }
        guard let problem else { return }
        failed.insert(name)
        printError("\(name): \(problem)" + (next.map { "; next attempt \($0.formatted(.iso8601))" } ?? ""))
    }

    /// Fails where something failed and did not succeed since.
    consuming func finish() throws -> ExitCode {
        if !failed.isEmpty { return .failed }
        try output.finish()
        return .done
    }
}
