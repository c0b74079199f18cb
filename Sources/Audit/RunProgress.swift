import Ledger
import Records
import WorkStealing

/// Live counts of a run; read by whoever shows them.
public final class RunProgress: Sendable {
    /// How far a run is.
    public struct Counts: Sendable, Hashable {
        /// Candidates there are in all; nil while that is unknown.
        public var total: Int?
        /// Known already: nothing was opened.
        public var known = 0
        /// Read in this run.
        public var read = 0
        public var audited = 0
        public var rejected = 0
        public var failed = 0
        public var duplicate = 0
        /// Looked at and found to be no photo, or not to be opened; in no other count.
        public var skipped = 0

        public init() {}

        /// Candidates dealt with.
        public var looked: Int { known + audited + rejected + failed + duplicate }
    }

    private let state = Locked(Counts())

    public init() {}

    /// The counts now.
    public var counts: Counts { state.withLock { $0 } }

    /// Says how many candidates there are.
    public func expect(_ total: Int) { update { $0.total = total } }

    func update(_ change: (inout Counts) -> Void) { state.withLock { change(&$0) } }

    func note(_ committed: Committed, _ outcome: Outcome) {
        update { counts in
            switch committed {
            case .recorded, .unchanged:
                if case .recorded(let record, _) = outcome.kind, record.state == .rejected {
                    counts.rejected += 1
                } else {
                    counts.audited += 1
                }
            case .duplicate: counts.duplicate += 1
            case .failed, .kept: counts.failed += 1
            case .released, .lostClaim: break
            }
        }
    }
}
