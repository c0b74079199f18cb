import Audit
import Bundles
import Examining
import Foundation
import Ledger
import Synchronization
import SystemCalls

/// The photos that a session has in hand: between reading and commit.
final class Hand: Sendable {
    private struct Counts {
        var admitted = 0
        var done = 0
    }

    private let counts = Mutex(Counts())

    func admitted() { counts.withLock { $0.admitted += 1 } }
    func committed() { counts.withLock { $0.done += 1 } }
    /// After a commit failed and was made good, nothing of the past is in hand.
    func settleUp() { counts.withLock { $0.admitted = $0.done } }

    var count: Int { counts.withLock { max(0, $0.admitted - $0.done) } }
    var done: Int { counts.withLock { $0.done } }
}

/// Work in steps, none of which may take for ever; no photo is in hand of it.
final class Upkeep: Sendable {
    private let since = Mutex<Double?>(nil)

    /// Begins, or goes on to the next step.
    func step() { since.withLock { $0 = Monotonic.now } }
    func end() { since.withLock { $0 = nil } }
    /// Seconds in the same step; 0 when nothing is done.
    var age: Double { since.withLock { $0.map { Monotonic.now - $0 } } ?? 0 }
}

/// Counts and times since the start.
final class Tally: Sendable {
    private struct Counts {
        var done = 0
        var problems = 0
        var lastSuccess: Date?
        /// Stages of the service's own: looks and seals.
        var stages: [String: (seconds: Double, times: Int)] = [:]
        var audits = StageTimes()
    }

    private let counts = Mutex(Counts())

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

    func spent(_ stage: String, _ seconds: Double) {
        counts.withLock {
            $0.stages[stage, default: (0, 0)].seconds += seconds
            $0.stages[stage, default: (0, 0)].times += 1
        }
    }

    /// A batch's times, in all stages.
    func spent(_ times: StageTimes) { counts.withLock { $0.audits += times } }

    var done: Int { counts.withLock { $0.done } }
    var problems: Int { counts.withLock { $0.problems } }
    var lastSuccess: Date? { counts.withLock { $0.lastSuccess } }
    var stages: [String: ServiceStatus.Stage] {
        let (own, audits) = counts.withLock { ($0.stages, $0.audits) }
        var stages = own.mapValues { ServiceStatus.Stage(seconds: $0.seconds, times: $0.times) }
        for spent in audits.stages {
            stages[spent.stage.name] = ServiceStatus.Stage(seconds: spent.seconds, times: Int(clamping: spent.times))
        }
        return stages
    }
}

/// What to do when the ledger fails: rest and try again where time can help, end where it cannot.
struct LedgerTrouble: Sendable {
    let gate: Gate
    let log: ServiceLog
    let tally: Tally

    /// Closes the gate; throws the error on where nothing but a person can help.
    func note(_ error: LedgerError) throws {
        // The session has ended; whatever still asked its ledger is to end, too.
        if error.code == .closed { throw CancellationError() }
        guard LedgerTrouble.mayPass(error) else {
            log.line(.error, "\(error)")
            throw error
        }
        rest(for: error)
    }

    /// Closes the gate until `isOver`.
    func rest(for error: any Error) {
        if gate.close(.ledger, (error as? LedgerError)?.message ?? "\(error)") {
            tally.problem()
            log.line(.error, "\(error); the service rests until it can be written, and tries every few seconds")
        }
    }

    /// Opens the gate.
    func isOver() {
        if gate.open(.ledger) { log.line(.notice, "the ledger can be written again; work goes on") }
    }

    /// True where time, or an administrator who makes room or gives access, can help without a restart.
    static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case let error as LedgerError:
            switch error.code {
            case .diskFull, .ioError, .busy, .readOnly, .cannotOpen: true
            case .corrupt, .newerSchema, .olderSchema, .incomplete, .notALedger, .networkFileSystem, .sqliteTooOld,
                .invalidValue, .closed, .dropClash, .statement:
                false
            }
        case let error as BundleError: [.diskFull, .inputOutput, .outboxBusy].contains(error.code)
        case is SystemError: true
        default: false
        }
    }
}
