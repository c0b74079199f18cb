/// One of n parts of the work, so that several processes or machines can share a drop: every file is in exactly one.
///
/// A store's photos are all in the same part, whatever their folders.
public struct Shard: Hashable, Sendable {
    /// From 1 to `count`.
    public let index: Int
    public let count: Int

    /// Everything.
    public static let whole = Shard(unchecked: 1, of: 1)

    private init(unchecked index: Int, of count: Int) {
        self.index = index
        self.count = count
    }

    /// Part `index` of `count`; nil where there is no such part.
    public init?(_ index: Int, of count: Int) {
        guard count >= 1, (1...count).contains(index) else { return nil }
        self.init(unchecked: index, of: count)
    }

    /// Reads `i/n`, such as `2/4`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else { return nil }
        self.init(index, of: count)
    }

    /// True when the files of this key belong to this part. The same on every machine (FNV-1a, 64 bits, as given by
    /// Fowler, Noll and Vo, with a last mixing step for its low bits).
    func holds(_ key: some Sequence<UInt8>) -> Bool {
        if count == 1 { return true }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash ^= hash >> 32
        return Int(hash % UInt64(count)) == index - 1
    }
}
