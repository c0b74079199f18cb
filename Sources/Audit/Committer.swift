import Examining
import Ledger
import Records
import WorkStealing

/// Collects outcomes from lanes and readers and commits them in batches, one transaction and one fsync per batch.
///
/// What is between claim and commit is bounded by `capacity`: whoever claims waits for a `Reservation` first.
/// When a commit fails (a full disk, say) nothing is dropped: the outcomes stay, `failure` says why, and
/// `commitPending` tries again.
final class Committer: Sendable {
    /// One outcome on its way into the ledger.
    struct Item: Sendable {
        var drop: DropID
        var outcome: Outcome
        /// Spent on it so far.
        var times = StageTimes()
    }

    private struct State: Sendable {
        var items: [Item] = []
        var reserved = 0
        var isCommitting = false
        var failure: LedgerError?
    }

    private static let batch = 32
    private static let longestWait = Duration.milliseconds(250)

    private let keeper: LedgerKeeper
    private let run: RunID
    private let capacity: Int
    private let committed: @Sendable (Item, Committed) -> Void
    private let spent: @Sendable (StageTimes) -> Void
    private let state = Observed(State())

    /// `committed` is called with every outcome after it is durable, `spent` with the time that a batch took in all stages.
    init(
        keeper: LedgerKeeper, run: RunID, capacity: Int, committed: @escaping @Sendable (Item, Committed) -> Void,
        spent: @escaping @Sendable (StageTimes) -> Void = { _ in }
    ) {
        self.keeper = keeper
        self.run = run
        self.capacity = capacity
        self.committed = committed
        self.spent = spent
    }

    /// Photos between claim and commit, and those of them whose outcome waits to be committed.
    var depth: (claimed: Int, waiting: Int) { state.withLock { ($0.reserved, $0.items.count) } }

    /// Why the last commit failed; nil when it did not.
    var failure: LedgerError? { state.withLock { $0.failure } }

    /// Waits until a commit has failed, and gives why.
    func nextFailure() async throws -> LedgerError {
        while true {
            try await state.wait { $0.failure != nil }
            if let failure { return failure }
        }
    }

    /// Waits until an earlier failure is over.
    func waitUntilSound() async throws { try await state.wait { $0.failure == nil } }

    /// Waits until there is room for one more photo between claim and commit, and reserves its place.
    /// - Throws: `CancellationError`; the `LedgerError` of a commit that failed.
    func reserve() async throws -> Reservation {
        let capacity = capacity
        while true {
            try await state.wait { $0.reserved < capacity || $0.failure != nil }
            let place: Result<Bool, LedgerError> = state.withLock { state in
                if let failure = state.failure { return .failure(failure) }
                guard state.reserved < capacity else { return .success(false) }
                state.reserved += 1
                return .success(true)
            }
            if try place.get() { return Reservation(of: self) }
        }
    }

    /// For `Reservation` alone: a place ends without an outcome.
    func releasePlace() { state.withLock { $0.reserved -= 1 } }

    /// For `Reservation` alone: an outcome in the place reserved for it; never waits.
    func add(_ item: Item) {
        let count = state.withLock { state in
            state.items.append(item)
            return state.items.count
        }
        if count == 1 {
            Task {
                try? await Task.sleep(for: Self.longestWait)
                await commitPending()
            }
        } else if count % Self.batch == 0 {
            Task { await commitPending() }
        }
    }

    /// Commits all that has been added; returns when it is durable or a commit failed.
    func flush() async throws {
        await commitPending()
        await state.waitDespiteCancellation { !$0.isCommitting }
        await commitPending()
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Commits what waits, unless someone is at it; clears an earlier failure when it succeeds.
    func commitPending() async {
        guard
            state.withLock({ state in
                if state.isCommitting { return false }
                state.isCommitting = true
                return true
            })
        else { return }
        var failure: LedgerError?
        while failure == nil {
            let batch = state.withLock { $0.items.prefixOfOneDrop(limit: Self.batch * 2) }
            guard let drop = batch.first?.drop else { break }
            do throws(LedgerError) {
                let start = StageTimes.now
                let outcomes = batch.map(\.outcome)
                let results = try await keeper.use { (ledger) throws(LedgerError) in
                    try ledger.commit(drop: drop, outcomes, run: self.run)
                }
                state.withLock {
                    $0.items.removeFirst(batch.count)
                    $0.reserved -= batch.count
                    $0.failure = nil
                }
                var times = batch.reduce(into: StageTimes()) { $0 += $1.times }
                times.note(.commit, since: start)
                for (item, result) in zip(batch, results) { committed(item, result) }
                spent(times)
            } catch {
                failure = error
            }
        }
        state.withLock {
            $0.isCommitting = false
            if let failure { $0.failure = failure }
        }
    }
}

extension [Committer.Item] {
    /// The first items that belong to one drop.
    fileprivate func prefixOfOneDrop(limit: Int) -> [Committer.Item] {
        guard let drop = first?.drop else { return [] }
        return Array(prefix(limit).prefix { $0.drop == drop })
    }
}
