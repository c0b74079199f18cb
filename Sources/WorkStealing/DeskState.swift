/// What a desk's lock guards.
struct DeskState<Job: Sendable> {
    enum Phase { case open, closing, cancelled }

    struct LaneState {
        /// The inbox, and what the lane stole.
        var queues: [Stealer<Job>] = []
        var wake: (@Sendable () -> Void)?
        /// True when there is no turn on the lane's queue.
        var isResting = true
        /// The key of the batch last dealt to this lane.
        var affinity: Int?
        var statistics = LaneStatistics.Lane()

        var backlog: Int { queues.reduce(0) { $0 + $1.count } }

        var figures: LaneStatistics.Lane {
            var figures = statistics
            figures.queued = backlog
            return figures
        }
    }

    var phase = Phase.open
    var lanes: [LaneState]
    var room: Room
    var drainers: [CheckedContinuation<Void, Never>] = []
    var stillWaiters: [CheckedContinuation<Void, Never>] = []

    init(lanes: Int, capacity: Int) {
        self.lanes = (0..<lanes).map { _ in LaneState() }
        room = Room(capacity: capacity)
    }

    var isDrained: Bool { room.isEmpty }
    var isStill: Bool { lanes.allSatisfy(\.isResting) }

    mutating func drainersIfDrained() -> [CheckedContinuation<Void, Never>] {
        guard isDrained else { return [] }
        defer { drainers = [] }
        return drainers
    }

    mutating func stillWaitersIfStill() -> [CheckedContinuation<Void, Never>] {
        guard isStill else { return [] }
        defer { stillWaiters = [] }
        return stillWaiters
    }

    /// How to wake this lane, if it rests; it counts as awake from here on.
    mutating func wakeable(_ lane: Int) -> (@Sendable () -> Void)? {
        guard lanes[lane].isResting, let wake = lanes[lane].wake else { return nil }
        lanes[lane].isResting = false
        return wake
    }

    /// How to wake some lane that rests.
    mutating func anyoneResting() -> (@Sendable () -> Void)? {
        lanes.firstIndex(where: \.isResting).flatMap { wakeable($0) }
    }
}

/// The room for outstanding jobs (queued or running), and the dealers who wait for some of it in their order.
struct Room {
    typealias Dealer = CheckedContinuation<Bool, Never>

    private let capacity: Int
    private(set) var used = 0
    /// Jobs that hold room.
    private(set) var holders = 0
    private var waiting = RingBuffer<(ticket: Int, weight: Int, dealer: Dealer)>()
    private var lastTicket = 0

    init(capacity: Int) { self.capacity = capacity }

    var isEmpty: Bool { holders == 0 && waiting.isEmpty }

    mutating func nextTicket() -> Int {
        lastTicket += 1
        return lastTicket
    }

    /// Takes room at once (true), or queues the dealer. A job heavier than the capacity gets in when it is alone.
    mutating func take(_ weight: Int, ticket: Int, dealer: Dealer) -> Bool {
        if waiting.isEmpty, fits(weight) {
            hold(weight)
            return true
        }
        waiting.append((ticket, weight, dealer))
        return false
    }

    /// Frees a job's room; gives the dealers who now have theirs.
    mutating func release(_ weight: Int) -> [Dealer] {
        used -= weight
        holders -= 1
        return admitWaiting()
    }

    /// Takes a dealer out of the queue; gives it, if it still waited, and those behind it who now have room.
    mutating func giveUp(ticket: Int) -> (Dealer?, [Dealer]) {
        var left: Dealer?
        for waiter in waiting.popFirst(atMost: .max) {
            if waiter.ticket == ticket { left = waiter.dealer } else { waiting.append(waiter) }
        }
        return (left, admitWaiting())
    }

    /// Empties the queue of dealers.
    mutating func refuseAll() -> [Dealer] { waiting.popFirst(atMost: .max).map(\.dealer) }

    private mutating func admitWaiting() -> [Dealer] {
        var admitted: [Dealer] = []
        while let next = waiting.first, fits(next.weight) {
            _ = waiting.popFirst()
            hold(next.weight)
            admitted.append(next.dealer)
        }
        return admitted
    }

    private mutating func hold(_ weight: Int) {
        used += weight
        holders += 1
    }

    private func fits(_ weight: Int) -> Bool { holders == 0 || weight <= capacity - used }
}
