public import Records

/// The files of a whole drop that need nothing more, as 64-bit fingerprints in open-addressed tables: 11 to 22 bytes a
/// file, so that a million known files fit in 16 MiB and a look takes well under a microsecond.
///
/// Fingerprints are keyed anew in every process (Swift's `Hasher`), so nobody can make a name that hides a photo; by
/// chance, a new file is taken for a known one once in 2⁶⁴ / paths: at a million paths and 50,000 new photos per month,
/// once in thirty million years.
public struct KnownPaths: Sendable {
    /// A folder's share of the fingerprint, worked out once for all its files.
    public struct FolderKey: Sendable {
        fileprivate var hasher: Hasher
    }

    private var photos: FingerprintSet
    /// Files that are not photos, by kind.
    private var others: [String: FingerprintSet] = [:]

    /// Paths of photos.
    public var count: Int { photos.count }

    /// - Parameter paths: how many there will be, as far as is known; no more than a hint, since it comes from a file.
    public init(expecting paths: Int) { photos = FingerprintSet(expecting: paths) }

    /// - Parameter folder: relative to the drop, without a trailing slash.
    public func key(folder: PathBytes) -> FolderKey { Self.key(folder: folder.bytes) }

    static func key(folder: [UInt8]) -> FolderKey {
        var hasher = Hasher()
        hasher.combine(folder)
        return FolderKey(hasher: hasher)
    }

    /// True when a file of this name, size and time is audited, rejected or a duplicate: it need not be claimed.
    public func isSettled(in folder: FolderKey, name: PathBytes, size: Int64, mtimeNanoseconds: Int64) -> Bool {
        name.bytes.withUnsafeBytes { isSettled(in: folder, name: $0, size: size, mtimeNanoseconds: mtimeNanoseconds) }
    }

    /// The same for a name that is not worth an array of its own; its bytes are read during the call only.
    public func isSettled(
        in folder: FolderKey, name: UnsafeRawBufferPointer, size: Int64, mtimeNanoseconds: Int64
    ) -> Bool {
        photos.contains(Self.fingerprint(folder, name, size, mtimeNanoseconds))
    }

    /// What a file of this name, size and time was found to be when its content was looked at; nil where it was not, or
    /// was a picture.
    public func otherKind(
        in folder: FolderKey, name: UnsafeRawBufferPointer, size: Int64, mtimeNanoseconds: Int64
    ) -> String? {
        if others.isEmpty { return nil }
        let print = Self.fingerprint(folder, name, size, mtimeNanoseconds)
        return others.first { $0.value.contains(print) }?.key
    }

    /// Notes a path that was settled since the table was read.
    public mutating func insert(in folder: FolderKey, name: PathBytes, size: Int64, mtimeNanoseconds: Int64) {
        name.bytes.withUnsafeBytes { insert(Self.fingerprint(folder, $0, size, mtimeNanoseconds)) }
    }

    /// Notes a file that was found to be no picture since the table was read.
    public mutating func insert(other file: OtherFile) {
        let split = SplitPath(file.path)
        let print = split.name.withUnsafeBytes {
            Self.fingerprint(Self.key(folder: split.folder), $0, file.size, file.mtimeNanoseconds)
        }
        insert(print, kind: file.kind)
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

    mutating func insert(_ print: UInt64) { photos.insert(print) }

    mutating func insert(_ print: UInt64, kind: String) {
        others[kind, default: FingerprintSet(expecting: 0)].insert(print)
    }
}

/// A set of fingerprints; linear probing.
private struct FingerprintSet: Sendable {
    /// Zero marks an empty place.
    private var table: [UInt64]
    private(set) var count = 0

    init(expecting paths: Int) {
        let paths = min(max(0, paths), 1 << 24)
        var capacity = 64
        while capacity * 3 < paths * 4 { capacity *= 2 }
        table = [UInt64](repeating: 0, count: capacity)
    }

    func contains(_ print: UInt64) -> Bool { table[place(of: print)] == print }

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
