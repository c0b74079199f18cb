/// How large a bundle and its parts may be: the writer keeps to them, the reader refuses more before it takes memory.
public struct BundleLimits: Hashable, Sendable {
    /// Entries beside the manifest.
    public var entries = 100_000
    /// Bytes of `manifest.json`, the only entry that is held in memory.
    public var manifestBytes = 32 << 20
    /// Bytes of `records.ndjson`.
    public var recordsBytes = 1 << 30
    /// Bytes of one record's line.
    public var lineBytes = 4 << 20
    /// Bytes of one evidence file.
    public var evidenceBytes = 16 << 20
    /// Bytes of the whole tar.
    public var totalBytes = 8 << 30
    /// Tar bytes for each byte of the file, above `ratioFreeBytes`. Every record and every entry carries 32 random
    /// bytes of hash in some hundred bytes of text, so that no honest bundle comes near it.
    public var ratio = 200
    /// Below this many tar bytes the ratio does not matter.
    public var ratioFreeBytes = 1 << 20

    public init() {}

    /// Bytes that an entry of this name may have.
    func bytes(for name: EntryName) -> Int {
        switch name {
        case .manifest: manifestBytes
        case .records: recordsBytes
        case .evidence: evidenceBytes
        }
    }
}
