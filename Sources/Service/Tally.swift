import Foundation
import Ledger
import Synchronization

/// Counts and times since the start.
final class Tally: Sendable {
    private struct Counts {
        var admitted = 0
        var done = 0
        var problems = 0
        var lastSuccess: Date?
        var stages: [String: (seconds: Double, times: Int)] = [:]
    }

    private let counts = Mutex(Counts())

    func admitted() { counts.withLock { $0.admitted += 1 } }
    func problem() { counts.withLock { $0.problems += 1 } }

    /// A photo's outcome is durable.
    func committed(_ committed: Committed) {
        counts.withLock {
            $0.done += 1
            switch committed {
            case .recorded, .unchanged, .duplicate: $0.lastSuccess = Date()
            case .failed, .kept, .released, .lostClaim: break
            }
        }
    }

    /// After a commit failed and was made good, nothing of the past is in hand.
    func settleUp() { counts.withLock { $0.admitted = $0.done } }

    func spent(_ stage: String, _ seconds: Double) {
        counts.withLock {
            $0.stages[stage, default: (0, 0)].seconds += seconds
            $0.stages[stage, default: (0, 0)].times += 1
        }
    }

    var done: Int { counts.withLock { $0.done } }
    /// Photos between reading and commit.
    var inHand: Int { counts.withLock { max(0, $0.admitted - $0.done) } }
    var problems: Int { counts.withLock { $0.problems } }
    var lastSuccess: Date? { counts.withLock { $0.lastSuccess } }
    var stages: [(stage: String, seconds: Double, times: Int)] {
        counts.withLock { $0.stages.map { ($0.key, $0.value.seconds, $0.value.times) }.sorted { $0.0 < $1.0 } }
    }
}

/// What to do when the ledger fails: rest and try again where time can help, end where it cannot.
struct LedgerTrouble: Sendable {
    let gate: Gate
    let log: ServiceLog
    let tally: Tally

    /// Closes the gate; throws the error on where nothing but a person can help.
    func note(_ error: LedgerError) throws {
        switch error.code {
        case .diskFull, .ioError, .busy, .readOnly, .cannotOpen:
            tally.problem()
            if gate.close(.ledger, error.message) {
                log.line(.error, "\(error); the service rests until it can be written, and tries every few seconds")
            }
        case .corrupt, .newerSchema, .notALedger, .networkFileSystem, .sqliteTooOld, .invalidValue, .statement:
            log.line(.error, "\(error)")
            throw error
        }
    }
}
