import Foundation
public import Records

/// `manifest.json`, the first entry of a bundle: what is in it, and the hash of each.
///
/// It holds neither a clock nor the bundle's name: the same records of the same ledger make the same manifest.
public struct Manifest: Hashable, Sendable, Codable {
    /// The schema that this program writes and reads.
    public static let schema = "sightline.bundle/1"

    /// One entry beside the manifest, in the archive's order.
    public struct Entry: Hashable, Sendable, Codable {
        public var path: String
        /// Lower-case hex.
        public var sha256: String
        /// Bytes.
        public var size: Int

        public init(path: String, sha256: String, size: Int) {
            self.path = path
            self.sha256 = sha256
            self.size = size
        }
    }

    public var schema: String
    /// The branch as configured, before `BundleName.sanitise`.
    public var branch: String
    /// Records by state (`audited`, `rejected`).
    public var counts: [String: Int]
    /// What made the records; more than one where the program, model or policy changed between two cuts.
    public var versions: [Versions]
    /// `records.ndjson`, then the evidence in the order of its records.
    public var entries: [Entry]
    /// The ledger that the records are of; nil in bundles that an older version made.
    public var ledger: LedgerIdentity?
    /// Photos (the folders that their evidence would have) whose evidence was deleted before the bundle was cut, in the
    /// order of their records; nil where there are none.
    public var prunedEvidence: [String]?

    enum CodingKeys: String, CodingKey {
        case schema, branch, counts, versions, entries, ledger
        case prunedEvidence = "pruned_evidence"
    }

    /// All records.
    public var records: Int { counts.values.reduce(0, +) }
    /// Bytes of all entries.
    public var bytes: Int { entries.reduce(0) { $0 + $1.size } }
}

extension Manifest {
    /// Reads and checks a manifest that may be hostile.
    init(reading bytes: [UInt8], limits: BundleLimits) throws(BundleError) {
        struct Head: Decodable { var schema: String }
        do {
            let data = Data(bytes)
            let schema = try CanonicalJSON.decode(Head.self, from: data).schema
            guard schema == Manifest.schema else {
                throw BundleError(
                    .unsupportedSchema, entry: "manifest.json",
                    "the schema is \(PathBytes(schema).escaped), this program reads \(Manifest.schema): use a newer one"
                )
            }
            self = try CanonicalJSON.decode(Manifest.self, from: data)
        } catch let error as BundleError {
            throw error
        } catch {
            throw BundleError(.manifestMalformed, entry: "manifest.json", "cannot be read: \(error)")
        }
        try check(limits)
    }

    private func check(_ limits: BundleLimits) throws(BundleError) {
        func malformed(_ why: String) -> BundleError {
            BundleError(.manifestMalformed, entry: "manifest.json", why)
        }
        guard entries.count <= limits.entries else {
            throw BundleError(.overLimit, entry: "manifest.json", "lists more than \(limits.entries) entries")
        }
        guard counts.allSatisfy({ PhotoState(rawValue: $0.key) != nil && (0...limits.recordsBytes).contains($0.value) })
        else { throw malformed("its counts are not numbers of records by state") }
        guard entries.first?.path == EntryName.records.text else {
            throw malformed("records.ndjson is not its first entry")
        }
        let pruned = prunedEvidence ?? []
        guard pruned.count <= limits.entries else {
            throw BundleError(
                .overLimit, entry: "manifest.json", "lists pruned evidence of more than \(limits.entries) photos")
        }
        guard pruned.allSatisfy(EntryName.isPhoto) else {
            throw malformed("what it lists as pruned evidence is not the name of a photo")
        }
        var seen = Set<String>(minimumCapacity: entries.count)
        var total = 0
        for (index, entry) in entries.enumerated() {
            guard let name = EntryName(entry.path) else { throw unsafeName(entry.path) }
            if name == .manifest || (name == .records) != (index == 0) || !seen.insert(entry.path).inserted {
                throw malformed("it lists \(entry.path) twice or where it cannot be")
            }
            guard isSHA256(entry.sha256), entry.size >= 0 else {
                throw malformed("the hash or size it gives for \(entry.path) is none")
            }
            guard entry.size <= limits.bytes(for: name) else {
                throw BundleError(
                    .overLimit, entry: entry.path, "\(entry.size) bytes, the limit is \(limits.bytes(for: name))")
            }
            total += TarFormat.blocks(entry.size)
        }
        guard total <= limits.totalBytes else {
            throw BundleError(.overLimit, "\(total) bytes in all, the limit is \(limits.totalBytes)")
        }
    }
}

/// Says why a name is refused.
func unsafeName(_ text: String) -> BundleError {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let why =
        if text.hasPrefix("/") {
            "an absolute name"
        } else if parts.contains("..") {
            "a name that climbs out of the folder"
        } else {
            "not a name that bundles have"
        }
    return BundleError(.entryUnsafeName, entry: text, "\(why): the bundle is not extracted")
}
