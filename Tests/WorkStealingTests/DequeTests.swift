import TestSupport
import Testing

@testable import WorkStealing

/// What crossbeam-deque promises of its worker and stealers, test by test (smoke, spsc, stampede, stress, no starvation,
/// destructors).
@Suite(.timeLimit(.minutes(1))) struct WorkerTests {
    static let count = 5_000

    @Test func smoke() {
        var worker = Worker<Int>()
        let stealer = worker.stealer
        #expect(worker.pop() == nil)
        #expect(stealer.steal() == .empty)

        worker.push(1)
        #expect(worker.pop() == 1)
        #expect(worker.pop() == nil)

        worker.push(contentsOf: [2, 3, 4, 5])
        #expect(stealer.count == 4)
        #expect(stealer.steal() == .success(2))
        #expect(worker.pop() == 3)
        #expect(stealer.steal() == .success(4))
        #expect(worker.pop() == 5)
        #expect(stealer.steal() == .empty)
        let left = worker.count
        #expect(left == 0)
    }

    @Test(arguments: 0...9) func aBatchIsTheOlderHalf(size: Int) {
        var rich = Worker<Int>()
        var poor = Worker<Int>()
        rich.push(contentsOf: Array(0..<size))
        let stolen = rich.stealer.stealBatchAndPop(into: &poor)
        #expect(stolen == (size == 0 ? .empty : .success(0)))
        let share = (size + 1) / 2
        #expect(poor.count == max(0, share - 1))
        #expect(rich.count == size - share)
        #expect(poor.stealer.stealAll() == Array((0..<share).dropFirst()))
        #expect(rich.stealer.stealAll() == Array(share..<size))
    }

    @Test func anyPushesAndPopsBehaveAsAPlainQueueDoes() {
        let start = UInt64.random(in: 0...UInt64.max)
        var seed = Seeded(start)
        var worker = Worker<Int>()
        var model: [Int] = []
        for step in 0..<20_000 {
            if Int.random(in: 0..<7, using: &seed) < 3 + (step / 5_000) % 2 {
                worker.push(step)
                model.append(step)
            } else {
                let expected = model.isEmpty ? nil : model.removeFirst()
                #expect(worker.pop() == expected, "seed \(start), step \(step)")
            }
            if worker.count != model.count { Issue.record("seed \(start), step \(step): \(worker.count)") }
        }
    }

    @Test func spsc() async {
        let tally = Tally(Self.count)
        let ordered = Locked(true)
        let hands = Locked<Worker<Int>?>(Worker())
        let stealer = hands.withLock { $0?.stealer }
        await concurrently([
            {
                guard var worker = hands.withLock({ $0.take() }) else { return }
                for i in 0..<Self.count { worker.push(i) }
            },
            {
                var next = 0
                while next < Self.count {
                    guard case .success(let i)? = stealer?.steal() else { continue }
                    ordered.withLock { $0 = $0 && i == next }
                    tally.see(i)
                    next += 1
                }
            },
        ])
        #expect(tally.everyoneOnce)
        #expect(ordered.withLock { $0 })
    }

    @Test func stampede() async {
        let tally = Tally(Self.count)
        let hands = Locked<Worker<Int>?>(Worker())
        let stealer = hands.withLock { worker in
            worker?.push(contentsOf: Array(0..<Self.count))
            return worker?.stealer
        }
        let thief: @Sendable () -> Void = {
            var last = -1
            while tally.total < Self.count {
                guard case .success(let i)? = stealer?.steal() else { continue }
                if i <= last { Issue.record("\(i) came after \(last)") }
                last = i
                tally.see(i)
            }
        }
        let owner: @Sendable () -> Void = {
            guard var worker = hands.withLock({ $0.take() }) else { return }
            while let i = worker.pop() { tally.see(i) }
        }
        await concurrently([owner] + Array(repeating: thief, count: 4))
        #expect(tally.everyoneOnce)
    }

    @Test func stress() async {
        let tally = Tally(Self.count)
        let hands = Locked<Worker<Int>?>(Worker())
        let stealer = hands.withLock { $0?.stealer }
        let thief: @Sendable () -> Void = {
            var mine = Worker<Int>()
            while tally.total < Self.count {
                if case .success(let i)? = stealer?.steal() { tally.see(i) }
                if case .success(let i)? = stealer?.stealBatchAndPop(into: &mine) { tally.see(i) }
                while let i = mine.pop() { tally.see(i) }
            }
        }
        let owner: @Sendable () -> Void = {
            guard var worker = hands.withLock({ $0.take() }) else { return }
            var random = Seeded(7)
            var next = 0
            while next < Self.count {
                if Int.random(in: 0..<3, using: &random) == 0 {
                    if let i = worker.pop() { tally.see(i) }
                } else {
                    worker.push(next)
                    next += 1
                }
            }
            while let i = worker.pop() { tally.see(i) }
        }
        await concurrently([owner] + Array(repeating: thief, count: 4))
        #expect(tally.everyoneOnce)
    }

    @Test func noStarvation() async {
        let hands = Locked<Worker<Int>?>(Worker())
        let stealer = hands.withLock { $0?.stealer }
        let served = Locked(Set<Int>())
        let thieves = 4
        let thief: @Sendable (Int) -> Void = { id in
            var mine = Worker<Int>()
            while served.withLock({ $0.count }) < thieves {
                if case .success? = stealer?.stealBatchAndPop(into: &mine) { _ = served.withLock { $0.insert(id) } }
                while mine.pop() != nil {}
            }
        }
        let owner: @Sendable () -> Void = {
            guard var worker = hands.withLock({ $0.take() }) else { return }
            var i = 0
            while served.withLock({ $0.count }) < thieves {
                if i % 3 == 0 { _ = worker.pop() } else if worker.count < 1_000 { worker.push(i) }
                i += 1
            }
        }
        await concurrently([owner] + (0..<thieves).map { id in { @Sendable in thief(id) } })
        #expect(served.withLock { $0.count } == thieves)
    }

    @Test func destructors() async {
        let freed = Tally(Self.count)
        let stolen = Locked(0)
        do {
            let hands = Locked<Worker<Payload>?>(Worker())
            let stealer = hands.withLock { worker in
                for i in 0..<Self.count { worker?.push(Payload(i, freed: freed)) }
                return worker?.stealer
            }
            let thief: @Sendable () -> Void = {
                var mine = Worker<Payload>()
                while stolen.withLock({ $0 }) < Self.count / 2 {
                    if case .success? = stealer?.steal() { stolen.withLock { $0 += 1 } }
                    if case .success? = stealer?.stealBatchAndPop(into: &mine) { stolen.withLock { $0 += 1 } }
                    while mine.pop() != nil { stolen.withLock { $0 += 1 } }
                }
            }
            await concurrently([thief, thief, thief])
            #expect(freed.nobodyTwice)
            #expect(freed.total == stolen.withLock { $0 })
        }
        #expect(freed.everyoneOnce)
    }
}

@Suite(.timeLimit(.minutes(1))) struct InjectorTests {
    @Test func smoke() {
        let injector = Injector<Int>()
        #expect(injector.steal() == .empty)
        for i in 0..<3 { injector.push(i) }
        #expect(injector.count == 3)
        #expect((0..<4).map { _ in injector.steal() } == [.success(0), .success(1), .success(2), .empty])
        #expect(injector.isEmpty)
    }

    @Test func manyProducersAndManyConsumersSeeEachElementOnceAndEachProducersInOrder() async {
        let injector = Injector<Int>()
        let share = 1_500
        let tally = Tally(3 * share)
        let producer: @Sendable (Int) -> Void = { p in for i in 0..<share { injector.push(p * share + i) } }
        let consumer: @Sendable () -> Void = {
            var mine = Worker<Int>()
            var last = [-1, -1, -1]
            while tally.total < 3 * share {
                guard case .success(let first) = injector.stealer.stealBatchAndPop(into: &mine) else { continue }
                var next: Int? = first
                while let i = next {
                    if i <= last[i / share] { Issue.record("\(i) came after \(last[i / share])") }
                    last[i / share] = i
                    tally.see(i)
                    next = mine.pop()
                }
            }
        }
        await concurrently((0..<3).map { p in { @Sendable in producer(p) } } + [consumer, consumer, consumer])
        #expect(tally.everyoneOnce)
    }

    @Test func destructors() {
        let freed = Tally(100)
        do {
            let injector = Injector<Payload>()
            for i in 0..<100 { injector.push(Payload(i, freed: freed)) }
            for _ in 0..<30 { _ = injector.steal() }
            #expect(freed.total == 30)
        }
        #expect(freed.everyoneOnce)
    }
}
