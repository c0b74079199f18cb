import CHamming
import Records

/// The hashes of all photos in memory: 32 bytes per photo, and a bit for the number of each.
///
/// Every look-up goes through all of them, in blocks that stay in the processor's cache while a batch of queries is held
/// against each: nothing is left out that another structure would have to be trusted for. Places are never released;
/// whoever asks must know which numbers still represent a photo.
struct FingerprintIndex {
    /// What is looked for: the hashes of a picture as it is, mirrored both ways, and turned half.
    struct Query {
        /// By `Turn.all`, the first four.
        var hashes: [HashBits]
        /// Looked for among this many of the newest photos; nil: among all.
        var reach: Int?

        /// Bits by which a true hash differs from the first one with whole words turned over.
        fileprivate var slack: Int {
            zip(hashes, Turn.all).map { $0.distance(to: hashes[0].turnedOver($1)) }.max() ?? 0
        }
    }

    /// A hash within the limit of a query's.
    struct Hit: Hashable {
        var number: Int64
        /// Which hash of the query.
        var turn: Int
        var distance: Int
    }

    /// Hashes a block: 128 KiB, which stays in the second cache.
    static let blockSize = 4096

    /// Words by class: `blockSize` of the first, then of the second, …
    private var blocks: [[UInt64]] = []
    private var numbers = NumberSet()
    private(set) var count = 0

    /// The greatest number that was added; 0 at first.
    var newest: Int64 { numbers.last }

    /// Adds the hash of a number greater than all before it; any other is left out.
    mutating func add(_ number: Int64, _ hash: HashBits) {
        guard numbers.append(number) else { return }
        let place = count % FingerprintIndex.blockSize
        if place == 0 { blocks.append([UInt64](repeating: 0, count: 4 * FingerprintIndex.blockSize)) }
        let block = blocks.count - 1
        for (index, word) in [hash.words.0, hash.words.1, hash.words.2, hash.words.3].enumerated() {
            blocks[block][index * FingerprintIndex.blockSize + place] = word
        }
        count += 1
    }

    /// For each query, every hash within `limit` bits of one of its own, with the nearest of them, in order of distance and
    /// number; the `most` nearest where there are more.
    func near(_ queries: [Query], limit: Int, most: Int) -> [[Hit]] {
        var found = [[Hit]](repeating: [], count: queries.count)
        let least = queries.map { 128 - limit - $0.slack }
        var places = [UInt32](repeating: 0, count: FingerprintIndex.blockSize)
        for (number, block) in blocks.enumerated() {
            let start = number * FingerprintIndex.blockSize
            let length = min(FingerprintIndex.blockSize, count - start)
            for (index, query) in queries.enumerated() {
                if let reach = query.reach, start + length <= count - reach { continue }
                let hits = near(block, length, query.hashes[0], least[index], &places)
                for place in places.prefix(hits) {
                    guard let hit = exact(block, Int(place), start, query, limit) else { continue }
                    found[index].append(hit)
                }
            }
        }
        return found.map { Array($0.sorted { ($0.distance, $0.number) < ($1.distance, $1.number) }.prefix(most)) }
    }

    private func near(
        _ block: [UInt64], _ length: Int, _ hash: HashBits, _ least: Int, _ places: inout [UInt32]
    ) -> Int {
        let words = [hash.words.0, hash.words.1, hash.words.2, hash.words.3]
        return min(
            places.count,
            chamming_near(
                block, FingerprintIndex.blockSize, length, words, Int64(least), &places, places.count))
    }

    private func exact(_ block: [UInt64], _ place: Int, _ start: Int, _ query: Query, _ limit: Int) -> Hit? {
        let size = FingerprintIndex.blockSize
        let hash = HashBits((block[place], block[size + place], block[2 * size + place], block[3 * size + place]))
        let distances = query.hashes.map { $0.distance(to: hash) }
        guard let best = distances.min(), best <= limit, let turn = distances.firstIndex(of: best) else { return nil }
        return Hit(number: numbers.number(at: start + place), turn: turn, distance: best)
    }
}

/// Growing numbers, a bit each: where many stand in a row they need little more than that.
struct NumberSet {
    private static let wordsPerRank = 64
    /// The number of the first bit; numbers start wherever they start.
    private var first: Int64 = 0
    private var words: [UInt64] = []
    /// How many numbers there are before each group of `wordsPerRank` words.
    private var ranks: [Int] = []
    private var count = 0
    private(set) var last: Int64 = 0

    /// The largest gap between two numbers: what is beyond it would be a corrupt table's.
    private static let longestGap: Int64 = 1 << 32

    /// False where the number is not greater than the last one.
    mutating func append(_ number: Int64) -> Bool {
        guard number > last, number > 0 else { return false }
        if count == 0 { first = number }
        let offset = number - first
        guard offset <= Int64(words.count) * 64 + NumberSet.longestGap else { return false }
        let word = Int(offset / 64)
        while words.count <= word {
            if words.count % NumberSet.wordsPerRank == 0 { ranks.append(count) }
            words.append(0)
        }
        words[word] |= 1 << UInt64(offset % 64)
        last = number
        count += 1
        return true
    }

    /// The number with this many before it.
    func number(at place: Int) -> Int64 {
        var (low, high) = (0, ranks.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if ranks[middle] <= place { low = middle } else { high = middle }
        }
        var rest = place - (ranks.isEmpty ? 0 : ranks[low])
        for word in low * NumberSet.wordsPerRank..<words.count {
            var bits = words[word]
            let held = bits.nonzeroBitCount
            if rest >= held {
                rest -= held
                continue
            }
            for _ in 0..<rest { bits &= bits - 1 }
            return first + Int64(word * 64 + bits.trailingZeroBitCount)
        }
        return last
    }
}
