import Foundation
public import Records

/// One record as a bundle carries it: its canonical JSON line, and the few keys of that line that the bundle needs.
///
/// The keys are read from the line itself, so that line and order can never disagree.
public struct BundleRecord: Hashable, Sendable {
    /// Canonical JSON without its newline.
    public let line: [UInt8]
    public let drop: String
    public let path: PathBytes
    /// Of the photo, lower-case hex.
    public let sha256: String
    public let state: PhotoState
    public let versions: Versions

    /// Takes a line as the ledger keeps it (`CanonicalJSON`, no newline).
    public init(line: [UInt8]) throws(BundleError) {
        guard !line.contains(UInt8(ascii: "\n")) else {
            throw BundleError(.recordMalformed, "a record must be one line without a newline")
        }
        let keys: RecordKeys
        do {
            keys = try CanonicalJSON.decode(RecordKeys.self, from: Data(line))
        } catch {
            throw BundleError(.recordMalformed, "a record's line cannot be read: \(error)")
        }
        guard isSHA256(keys.photo.sha256) else {
            throw BundleError(.recordMalformed, "a record's photo.sha256 is not 64 lower-case hex digits")
        }
        self.line = line
        drop = keys.photo.drop
        path = keys.photo.path
        sha256 = keys.photo.sha256
        state = keys.state
        versions = keys.versions
    }

    /// Writes a record as its canonical line.
    public init(_ record: Record) throws(BundleError) {
        let line: [UInt8]
        do {
            line = try Array(CanonicalJSON.encode(record))
        } catch {
            throw BundleError(.recordMalformed, "a record cannot be written as JSON: \(error)")
        }
        try self.init(line: line)
    }

    /// The folder of its evidence in the bundle.
    public var photoName: String { Evidence.photoName(sha256: sha256, drop: drop, path: path) }

    /// Bundles run in byte order of drop, then path; a path rewritten within one bundle follows by its SHA-256.
    public static func precedes(_ a: BundleRecord, _ b: BundleRecord) -> Bool {
        if a.drop.utf8.elementsEqual(b.drop.utf8) {
            return a.path == b.path ? a.sha256 < b.sha256 : a.path < b.path
        }
        return a.drop.utf8.lexicographicallyPrecedes(b.drop.utf8)
    }
}

private struct RecordKeys: Decodable {
    struct Photo: Decodable {
        var drop: String
        var path: PathBytes
        var sha256: String
    }

    var photo: Photo
    var state: PhotoState
    var versions: Versions
}
