import Examining
import Foundation
import Ledger
import Records
import Synchronization

/// Collects outcomes from lanes and readers and commits them in batches, one transaction and one fsync a batch.
///
/// What is between claim and commit is bounded by `capacity`: whoever claims reserves a place first and waits for it.
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

    private struct State {
        var items: [Item] = []
        var reserved = 0
        var isCommitting = false
        var failure: LedgerError?
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private static let batch = 32
    private static let longestWait = Duration.milliseconds(250)

    private let keeper: LedgerKeeper
    private let run: RunID
    private let capacity: Int
    private let committed: @Sendable (Item, Committed) -> Void
    private let spent: @Sendable (StageTimes) -> Void
    private let state = Mutex(State())

    /// `committed` is told of every outcome after it is durable, `spent` of the time that a batch took in all stages.
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

    /// Waits until there is room for one more photo between claim and commit.
    func reserve() async throws {
        while true {
            try Task.checkCancellation()
            let hasRoom = try state.withLock { state throws(LedgerError) in
                if let failure = state.failure { throw failure }
                guard state.reserved < capacity else { return false }
                state.reserved += 1
                return true
            }
            if hasRoom { return }
            await change { $0.reserved < self.capacity || $0.failure != nil }
        }
    }

    /// Gives a reserved place back without an outcome.
    func giveBack(_ places: Int = 1) { wake { $0.reserved -= places } }

    /// Takes an outcome in the place reserved for it; never waits.
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
        await change { !$0.isCommitting }
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
                wake {
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
        wake {
            $0.isCommitting = false
            if let failure { $0.failure = failure }
        }
    }

    /// Waits until the state satisfies `condition`.
    private func change(_ condition: @escaping @Sendable (borrowing State) -> Bool) async {
        while true {
            if state.withLock({ condition($0) }) { return }
            await withCheckedContinuation { waiter in
                let ready = state.withLock { state in
                    if condition(state) { return true }
                    state.waiters.append(waiter)
                    return false
                }
                if ready { waiter.resume() }
            }
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

extension [Committer.Item] {
    /// The first items that belong to one drop.
    fileprivate func prefixOfOneDrop(limit: Int) -> [Committer.Item] {
        guard let drop = first?.drop else { return [] }
        return Array(prefix(limit).prefix { $0.drop == drop })
    }
}
