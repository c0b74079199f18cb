/// Where the lanes of a pool and its dealers meet: who rests, what is outstanding, who waits for room.
///
/// One lock guards it. A lane rests only after seeing every queue empty under that lock, and whoever fills a queue looks
/// for a resting lane under the same lock afterwards: so no job waits while a lane rests, and no lane spins.
/// Order of locks: the desk's, then a queue's.
final class Desk<Job: Sendable>: Sendable {
    let weight: @Sendable (Job) -> Int
    private let inboxes: [Injector<Job>]
    private let state: Locked<DeskState<Job>>

    init(lanes: Int, capacity: Int, weight: @escaping @Sendable (Job) -> Int) {
        self.weight = weight
        inboxes = (0..<lanes).map { _ in Injector() }
        state = Locked(DeskState(lanes: lanes, capacity: capacity))
    }

    func inbox(of lane: Int) -> Injector<Job> { inboxes[lane] }

    /// Makes a lane known: where its loot can be stolen from and how it is woken.
    func register(lane: Int, loot: Stealer<Job>, wake: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.lanes[lane].queues = [inboxes[lane].stealer, loot]
            state.lanes[lane].wake = wake
        }
    }

    /// The figures so far.
    var statistics: LaneStatistics {
        state.withLock { state in
            LaneStatistics(
                lanes: state.lanes.map(\.figures), outstanding: state.room.holders, outstandingWeight: state.room.used)
        }
    }
}

// MARK: - The lanes' side
extension Desk {
    var isCancelled: Bool { state.withLock { $0.phase == .cancelled } }

    /// The fullest queue of the lane with most work waiting; nil when the others have none.
    func richestQueue(besides lane: Int) -> Stealer<Job>? {
        let others = state.withLock { state in state.lanes.indices.filter { $0 != lane }.map { state.lanes[$0] } }
        guard let richest = others.max(by: { $0.backlog < $1.backlog }), richest.backlog > 0 else { return nil }
        return richest.queues.max { $0.count < $1.count }
    }

    /// Notes a theft; the rest of the loot may be work for another lane that rests.
    func stole(lane: Int) {
        let wake = state.withLock { state in
            state.lanes[lane].statistics.steals += 1
            return state.lanes[lane].backlog > 0 ? state.anyoneResting() : nil
        }
        wake?()
    }

    /// Notes that a job ran, and lets waiting dealers use its room.
    func finished(weight: Int, lane: Int) {
        let (resumed, drained) = state.withLock { state in
            state.lanes[lane].statistics.jobs += 1
            let resumed = state.room.release(weight)
            return (resumed, state.drainersIfDrained())
        }
        for dealer in resumed { dealer.resume(returning: true) }
        for waiter in drained { waiter.resume() }
    }

    /// True when there is nothing to do for this lane: it then counts as resting until it is woken.
    func mayRest(lane: Int) -> Bool {
        let (rests, waiting) = state.withLock { state in
            guard state.phase == .cancelled || state.lanes.allSatisfy({ $0.backlog == 0 }) else {
                return (false, [CheckedContinuation<Void, Never>]())
            }
            state.lanes[lane].isResting = true
            return (true, state.stillWaitersIfStill())
        }
        for waiter in waiting { waiter.resume() }
        return rests
    }
}

// MARK: - The dealers' side
extension Desk {
    /// The lane that already holds work of this key, else the one with the shortest queue.
    func chooseLane(affinity: Int?) -> Int {
        state.withLock { state in
            let lanes = state.lanes
            if let affinity, let same = lanes.firstIndex(where: { $0.affinity == affinity && $0.backlog > 0 }) {
                return same
            }
            func load(_ lane: Int) -> Int { lanes[lane].backlog + (lanes[lane].isResting ? 0 : 1) }
            let chosen = lanes.indices.min { load($0) < load($1) } ?? 0
            state.lanes[chosen].affinity = affinity
            return chosen
        }
    }

    /// Waits for room for a job of this weight; false when the pool closed or the dealer's task was cancelled.
    func admit(weight: Int) async -> Bool {
        let ticket = state.withLock { $0.room.nextTicket() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { dealer in
                let answer: Bool? = state.withLock { state in
                    if state.phase != .open || Task.isCancelled { return false }
                    return state.room.take(weight, ticket: ticket, dealer: dealer) ? true : nil
                }
                if let answer { dealer.resume(returning: answer) }
            }
        } onCancel: {
            let (dealer, others) = state.withLock { $0.room.giveUp(ticket: ticket) }
            dealer?.resume(returning: false)
            for other in others { other.resume(returning: true) }
        }
    }

    /// Puts an admitted job into a lane's inbox; false (and the room released) when the pool was cancelled meanwhile.
    func place(_ job: Job, lane: Int) -> Bool {
        let weight = weight(job)
        let (placed, wake, drained) = state.withLock { state in
            guard state.phase != .cancelled else {
                _ = state.room.release(weight)
                return (false, nil as (@Sendable () -> Void)?, state.drainersIfDrained())
            }
            inboxes[lane].push(job)
            return (true, state.wakeable(lane) ?? state.anyoneResting(), [])
        }
        wake?()
        for waiter in drained { waiter.resume() }
        return placed
    }
}

// MARK: - The owner's side
extension Desk {
    /// Takes no new job from now on; those dealers that already wait for room still get it.
    func refuseNew() { state.withLock { if $0.phase == .open { $0.phase = .closing } } }

    /// Waits until every job dealt so far has run or was returned.
    func drained() async {
        await withCheckedContinuation { waiter in
            let now = state.withLock { state in
                if state.isDrained { return true }
                state.drainers.append(waiter)
                return false
            }
            if now { waiter.resume() }
        }
    }

    /// Stops the lanes after their current job and gives what did not run.
    func cancel() async -> [Job] {
        let refused = state.withLock { state in
            state.phase = .cancelled
            return state.room.refuseAll()
        }
        for dealer in refused { dealer.resume(returning: false) }
        await still()
        let (unrun, drained) = state.withLock { state in
            let unrun = state.lanes.flatMap { $0.queues.flatMap { $0.stealAll() } }
            for job in unrun { _ = state.room.release(weight(job)) }
            return (unrun, state.drainersIfDrained())
        }
        for waiter in drained { waiter.resume() }
        return unrun
    }

    /// Waits until every lane rests.
    private func still() async {
        await withCheckedContinuation { waiter in
            let now = state.withLock { state in
                if state.isStill { return true }
                state.stillWaiters.append(waiter)
                return false
            }
            if now { waiter.resume() }
        }
    }
}
