import Foundation
import Ledger
import Records
import TestSupport
import Testing

@testable import Review

@Suite struct QueueTests {
    private func photo(
        _ id: Int64, store: Int64 = 1, region: String = "", draw: Double = 0, worth: Float, isDone: Bool = false
    ) -> QueuedPhoto {
        var features = [Float](repeating: 0, count: PhotoFeatures.count)
        features[2] = worth
        return QueuedPhoto(
            id: ReviewID(id), record: RecordID(id), store: StoreRow(store), region: region, draw: draw, isDrawn: false,
            isDone: isDone, features: features)
    }

    private func take(_ queue: inout ReviewQueue, drawn: Bool = false, busy: Set<ReviewID> = []) -> Int64? {
        guard let next = queue.next(drawn: drawn, allows: { !busy.contains($0) }) else { return nil }
        queue.noteGiven(next.id, drawn: drawn)
        queue.done(next.id)
        return next.id.number
    }

    @Test func theWorthiestGoesFirstButStoresTakeTurns() {
        var queue = ReviewQueue()
        queue.add((1...4).map { photo($0, store: 1, worth: 0.9 - Float($0) / 100) } + [photo(5, store: 2, worth: 0.6)])
        #expect(take(&queue) == 1)
        #expect(take(&queue) == 5)
        #expect(take(&queue) == 2)
        #expect(take(&queue, busy: [ReviewID(3)]) == 4)
        #expect(take(&queue) == 3)
        #expect(take(&queue) == nil && queue.openCount == 0)
    }

    @Test func newcomersAreSeenAtOnceAndThoseDoneNeverAgain() {
        var queue = ReviewQueue()
        queue.add((1...3000).map { photo($0, store: $0, worth: 0.1, isDone: $0 % 2 == 0) })
        #expect(queue.openCount == 1500)
        queue.add([photo(9000, store: 9000, worth: 1)])
        #expect(take(&queue) == 9000)
        queue.add([photo(9000, store: 9000, worth: 1, isDone: true)])
        var given: Set<Int64> = []
        while let id = take(&queue) { #expect(given.insert(id).inserted && id % 2 == 1) }
        #expect(given.count == 1500)
    }

    @Test func theRandomShareGoesByDrawAndEachRegionHasItsPart() {
        var queue = ReviewQueue()
        queue.add((0..<80).map { photo($0 + 1, store: $0, region: "big", draw: Double(80 - $0) / 100, worth: 0.5) })
        queue.add((0..<20).map { photo($0 + 101, store: $0, region: "small", draw: Double(20 - $0) / 100, worth: 0) })
        let taken = (0..<20).compactMap { _ in take(&queue, drawn: true) }
        let big = taken.filter { $0 <= 80 }
        #expect(big.count == 16 && big == (65...80).reversed().map { Int64($0) })
        #expect(taken.filter { $0 > 100 } == [120, 119, 118, 117])
    }

    @Test func ofTwoHundredThousandThereIsAlwaysANext() throws {
        var random = Seeded(1)
        var queue = ReviewQueue()
        queue.add(
            (1...200_000).map {
                photo(
                    $0, store: $0 % 30_000, region: "r\($0 % 9)", draw: Double.random(in: 0..<1, using: &random),
                    worth: Float.random(in: 0..<1, using: &random))
            })
        var taken: Set<Int64> = []
        for index in 0..<60 {
            if let next = take(&queue, drawn: index % 10 == 0) { taken.insert(next) }
        }
        #expect(taken.count == 60)
    }

    @Test func theModelLearnsWhatSpeaksForAChange() throws {
        var random = Seeded(3)
        let examples = (0..<300).map { _ in
            let features = (0..<PhotoFeatures.count).map { _ in Float.random(in: 0..<1, using: &random) }
            // Feature 4 speaks for a change, feature 0 against one; the others say nothing.
            let chance = 1 / (1 + exp(-(4 * features[4] - 3 * features[0] - 0.5)))
            return ChangeModel.Example(features: features, isChanged: Float.random(in: 0..<1, using: &random) < chance)
        }
        let model = try #require(ChangeModel(examples))
        var (low, high) = (
            [Float](repeating: 0.5, count: PhotoFeatures.count), [Float](repeating: 0.5, count: PhotoFeatures.count)
        )
        (low[4], low[0], high[4], high[0]) = (0, 1, 1, 0)
        #expect(model.chance(high) > 0.85 && model.chance(low) < 0.15)
        #expect(ChangeModel(Array(examples.prefix(20))) == nil)
        #expect(ChangeModel(examples.filter(\.isChanged)) == nil)
        #expect(model.chance([]) == 0.5)
    }
}
