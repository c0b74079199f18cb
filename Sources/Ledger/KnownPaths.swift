public import Records

/// The paths of a whole drop that need nothing more, as 64-bit fingerprints in one open-addressed table: 11 to 22
/// bytes a path, so that a million known files fit in 16 MiB and a look takes well under a microsecond.
///
/// Fingerprints are keyed anew in every process (Swift's `Hasher`), so nobody can make a name that hides a photo; by
/// chance, a new file is taken for a known one once in 2⁶⁴ / paths: at a million paths and 50,000 new photos a month,
/// once in thirty million years.
public struct KnownPaths: Sendable {
    /// A folder's share of the fingerprint, worked out once for all its files.
    public struct FolderKey: Sendable {
        fileprivate var hasher: Hasher
    }

    /// Zero marks an empty place.
    private var table: [UInt64]
    public private(set) var count = 0

    public init(expecting paths: Int) {
        var capacity = 64
        while capacity * 3 < paths * 4 { capacity *= 2 }
        table = [UInt64](repeating: 0, count: capacity)
    }

    /// - Parameter folder: relative to the drop, without a trailing slash.
    public func key(folder: PathBytes) -> FolderKey { Self.key(folder: folder.bytes) }

    static func key(folder: [UInt8]) -> FolderKey {
        var hasher = Hasher()
        hasher.combine(folder)
        return FolderKey(hasher: hasher)
    }

    /// True when a file of this name, size and time is audited, rejected or a duplicate: it need not be claimed.
    public func isSettled(in folder: FolderKey, name: PathBytes, size: Int64, mtimeNanoseconds: Int64) -> Bool {
        let print = name.bytes.withUnsafeBytes { Self.fingerprint(folder, $0, size, mtimeNanoseconds) }
        return table[place(of: print)] == print
    }

    /// The same for a name that is not worth an array of its own; its bytes are read during the call only.
    public func isSettled(
        in folder: FolderKey, name: UnsafeRawBufferPointer, size: Int64, mtimeNanoseconds: Int64
    ) -> Bool {
        let print = Self.fingerprint(folder, name, size, mtimeNanoseconds)
        return table[place(of: print)] == print
    }

    /// Notes a path that was settled since the table was read.
    public mutating func insert(in folder: FolderKey, name: PathBytes, size: Int64, mtimeNanoseconds: Int64) {
        name.bytes.withUnsafeBytes { insert(Self.fingerprint(folder, $0, size, mtimeNanoseconds)) }
    }

    static func fingerprint(
        _ folder: FolderKey, _ name: UnsafeRawBufferPointer, _ size: Int64, _ mtimeNanoseconds: Int64
    ) -> UInt64 {
        var hasher = folder.hasher
        hasher.combine(size)
        hasher.combine(mtimeNanoseconds)
        hasher.combine(bytes: name)
        return max(1, UInt64(bitPattern: Int64(hasher.finalize())))
    }

    mutating func insert(_ print: UInt64) {
        if (count + 1) * 4 > table.count * 3 { grow() }
        let index = place(of: print)
        guard table[index] == 0 else { return }
        table[index] = print
        count += 1
    }

    /// Where the fingerprint is, or would be put.
    private func place(of print: UInt64) -> Int {
        let mask = table.count - 1
        var index = Int(truncatingIfNeeded: print) & mask
        while table[index] != 0 && table[index] != print { index = (index + 1) & mask }
        return index
    }

    private mutating func grow() {
        let old = table
        table = [UInt64](repeating: 0, count: old.count * 2)
        for print in old where print != 0 { table[place(of: print)] = print }
    }
}
