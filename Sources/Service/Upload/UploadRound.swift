import Bundles
public import Foundation
import Ledger
import Records
public import Settings
import SystemCalls

/// One round of `sightline upload`: gives each bundle that is due to the configured command, and notes what became of it.
///
/// The command gets the bundle's path as its last argument and says by exit code 0 that the bundle has arrived; the
/// first line that it prints is kept as the receipt. Anything else is a failure: the bundle is tried again after
/// `first_retry`, doubled each time up to `longest_retry`. A bundle that is delivered twice (the process died before
/// it could note the receipt) is the same bytes under the same name.
public struct UploadRound {
    /// What became of one bundle.
    public struct Outcome: Sendable {
        public var bundle: String
        public var receipt: String?
        public var problem: String?
        public var nextTry: Date?
    }

    private let configuration: Configuration

    public init(_ configuration: Configuration) { self.configuration = configuration }

    /// Runs the round.
    /// - Parameter all: also bundles whose pause is not over.
    public func run(all: Bool = false, report: (Outcome) -> Void) throws {
        guard !configuration.uploader.command.isEmpty else { return }
        // None was made yet, and it is not for an uploader to make one.
        guard FileSystem.exists(configuration.ledger) else { return }
        let ledger = try Ledger(at: configuration.ledger)
        for row in try all ? ledger.bundles(.sealed) : ledger.uploadsDue() {
            guard let name = BundleName(row.name) else { continue }
            let attempt = Attempt(
                uploader: configuration.uploader, file: name.path(in: configuration.outbox),
                environment: ["SIGHTLINE_SHA256": row.sha256 ?? ""])
            switch attempt.run() {
            case .success(let receipt):
                try ledger.noteUpload(row.id, receipt: receipt)
                report(Outcome(bundle: row.name, receipt: receipt))
            case .failure(let failure):
                let next = Date(
                    timeIntervalSinceNow: configuration.uploader.pause(after: row.attempts.addingClamped(1)))
                try ledger.noteUploadFailure(row.id, problem: failure.description, nextTry: next)
                report(Outcome(bundle: row.name, problem: failure.description, nextTry: next))
            }
        }
    }

    /// Waits for the next bundle that is due, so that an attempt is made when it was announced.
    /// - Parameter limit: seconds that the next attempt after a failure may be away; nil: nothing is waited for.
    /// - Returns: false where none comes in that time.
    public func waitUntilDue(within limit: Double?) async throws -> Bool {
        guard let limit, FileSystem.exists(configuration.ledger) else { return false }
        while true {
            let ledger = try Ledger(at: configuration.ledger, options: .readOnly)
            if try ledger.uploadsDue().contains(where: { BundleName($0.name) != nil }) { return true }
            guard let next = try ledger.bundles(.sealed).compactMap(\.nextTry).min(),
                next.timeIntervalSinceNow <= limit
            else { return false }
            // A bundle that is sealed meanwhile does not wait for the failed one.
            try await Task.sleep(for: .seconds(min(1, max(0.01, next.timeIntervalSinceNow))))
        }
    }

    /// Notes that a bundle was delivered by other means.
    public func note(bundle name: String, receipt: String) throws {
        guard FileSystem.exists(configuration.ledger) else {
            throw ConfigurationError(
                code: "no_ledger", origin: configuration.ledger.escaped, key: "",
                message: "there is no ledger; correct `ledger` in the configuration, or start the service first")
        }
        let unknown = ConfigurationError(
            code: "unknown_bundle", origin: configuration.ledger.escaped, key: "",
            message: "holds no bundle named \(name)")
        let ledger = try Ledger(at: configuration.ledger)
        guard let row = try ledger.bundle(named: name) else { throw unknown }
        try ledger.noteUpload(row.id, receipt: receipt)
    }
}
