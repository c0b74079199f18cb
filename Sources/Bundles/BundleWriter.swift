import Digest
import Foundation
public import Records
import SystemCalls

/// The Bundles room's writer: records and evidence in, one sealed `.tar.zst` out.
///
/// A bundle is a deterministic ustar (`TarFormat`) in one zstd frame (`ZstdCompressor`): the same records of the same
/// ledger give the same bytes with the same library, whatever the day, machine or number of lanes. The manifest stands first and
/// hashes all that follows, so content waits in nameless spool files in the bundle's folder until `seal`; memory does
/// not grow with the number of photos. `seal` makes `<bundle>.sha256` durable first and the bundle second: whoever
/// sees a bundle sees a whole one with its checksum. A writer that is dropped or fails leaves nothing behind.
///
/// One owner, any thread; not shared.
public struct BundleWriter: ~Copyable {
    private let folder: PathBytes
    private let branch: String
    private let ledger: LedgerIdentity?
    private let limits: BundleLimits
    private var lines: Spool
    /// Evidence as tar entries, headers and padding included.
    private var entries: Spool
    /// The manifest's list of evidence, as JSON with a comma before each.
    private var listing: Spool
    private var linesHasher = RunningHash()
    private var last: BundleRecord?
    private var counts: [String: Int] = [PhotoState.audited.rawValue: 0, PhotoState.rejected.rawValue: 0]
    private var versions: Set<Versions> = []
    /// 33 bytes per photo whose evidence was deleted: none in the usual bundle.
    private var pruned: [String] = []

    /// Records added.
    public private(set) var recordCount = 0
    /// Evidence files added.
    public private(set) var evidenceCount = 0

    /// Begins a bundle that will stand in `folder`, which must be there.
    /// - Parameters:
    ///   - branch: as configured.
    ///   - ledger: whose records they are; nil only in tests and for records that no ledger holds.
    public init(
        in folder: PathBytes, branch: String, ledger: LedgerIdentity? = nil, limits: BundleLimits = BundleLimits()
    ) throws(BundleError) {
        let lines = try Spool(in: folder)
        let entries = try Spool(in: folder)
        let listing = try Spool(in: folder)
        self.folder = folder
        self.branch = branch
        self.ledger = ledger
        self.limits = limits
        self.lines = lines
        self.entries = entries
        self.listing = listing
    }

    /// Bytes gathered so far, before compression: what sealing by size goes by.
    public var byteCount: Int { lines.count + entries.count }

    /// True when a record of this many bytes (line and evidence) still fits the limits.
    public func hasRoom(line: Int, evidence: [Int]) -> Bool {
        let list = listing.count + evidence.count * longestListing + (pruned.count + 1) * prunedListing + manifestRoom
        let added = evidence.reduce(line + 1) { $0 + TarFormat.blocks($1) }
        return evidenceCount + evidence.count < limits.entries && list <= limits.manifestBytes
            && pruned.count < limits.entries
            && lines.count + line < limits.recordsBytes
            && byteCount + added + limits.manifestBytes <= limits.totalBytes
    }

    /// Adds a record with its evidence; records come in strictly rising (drop, path, SHA-256).
    ///
    /// After an error the bundle can only be dropped.
    /// - Parameter isPruned: the record had evidence that was deleted since; the manifest records it.
    public mutating func add(
        _ record: BundleRecord, evidence: [Evidence] = [], isPruned: Bool = false
    ) throws(BundleError) {
        if let last, !BundleRecord.precedes(last, record) {
            throw BundleError(
                .recordOutOfOrder, file: record.path, "records of a bundle must rise by drop, path and SHA-256")
        }
        guard hasRoom(line: record.line.count, evidence: evidence.map(\.jpeg.count)) else {
            throw BundleError(.overLimit, file: record.path, "the bundle is full: seal it and begin another")
        }
        guard record.line.count <= limits.lineBytes else {
            throw BundleError(.overLimit, file: record.path, "its line has more than \(limits.lineBytes) bytes")
        }
        let files = evidence.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (index, file) in files.enumerated() {
            guard EntryName.isFile(file.name), index == 0 || files[index - 1].name != file.name else {
                throw BundleError(
                    .entryUnsafeName, file: record.path, entry: file.name, "evidence cannot have this name, or twice")
            }
            try add(file, to: record.photoName)
        }
        let line = record.line + [UInt8(ascii: "\n")]
        linesHasher.update(line)
        try lines.append(line)
        counts[record.state.rawValue, default: 0] += 1
        versions.insert(record.versions)
        if isPruned { pruned.append(record.photoName) }
        recordCount += 1
        last = record
    }

    private mutating func add(_ file: Evidence, to photo: String) throws(BundleError) {
        guard file.jpeg.count <= limits.evidenceBytes else {
            throw BundleError(.overLimit, entry: file.name, "evidence has more than \(limits.evidenceBytes) bytes")
        }
        let name = EntryName.evidence(photo: photo, file: file.name).text
        let entry = Manifest.Entry(path: name, sha256: SHA256Digest.hex(of: file.jpeg), size: file.jpeg.count)
        try listing.append([UInt8(ascii: ",")] + encoded(entry))
        var bytes = TarFormat.header(name: name, size: file.jpeg.count)
        bytes += file.jpeg
        bytes += [UInt8](repeating: 0, count: TarFormat.padding(file.jpeg.count))
        try entries.append(bytes)
        evidenceCount += 1
    }

    /// Writes the bundle and its checksum durably under `name`; refuses to replace one unless told to.
    /// - Parameter expected: the SHA-256 that the bundle's file must have: with any other, nothing becomes visible and
    ///   the error is `notTheSame`.
    public consuming func seal(
        as name: BundleName, replacing: Bool = false, expecting expected: String? = nil
    ) throws(BundleError) -> SealedBundle {
        guard recordCount > 0 else {
            throw BundleError(.nothingToSeal, file: folder, "there is no record to put in a bundle")
        }
        let path = name.path(in: folder)
        if !replacing && FileSystem.exists(path) {
            throw BundleError(
                .alreadyExists, file: path, "a bundle of this name is there: give the next sequence number")
        }
        let sealed: SealedBundle
        do throws(BundleError) {
            sealed = try write(to: path, as: name, expected)
        } catch {
            throw error.about(path)
        }
        return sealed
    }

    private mutating func write(
        to path: PathBytes, as name: BundleName, _ expected: String?
    ) throws(BundleError) -> SealedBundle {
        let (head, tail) = try manifestEnds()
        let manifestBytes = head.count + listing.count + tail.count
        let total =
            TarFormat.blocks(manifestBytes) + TarFormat.blocks(lines.count) + entries.count + TarFormat.end.count
        var output = try SealingFile(path, contentSize: total)
        try output.write(TarFormat.header(name: EntryName.manifest.text, size: manifestBytes))
        try output.write(head)
        try listing.forEachPiece { (piece) throws(BundleError) in try output.write(piece) }
        try output.write(tail + [UInt8](repeating: 0, count: TarFormat.padding(manifestBytes)))
        try output.write(TarFormat.header(name: EntryName.records.text, size: lines.count))
        try lines.forEachPiece { (piece) throws(BundleError) in try output.write(piece) }
        try output.write([UInt8](repeating: 0, count: TarFormat.padding(lines.count)))
        try entries.forEachPiece { (piece) throws(BundleError) in try output.write(piece) }
        try output.write(TarFormat.end)
        let (sha256, bytes) = try output.commit(
            as: name, checksum: name.checksumPath(in: folder), bundle: path, expecting: expected)
        return SealedBundle(
            name: name, sha256: sha256, bytes: bytes, contentBytes: total, records: recordCount,
            evidence: evidenceCount, prunedEvidence: pruned.count, counts: counts)
    }

    /// The canonical JSON of the manifest, parted where the evidence is listed.
    private mutating func manifestEnds() throws(BundleError) -> (head: [UInt8], tail: [UInt8]) {
        let hash = linesHasher.finish()
        let first = Manifest.Entry(path: EntryName.records.text, sha256: hash, size: lines.count)
        let ordered = try versions.map { (value) throws(BundleError) in try encoded(value) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        let head = "{\"branch\":\(text(try encoded(branch))),\"counts\":\(text(try encoded(counts))),\"entries\":["
        var tail = "],"
        if let ledger { tail += "\"ledger\":\(text(try encoded(ledger)))," }
        if !pruned.isEmpty { tail += "\"pruned_evidence\":\(text(try encoded(pruned)))," }
        tail += "\"schema\":\(text(try encoded(Manifest.schema))),\"versions\":["
        tail += ordered.map(text).joined(separator: ",") + "]}"
        return (Array(head.utf8) + (try encoded(first)), Array(tail.utf8))
    }
}

/// A bundle as it stands on the disk.
public struct SealedBundle: Hashable, Sendable {
    public var name: BundleName
    /// Of the bundle's file, lower-case hex.
    public var sha256: String
    /// Size of the bundle's file.
    public var bytes: Int
    /// Size of the tar inside.
    public var contentBytes: Int
    public var records: Int
    public var evidence: Int
    /// Records whose evidence was deleted before.
    public var prunedEvidence: Int
    /// Records by state.
    public var counts: [String: Int]
}

/// More than one entry's JSON and the comma before it take.
private let longestListing = 256
/// What a photo whose evidence was deleted takes in the manifest.
private let prunedListing = 40
/// What is set aside for the manifest beside its list.
private let manifestRoom = 1 << 20

private func encoded(_ value: some Encodable) throws(BundleError) -> [UInt8] {
    do {
        return try Array(CanonicalJSON.encode(value))
    } catch {
        throw BundleError(.manifestMalformed, "the manifest cannot be written as JSON: \(error)")
    }
}

private func text(_ json: [UInt8]) -> String { String(decoding: json, as: UTF8.self) }
