public import Records

/// A photo as it is compared with others.
public struct KinPhoto: Sendable, Hashable {
    /// SHA-256 of its bytes.
    public var content: [UInt8]
    /// Upright full size.
    public var size: Size
    /// The record's PDQ hash, 32 bytes.
    public var pdq: [UInt8]
    public var likeness: Likeness

    public init(content: [UInt8], size: Size, pdq: [UInt8], likeness: Likeness) {
        self.content = content
        self.size = size
        self.pdq = pdq
        self.likeness = likeness
    }

    /// From a record and what was found beside it; nil where the record has no hash.
    public init?(_ record: Record, likeness: Likeness) {
        guard let content = bytes(hex: record.photo.sha256),
            let pdq = record.fingerprint.flatMap({ bytes(hex: $0.pdq) })
        else { return nil }
        self.init(
            content: content, size: Size(width: record.photo.width, height: record.photo.height), pdq: pdq,
            likeness: likeness)
    }
}

/// Who knows whether two photos show the same picture: given to the ledger (`Options.kinship`), which asks it about every
/// new photo inside its transactions. Its answers must depend on what it is given alone.
public protocol Kinship: Sendable {
    /// An empty index of hashes, owned by one ledger.
    func makeIndex() -> any KinIndex
    /// A photo shows enough to be compared: neither a covered lens nor a thumbnail.
    func isTelling(_ fingerprint: Fingerprint, size: Size) -> Bool
    /// How alike two photos are, 0…1, the same for both orders; nil where they are not the same picture.
    func alike(_ one: KinPhoto, _ other: KinPhoto) -> Double?
    /// Which of two photos of the same picture is the original; nil where that is unknown.
    func origin(of one: Record, against other: Record) -> Relation.Origin?
}

/// The hashes of a ledger's photos in memory.
public protocol KinIndex: AnyObject {
    /// The greatest number added.
    var newest: Int64 { get }
    /// Adds the hash of a photo with a greater number than all before.
    func add(_ number: Int64, pdq: [UInt8])
    /// For each photo, the numbers of those that may show the same picture, the likeliest first. Bounded in number.
    func near(_ photos: [KinPhoto]) -> [[Int64]]
    /// The same among a few that are not in it.
    func near(_ photo: KinPhoto, among others: [(number: Int64, pdq: [UInt8])]) -> [Int64]
}
