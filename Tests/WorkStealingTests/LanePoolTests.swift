import Dispatch
import Testing

@testable import WorkStealing

@Suite(.timeLimit(.minutes(1))) struct LanePoolTests {
    @Test(arguments: [1, 2, 3, 8], [1, 5, 1_000])
    func everyJobRunsExactlyOnce(lanes: Int, capacity: Int) async throws {
        let count = 600
        let tally = Tally(count)
        let pool = try await LanePool<Int, Int>(
            lanes: lanes, capacity: capacity, makeContext: { _ in 0 },
            run: { jobs, i in
                jobs += 1
                tally.see(i)
            })
        // Several dealers at once, batches of odd sizes.
        let left = await withTaskGroup(of: [Int].self) { group in
            for dealer in 0..<4 {
                group.addTask {
                    var left: [Int] = []
                    var mine = stride(from: dealer, to: count, by: 4).map { $0 }
                    while !mine.isEmpty {
                        let batch = Array(mine.prefix(1 + mine.count % 17))
                        mine.removeFirst(batch.count)
                        left += await pool.deal(batch, affinity: dealer)
                    }
                    return left
                }
            }
            return await group.reduce([], +)
        }
        await pool.close()
        #expect(left.isEmpty)
        #expect(tally.everyoneOnce)
        let figures = pool.statistics
        #expect(figures.lanes.reduce(0) { $0 + $1.jobs } == count)
        #expect(figures.outstanding == 0 && figures.outstandingWeight == 0 && figures.queued == 0)
    }

    /// A context that notices when two jobs use it at once.
    final class Bench {
        let lane: Int
        let busy = Locked(false)
        var jobs = 0
        init(lane: Int) { self.lane = lane }
    }

    @Test func aContextIsMadeOnceALaneAndNeverUsedByTwoJobsAtOnce() async throws {
        let made = Tally(4)
        let clashes = Locked(0)
        let pool = try await LanePool<Bench, Int>(
            lanes: 4, capacity: 64,
            makeContext: { lane in
                made.see(lane)
                return Bench(lane: lane)
            },
            run: { bench, _ in
                let wasBusy = bench.busy.withLock { busy in
                    defer { busy = true }
                    return busy
                }
                if wasBusy { clashes.withLock { $0 += 1 } }
                bench.jobs += 1
                bench.busy.withLock { $0 = false }
            })
        #expect(await pool.deal(Array(0..<2_000)).isEmpty)
        await pool.close()
        #expect(made.everyoneOnce)
        #expect(clashes.withLock { $0 } == 0)
    }

    struct Scratch: ~Copyable {
        let lane: Int
        let freed: Tally
        deinit { freed.see(lane) }
    }

    @Test(arguments: [false, true]) func contextsAreFreedOnceWhenThePoolEnds(cancelled: Bool) async throws {
        let freed = Tally(3)
        let pool = try await LanePool<Scratch, Int>(
            lanes: 3, capacity: 8, makeContext: { Scratch(lane: $0, freed: freed) }, run: { _, _ in })
        #expect(await pool.deal(Array(0..<50)).isEmpty)
        #expect(freed.total == 0)
        if cancelled { _ = await pool.cancel() } else { await pool.close() }
        #expect(freed.everyoneOnce)
    }

    struct NoDecoder: Error {}

    @Test func aContextThatCannotBeMadeFailsThePoolAndFreesTheOthers() async {
        let freed = Tally(1)
        await #expect(throws: NoDecoder.self) {
            _ = try await LanePool<Scratch, Int>(
                lanes: 3, capacity: 8,
                makeContext: { lane in
                    if lane == 1 { throw NoDecoder() }
                    return Scratch(lane: lane, freed: freed)
                }, run: { _, _ in })
        }
        #expect(freed.everyoneOnce)
    }

    @Test func anIdleLaneStealsHalfOfTheRichestLanesQueue() async throws {
        let door = Door()
        let held = Locked(Set<Int>())
        let pool = try await LanePool<Int, Int>(
            lanes: 2, capacity: 100, makeContext: { $0 },
            run: { lane, job in
                guard job < 2 else { return }
                held.withLock { _ = $0.insert(lane) }
                door.pass()
            })
        // One store, one lane: two jobs hold whoever runs them, so the second is run by a lane that stole it.
        // (A steal alone proves nothing: the first lane may steal everything back before the second runs a job.)
        #expect(await pool.deal([0, 1] + Array(2..<42), affinity: 7).isEmpty)
        try await eventually { held.withLock { $0.count } == 2 }
        door.open()
        await pool.close()
        let figures = pool.statistics
        #expect(figures.lanes.contains { $0.steals > 0 })
        #expect(figures.lanes.allSatisfy { $0.jobs > 0 })
        #expect(figures.lanes.reduce(0) { $0 + $1.jobs } == 42)
    }

    @Test func noLaneStarvesWhileOneQueueHoldsAllTheWork() async throws {
        let lanes = 4
        let served = Locked(Set<Int>())
        let stop = Locked(false)
        let pool = try await LanePool<Int, Int>(
            lanes: lanes, capacity: 64, makeContext: { $0 },
            run: { lane, _ in
                let everyone = served.withLock { served in
                    served.insert(lane)
                    return served.count == lanes
                }
                if everyone { stop.withLock { $0 = true } }
            })
        var dealt = 0
        while !stop.withLock({ $0 }) {
            #expect(await pool.deal(Array(0..<64), affinity: 1).isEmpty)
            dealt += 64
        }
        await pool.close()
        #expect(pool.statistics.lanes.reduce(0) { $0 + $1.jobs } == dealt)
    }

    @Test func aDealerWaitsWhenAsMuchAsTheCapacityIsOutstanding() async throws {
        let door = Door()
        let most = Locked(0)
        let pool = try await LanePool<Int, Int>(
            lanes: 2, capacity: 10, weight: { $0 }, makeContext: { $0 }, run: { _, _ in door.pass() })
        let dealer = Task { await pool.deal([4, 4, 4, 1, 25, 2, 2]) }
        try await eventually { pool.statistics.outstanding == 2 }
        try await Task.sleep(for: .milliseconds(20))
        #expect(pool.statistics.outstandingWeight == 8)
        door.open()
        let watcher = Task {
            while !Task.isCancelled {
                let weight = pool.statistics.outstandingWeight
                most.withLock { $0 = max($0, weight) }
                await Task.yield()
            }
        }
        #expect(await dealer.value.isEmpty)
        await pool.close()
        watcher.cancel()
        // 25 is heavier than the capacity: it ran, but alone.
        #expect(pool.statistics.lanes.reduce(0) { $0 + $1.jobs } == 7)
        #expect(most.withLock { $0 <= 10 || $0 == 25 })
    }

    @Test(arguments: 0..<20) func cancellingLosesNothing(round: Int) async throws {
        let count = 400
        let ran = Tally(count)
        let pool = try await LanePool<Int, Int>(
            lanes: 3, capacity: 16, makeContext: { $0 }, run: { _, i in ran.see(i) })
        let dealers = (0..<2).map { dealer in
            Task { await pool.deal(Array(dealer * count / 2..<(dealer + 1) * count / 2)) }
        }
        try await eventually { ran.total >= round * 15 }
        let unrun = await pool.cancel()
        let ranBefore = ran.total
        var refused: [Int] = []
        for dealer in dealers { refused += await dealer.value }
        for i in unrun + refused { ran.see(i) }
        #expect(ran.everyoneOnce)
        #expect(ranBefore + unrun.count + refused.count == count)
        #expect(await pool.deal([1, 2]) == [1, 2])
        #expect(await pool.cancel().isEmpty)
        await pool.drain()
        #expect(pool.statistics.outstanding == 0)
    }

    @Test func cancellingWaitsForTheJobsAtHandOnly() async throws {
        let door = Door()
        let ran = Tally(10)
        let pool = try await LanePool<Int, Int>(
            lanes: 2, capacity: 10, makeContext: { $0 },
            run: { _, i in
                door.pass()
                ran.see(i)
            })
        #expect(await pool.deal(Array(0..<10)).isEmpty)
        try await eventually { pool.statistics.queued == 8 }
        let cancelling = Task { await pool.cancel() }
        // The pool is full: this dealer waits until cancelling refuses it. Then the two jobs may end.
        #expect(await pool.deal([10]) == [10])
        try await Task.sleep(for: .milliseconds(20))
        #expect(ran.total == 0)
        door.open()
        #expect(await cancelling.value.count == 8)
        #expect(ran.total == 2)
    }

    @Test(arguments: [false, true]) func everyPayloadIsFreedExactlyOnce(cancelled: Bool) async throws {
        let count = 500
        let freed = Tally(count)
        do {
            let pool = try await LanePool<Int, Payload>(
                lanes: 3, capacity: 20, makeContext: { $0 }, run: { _, _ in })
            let dealer = Task { await pool.deal((0..<count).map { Payload($0, freed: freed) }) }
            if cancelled {
                try await eventually { freed.total > 0 || pool.statistics.outstanding > 0 }
                let unrun = await pool.cancel()
                let refused = await dealer.value
                #expect(Set((unrun + refused).map(\.id)).count == unrun.count + refused.count)
            } else {
                #expect(await dealer.value.isEmpty)
                await pool.close()
            }
        }
        try await eventually { freed.total >= count }
        #expect(freed.everyoneOnce)
    }

    @Test func aCancelledDealerGetsItsJobsBackAndThePoolGoesOn() async throws {
        let door = Door()
        let ran = Tally(100)
        let pool = try await LanePool<Int, Int>(
            lanes: 1, capacity: 2, makeContext: { $0 },
            run: { _, i in
                door.pass()
                ran.see(i)
            })
        let impatient = Task { await pool.deal(Array(0..<50)) }
        try await eventually { pool.statistics.outstanding == 2 }
        let patient = Task { await pool.deal(Array(50..<100)) }
        impatient.cancel()
        let back = await impatient.value
        #expect(back.count >= 48)
        door.open()
        #expect(await patient.value.isEmpty)
        await pool.close()
        for i in back { ran.see(i) }
        #expect(ran.everyoneOnce)
    }

    @Test func aClosedPoolRefusesJobs() async throws {
        let pool = try await LanePool<Int, Int>(lanes: 1, capacity: 2, makeContext: { $0 }, run: { _, _ in })
        await pool.close()
        #expect(await pool.deal([3]) == [3])
        #expect(await pool.cancel().isEmpty)
    }

    @Test func drainingWaitsForWhatWasDealt() async throws {
        let ran = Tally(200)
        let pool = try await LanePool<Int, Int>(lanes: 2, capacity: 7, makeContext: { $0 }, run: { _, i in ran.see(i) })
        for round in 0..<20 {
            #expect(await pool.deal(Array(round * 10..<round * 10 + 10)).isEmpty)
            await pool.drain()
            #expect(ran.total == (round + 1) * 10)
        }
        await pool.close()
        #expect(ran.everyoneOnce)
    }

    @Test func batchesOfOneStoreFollowEachOtherToOneLane() async throws {
        let door = Door()
        let lanes = Locked([Int: Int]())
        let pool = try await LanePool<Int, Int>(
            lanes: 2, capacity: 100, makeContext: { $0 },
            run: { lane, store in
                lanes.withLock { $0[lane] = store }
                door.pass()
            })
        // Each lane is held by a first job; what follows waits in the queue it was dealt to.
        #expect(await pool.deal([1], affinity: 1).isEmpty)
        try await eventually { lanes.withLock { $0.count == 1 } }
        #expect(await pool.deal([2], affinity: 2).isEmpty)
        try await eventually { lanes.withLock { $0.count == 2 } }
        for _ in 0..<5 { #expect(await pool.deal([3], affinity: 3).isEmpty) }
        #expect(await pool.deal([4, 4], affinity: 4).isEmpty)
        #expect(pool.statistics.lanes.map(\.queued).sorted() == [2, 5])
        door.open()
        await pool.close()
    }
}
