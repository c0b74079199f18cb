import Bundles
import Ledger
import SystemCalls

/// What to do when the ledger fails: pause and try again where time can help, end where it cannot.
struct LedgerTrouble: Sendable {
    let gate: Gate
    let log: ServiceLog
    let tally: Tally

    /// Closes the gate; throws the error where nothing but a person can help.
    func note(_ error: LedgerError) throws {
        // The session has ended; whatever still asked its ledger is to end, too.
        if error.code == .closed { throw CancellationError() }
        guard LedgerTrouble.isTransient(error) else {
            log.line(.error, "\(error)")
            throw error
        }
        rest(for: error)
    }

    /// Closes the gate until `isOver`.
    func rest(for error: any Error) {
        if gate.close(.ledger, (error as? LedgerError)?.message ?? "\(error)") {
            tally.problem()
            log.line(.error, "\(error); the service is paused until it can be written, and tries every few seconds")
        }
    }

    /// Opens the gate.
    func isOver() {
        if gate.open(.ledger) { log.line(.notice, "the ledger can be written again; work goes on") }
    }

    /// True where time, or an administrator who makes room or gives access, can help without a restart.
    static func isTransient(_ error: any Error) -> Bool {
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
