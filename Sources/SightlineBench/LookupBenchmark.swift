import Foundation
import Integrity
import Ledger
import Records

/// Looks photos up among three million, as the ledger does it: in a batch, in eight orientations and every other view.
struct LookupBenchmark {
    private let held = 3_000_000
    private let batch = 64

    func run() {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        /// xorshift64: what the hashes are does not matter, only that they are far from each other.
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        let before = highWaterMark(getpid()) ?? 0
        let index = PhotoKinship().makeIndex()
        for number in 1...Int64(held) {
            let words = (0..<4).map { _ in next() }
            index.add(
                number, pdq: words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } })
        }
        let grown = ((highWaterMark(getpid()) ?? 0) - before) * 1_048_576
        let photos = (0..<batch).map { number in
            KinPhoto(
                content: [UInt8(number)], size: Size(width: 800, height: 600),
                pdq: (0..<32).map { _ in UInt8(truncatingIfNeeded: next()) },
                likeness: Likeness(luma: (0..<4096).map { _ in Float(next() % 256) }, boards: []))
        }
        let few = PhotoKinship().makeIndex()
        let views = processorMilliseconds { _ = few.near(photos) } / Double(batch)
        let all = processorMilliseconds { _ = index.near(photos) } / Double(batch)
        print(String(format: "%d photos in %.1f MB (%.1f bytes per photo)", held, grown / 1e6, grown / Double(held)))
        print(
            String(format: "per photo of a batch of %d: views %.2f ms, look-up %.2f ms", batch, views, all - views))
    }

    /// Of this process, which runs one thread.
    private func processorMilliseconds(_ body: () -> Void) -> Double {
        let start = clock()
        body()
        return Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1000
    }
}
