public import Ledger
public import Records

/// The Integrity room's door: which photos of the ledger show the same picture, and which of two is the original.
///
/// The ledger asks it inside its transactions, for every new photo against all others. It holds no state; the index of
/// hashes that it makes belongs to the ledger that asked.
public struct PhotoKinship: Kinship {
    /// Bits up to which a hash proposes a photo. The customary 31 misses more than half of the photos that were handed in again
    /// after a crop.
    public static let reach = 80
    /// Proposals that are looked at per photo, the nearest first: what bounds the work where one picture was handed in for
    /// hundreds of stores. Beyond this many copies, which of them a record names depends on what came first.
    static let mostProposals = 16
    /// Newest photos among which cuts, frames and halves are looked up: about two months of a branch. The whole photo is
    /// looked up among all.
    static let extendedReach = 100_000
    /// PDQ's quality below which a hash says nothing: a covered lens, a plain wall.
    static let leastQuality = 5
    /// Pixels per side below which a photo has less detail than the picture that is compared.
    static let leastSide = 2 * Likeness.side

    public init() {}

    public func makeIndex() -> any KinIndex { MemoryIndex() }

    public func isTelling(_ fingerprint: Fingerprint, size: Size) -> Bool {
        fingerprint.quality >= PhotoKinship.leastQuality && min(size.width, size.height) >= PhotoKinship.leastSide
    }

    public func alike(_ one: KinPhoto, _ other: KinPhoto) -> Double? {
        // The very same picture in another file: most copies, and not worth the views of two photos.
        if one.size == other.size, one.likeness == other.likeness { return Confirmation.isTelling(one) ? 1 : nil }
        guard let a = Portrait(one), let b = Portrait(other) else { return nil }
        return Confirmation.alike(a, b)
    }

    public func origin(of one: Record, against other: Record) -> Relation.Origin? {
        Origin.of(one, against: other)
    }
}

/// The ledger's index: `FingerprintIndex` with the views of each photo that is looked up.
final class MemoryIndex: KinIndex {
    private var index = FingerprintIndex()

    var newest: Int64 { index.newest }

    func add(_ number: Int64, pdq: [UInt8]) {
        guard let hash = HashBits(bytes: pdq) else { return }
        index.add(number, hash)
    }

    func near(_ photos: [KinPhoto]) -> [[Int64]] {
        let portraits = photos.map { Portrait($0, reach: PhotoKinship.extendedReach) }
        let queries = portraits.flatMap { $0?.queries ?? [] }
        var hits = index.near(queries, limit: PhotoKinship.reach, most: PhotoKinship.mostProposals)[...]
        return portraits.map { portrait in
            let own = hits.prefix(portrait?.queries.count ?? 0)
            hits = hits.dropFirst(own.count)
            return MemoryIndex.nearest(own.flatMap { $0 })
        }
    }

    func near(_ photo: KinPhoto, among others: [(number: Int64, pdq: [UInt8])]) -> [Int64] {
        guard !others.isEmpty, let portrait = Portrait(photo) else { return [] }
        var few = FingerprintIndex()
        for other in others {
            if let hash = HashBits(bytes: other.pdq) { few.add(other.number, hash) }
        }
        let hits = few.near(portrait.queries, limit: PhotoKinship.reach, most: PhotoKinship.mostProposals)
        return MemoryIndex.nearest(hits.flatMap { $0 })
    }

    private static func nearest(_ hits: [FingerprintIndex.Hit]) -> [Int64] {
        var best: [Int64: Int] = [:]
        for hit in hits { best[hit.number] = min(hit.distance, best[hit.number] ?? .max) }
        return best.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(PhotoKinship.mostProposals).map(\.key)
    }
}
