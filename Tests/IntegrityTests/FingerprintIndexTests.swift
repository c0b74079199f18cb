import CHamming
import Records
import TestSupport
import Testing

@testable import Integrity

@Suite struct FingerprintIndexTests {
    /// A hash with this many other bits.
    func changed(_ hash: HashBits, bits: Int, _ random: inout Seeded) -> HashBits {
        var words = [hash.words.0, hash.words.1, hash.words.2, hash.words.3]
        for bit in (0..<256).shuffled(using: &random).prefix(bits) { words[bit / 64] ^= 1 << UInt64(bit % 64) }
        return HashBits((words[0], words[1], words[2], words[3]))
    }

    /// Four hashes, the mirrored ones a few bits away from the first with words turned over, as those of photos are.
    func query(_ hash: HashBits, _ random: inout Seeded, reach: Int? = nil) -> FingerprintIndex.Query {
        FingerprintIndex.Query(
            hashes: Turn.all.prefix(4).enumerated().map { place, turn in
                place == 0 ? hash : changed(hash.turnedOver(turn), bits: Int.random(in: 0...7, using: &random), &random)
            }, reach: reach)
    }

    @Test func findsExactlyWhatComparingEachPairFinds() {
        var random = Seeded(80)
        var index = FingerprintIndex()
        var held: [(number: Int64, hash: HashBits)] = []
        let queries = (0..<24).map { _ in query(randomHash(&random), &random) }
        var number: Int64 = 1000
        for place in 0..<9001 {
            // Numbers have gaps, and some hashes lie about the limit of a query's.
            number += Int64.random(in: 1...9, using: &random)
            var hash = randomHash(&random)
            if place % 7 == 0 {
                let near = queries[place % queries.count].hashes[place % 4]
                hash = changed(near, bits: Int.random(in: 70...90, using: &random), &random)
            }
            index.add(number, hash)
            held.append((number, hash))
        }
        #expect(index.count == 9001)
        #expect(index.newest == number)
        let found = index.near(queries, limit: 80, most: .max)
        for (query, hits) in zip(queries, found) {
            let expected = held.compactMap { photo -> FingerprintIndex.Hit? in
                let distances = query.hashes.map { $0.distance(to: photo.hash) }
                guard let best = distances.min(), best <= 80 else { return nil }
                return .init(number: photo.number, turn: distances.firstIndex(of: best) ?? 0, distance: best)
            }
            #expect(Set(hits) == Set(expected))
            #expect(hits.map(\.distance) == hits.map(\.distance).sorted())
            #expect(hits.count > 10)
        }
        #expect(index.near(queries, limit: 80, most: 3).allSatisfy { $0.count == 3 })
    }

    @Test func aReachedQueryLooksAtTheNewestOnly() {
        var random = Seeded(3)
        var index = FingerprintIndex()
        let hash = randomHash(&random)
        for number in 1...20_000 { index.add(Int64(number), number % 5000 == 1 ? hash : randomHash(&random)) }
        let all = index.near([query(hash, &random)], limit: 20, most: 10)[0]
        #expect(all.map(\.number) == [1, 5001, 10_001, 15_001])
        let near = index.near([query(hash, &random, reach: 6000)], limit: 20, most: 10)[0]
        #expect(near.map(\.number) == [15_001])
    }

    @Test func numbersThatDoNotGrowAreLeftOut() {
        var random = Seeded(5)
        var index = FingerprintIndex()
        for number in [5, 5, 4, 0, -1, 6, Int64.max] { index.add(number, randomHash(&random)) }
        #expect(index.count == 2)
        #expect(index.newest == 6)
        #expect(FingerprintIndex().near([query(randomHash(&random), &random)], limit: 256, most: 5) == [[]])
    }

    @Test func numbersWithGapsAreFoundByTheirPlace() {
        var random = Seeded(9)
        var set = NumberSet()
        var numbers: [Int64] = []
        var number: Int64 = 3
        for _ in 0..<20_000 {
            number += Int64.random(in: 1...40, using: &random)
            numbers.append(number)
            let isNew = set.append(number)
            #expect(isNew)
        }
        for place in 0..<numbers.count { #expect(set.number(at: place) == numbers[place]) }
    }
}
