import Foundation
import Ledger
import Records
import SystemCalls
import TestSupport
import Testing
import WorkStealing

@testable import Audit

/// Places between claim and commit, with a ledger and without lanes.
@Suite struct CommitterTests {
    private struct Bench {
        let committer: Committer
        let drop: DropID
        let ledger: PathBytes
        let done = Observed(0)
        /// Numbers of the photos, as they were committed.
        let order = Observed<[PathBytes]>([])

        init(_ folder: URL, capacity: Int) async throws {
            ledger = PathBytes(folder.appending(path: "ledger.sqlite").path)
            let keeper = try LedgerKeeper(at: ledger, options: .judging(by: .standard))
            let (run, drop) = try await keeper.use { (ledger) throws(LedgerError) in
                let run = try ledger.beginRun(kind: "scan", owner: "test")
                let drop = try ledger.register(drop: "d", root: PathBytes("/d"))
                let sightings = (0..<100).map { Bench.sighting($0) }
                _ = try ledger.claim(drop: drop, sightings, run: run, mode: .due)
                return (run, drop)
            }
            self.drop = drop
            let (done, order) = (done, order)
            committer = Committer(
                keeper: keeper, run: run, capacity: capacity,
                committed: { item, _ in
                    order.withLock { $0.append(item.outcome.sighting.path) }
                    done.withLock { $0 += 1 }
                })
        }

        static func sighting(_ number: Int) -> Sighting {
            Sighting(path: PathBytes("S1/\(number).jpg"), size: 1, mtimeNanoseconds: 1)
        }

        /// From another process, as it were.
        func sqlite(_ statement: String) throws {
            #expect(try runTool("sqlite3", [ledger.escaped, statement]).status == 0)
        }

        func item(_ number: Int) -> Committer.Item {
            .init(drop: drop, outcome: Outcome(Bench.sighting(number), .failed(Reason(code: "x", message: "x"))))
        }
    }

    @Test func aPlaceThatIsForgottenIsReleased() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try await Bench(folder, capacity: 2)
            for _ in 0..<10 { _ = try await bench.committer.reserve() }
            #expect(bench.committer.depth.claimed == 0)
            do {
                let kept = HeldReservation(try await bench.committer.reserve())
                #expect(bench.committer.depth.claimed == 1)
                _ = kept
            }
            #expect(bench.committer.depth.claimed == 0)
        }
    }

    @Test func whoeverTakesAHeldPlaceFirstHasItAndItEndsOnce() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try await Bench(folder, capacity: 2)
            let held = HeldReservation(try await bench.committer.reserve())
            held.take()?.commit(bench.item(0))
            held.take()?.commit(bench.item(1))
            try await bench.committer.flush()
            #expect(bench.done.withLock { $0 } == 1)
            #expect(bench.committer.depth.claimed == 0)
        }
    }

    @Test func noMoreThanTheCapacityIsBetweenClaimAndCommit() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try await Bench(folder, capacity: 5)
            for number in 0..<100 {
                let place = try await bench.committer.reserve()
                #expect(bench.committer.depth.claimed <= 5)
                place.commit(bench.item(number))
            }
            try await bench.committer.flush()
            #expect(bench.done.withLock { $0 } == 100)
            #expect(bench.committer.depth == (0, 0))
        }
    }

    @Test func aCancelledTaskGetsNoPlaceAndFlushesEvenSo() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try await Bench(folder, capacity: 1)
            let place = try await bench.committer.reserve()
            let waiting = Task { _ = try await bench.committer.reserve() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            place.commit(bench.item(0))
            let flushing = Task { try await bench.committer.flush() }
            flushing.cancel()
            try await flushing.value
            #expect(bench.done.withLock { $0 } == 1)
        }
    }

    @Test func outcomesAreCommittedInTheOrderTheyCame() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try await Bench(folder, capacity: 100)
            for number in 0..<100 { try await bench.committer.reserve().commit(bench.item(number)) }
            try await bench.committer.flush()
            #expect(bench.order.withLock { $0 } == (0..<100).map { Bench.sighting($0).path })
        }
    }

    @Test func tasksThatReserveAtTheSameTimeKeepToTheCapacityAndAllEnd() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try await Bench(folder, capacity: 3)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let place = try await bench.committer.reserve()
                        #expect((1...3).contains(bench.committer.depth.claimed))
                        // Every third forgets its place.
                        if number % 3 != 0 { place.commit(bench.item(number)) }
                    }
                }
                try await group.waitForAll()
            }
            try await bench.committer.flush()
            #expect(bench.done.withLock { $0 } == 66)
            #expect(bench.committer.depth == (0, 0))
            #expect(Set(bench.order.withLock { $0 }).count == 66)
        }
    }

    @Test(.enabled(if: hasTool("sqlite3"), "sqlite3 is missing"))
    func aCommitThatFailsKeepsItsOutcomesAndWhoeverWaitsHearsOfIt() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try await Bench(folder, capacity: 2)
            try bench.sqlite(
                "CREATE TRIGGER refuse BEFORE UPDATE ON path BEGIN SELECT RAISE(ABORT, 'no space, as it were'); END")
            for number in 0..<2 { try await bench.committer.reserve().commit(bench.item(number)) }
            // All places are taken: a third photo waits, and hears of the failure instead of waiting forever.
            let waiting = Task { _ = try await bench.committer.reserve() }
            await #expect(throws: LedgerError.self) { try await bench.committer.flush() }
            await #expect(throws: LedgerError.self) { try await waiting.value }
            #expect(try await bench.committer.nextFailure() == bench.committer.failure)
            #expect(bench.committer.depth == (2, 2))
            #expect(bench.done.withLock { $0 } == 0)

            try bench.sqlite("DROP TRIGGER refuse")
            // A batch that was begun before may still fail: flushing tries behind it.
            try await bench.committer.flush()
            try await bench.committer.waitUntilSound()
            #expect(bench.committer.failure == nil)
            #expect(bench.committer.depth == (0, 0))
            #expect(bench.order.withLock { $0 } == [Bench.sighting(0).path, Bench.sighting(1).path])
        }
    }
}
