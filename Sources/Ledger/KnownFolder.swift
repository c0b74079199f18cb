public import Records

/// The paths of one folder that need nothing more, as one compact block: names in byte order, found by halving.
///
/// Exact: names, sizes and times are compared, not hashes.
public struct KnownFolder: Sendable {
    private struct Entry {
        var end: Int
        var size: Int64
        var mtimeNanoseconds: Int64
    }

    private var names: [UInt8] = []
    private var entries: [Entry] = []

    init() {}

    /// Names must come in byte order.
    mutating func append(name: UnsafeRawBufferPointer, size: Int64, mtimeNanoseconds: Int64) {
        names.append(contentsOf: name)
        entries.append(Entry(end: names.count, size: size, mtimeNanoseconds: mtimeNanoseconds))
    }

    public var count: Int { entries.count }

    /// True when a file of this name, size and time is audited, rejected or a duplicate: it need not be claimed.
    public func isSettled(name: PathBytes, size: Int64, mtimeNanoseconds: Int64) -> Bool {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            let start = middle == 0 ? 0 : entries[middle - 1].end
            switch order(names[start..<entries[middle].end], name.bytes) {
            case 0: return entries[middle].size == size && entries[middle].mtimeNanoseconds == mtimeNanoseconds
            case ..<0: low = middle + 1
            default: high = middle
            }
        }
        return false
    }

    /// Negative, zero or positive, as `memcmp`; a prefix comes first.
    private func order(_ a: ArraySlice<UInt8>, _ b: [UInt8]) -> Int {
        var i = a.startIndex
        for byte in b {
            guard i < a.endIndex else { return -1 }
            if a[i] != byte { return Int(a[i]) - Int(byte) }
            i += 1
        }
        return i < a.endIndex ? 1 : 0
    }
}
