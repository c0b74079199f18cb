import Ledger
import Records

/// Photos of several visits that show the same picture: one case, however many photos and stores it has.
struct CheckCase: Sendable {
    /// Cases on the page and in `summary.json` at most; `check.csv` has all.
    static let listed = 100
    /// Cases that the page shows with pictures, and pictures of one case: one per visit.
    static let withPictures = 24
    static let pictures = 4
    /// Bytes of their pictures inside a page at most; the stores to call have room of their own.
    static let embeddedBytes = 900_000
    /// Photos of a case at most: what one picture that went round a whole branch may cost.
    static let mostPhotos = 200

    struct Photo: Sendable {
        var record: RecordID
        var place: PhotoPlace
        var day: CalendarDay
        var sha256: String
        /// What the photo says of its own relations to others of the case.
        var relations: [Relation]
        var picture = CallCard.Picture.none

        var visit: Visit { Visit(store: place.store, day: day) }
    }

    struct Visit: Hashable, Sendable {
        var store: StoreRow?
        var day: CalendarDay
    }

    /// The heaviest finding of its photos in the period.
    var severity: Severity
    /// By day, store, drop and path.
    var photos: [Photo]
    var origin: CaseOrigin

    var stores: Int { Set(photos.map(\.place.store)).count }
    var visits: Int { Set(photos.map(\.visit)).count }

    /// Heavier by the policy's severity, then by stores, then by visits, then the newer one.
    func weighs(moreThan other: CheckCase) -> Bool {
        if severity != other.severity { return severity > other.severity }
        if stores != other.stores { return stores > other.stores }
        if visits != other.visits { return visits > other.visits }
        let (last, others) = (photos.map(\.day).max(), other.photos.map(\.day).max())
        if let last, let others, last != others { return last > others }
        return (photos.first?.record.number ?? 0) < (other.photos.first?.record.number ?? 0)
    }
}

/// Which photo of a case is likely the original, as far as the photos tell. Dates say nothing.
enum CaseOrigin: Hashable, Sendable {
    /// Index among the case's photos, and why.
    case photo(Int, reasons: [Relation.Reason])
    /// All are the same file.
    case identical
    case unknown

    /// The visit of which no photo was ever called the copy, where it is the only one and a photo of it was called the
    /// original: of its photos, the one that was called so most often.
    init(of photos: [CheckCase.Photo], drops: (DropID) -> String) {
        struct Key: Hashable {
            var drop: String
            var path: PathBytes
        }
        if Set(photos.map(\.sha256)).count == 1 {
            self = .identical
            return
        }
        var places: [Key: Int] = [:]
        for (index, photo) in photos.enumerated() {
            places[Key(drop: drops(photo.place.drop), path: photo.place.path)] = index
        }
        var wins: [Int: [Int: [Relation.Reason]]] = [:]
        var copies: Set<Int> = []
        for (index, photo) in photos.enumerated() {
            for relation in photo.relations {
                guard let origin = relation.original,
                    let other = places[Key(drop: relation.photo.drop, path: relation.photo.path)]
                else { continue }
                let (first, copy) = origin.photo == .this ? (index, other) : (other, index)
                wins[first, default: [:]][copy] = origin.reasons
                copies.insert(copy)
            }
        }
        // The same bytes elsewhere are as much a copy.
        let contents = Set(copies.map { photos[$0].sha256 })
        let left = photos.indices.filter { !contents.contains(photos[$0].sha256) }
        let best = left.max { (wins[$0]?.count ?? 0, $1) < (wins[$1]?.count ?? 0, $0) }
        guard Set(left.map { photos[$0].visit }).count == 1, let best, let won = wins[best] else {
            self = .unknown
            return
        }
        let given = Set(won.values.flatMap { $0 })
        self = .photo(best, reasons: [.larger, .sharper, .cameraData].filter(given.contains))
    }
}
