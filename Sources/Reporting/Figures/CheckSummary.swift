import Judging
import Records

/// `photos_to_check` of `summary.json`.
///
/// | key | holds |
/// | --- | --- |
/// | `cases`, `stores` | how many there are; stores with a photo in one |
/// | `pictures_shown`, `pictures_left_out` | on the page; without room in it |
/// | `listed` | the heaviest first, at most 100: `severity`, `kind`, `stores`, `visits`, `original` (index into `photos`; absent where the order is unknown), `reasons` (`larger`, `sharper`, `camera_data`), `photos [{store_id, name, date, drop, path, sha256}]` |
/// | `travel` | of audited photos: `checked`, `not_checked` (neither the camera's number nor the salesperson is known, or no time), `photos` that are too fast, `listed [{device, kilometres_per_hour, store_id, date, path, other_store_id, other_date, other_path}]`, at most 100; `device` is a pseudonym |
public struct CheckSummary: Codable, Hashable, Sendable {
    public struct Trip: Codable, Hashable, Sendable {
        public var device: String
        public var kilometresPerHour: Double
        public var storeId: String?
        public var date: String?
        public var path: String
        public var otherStoreId: String?
        public var otherDate: String?
        public var otherPath: String
    }

    public struct Travel: Codable, Hashable, Sendable {
        public var checked = 0
        public var notChecked = 0
        public var photos = 0
        public var listed: [Trip] = []
    }

    public struct Photo: Codable, Hashable, Sendable {
        public var storeId: String?
        public var name: String?
        public var date: String
        public var drop: String
        public var path: String
        public var sha256: String
    }

    public struct Case: Codable, Hashable, Sendable {
        public var severity: String
        /// `same_photo_other_store` or `same_photo_same_store`.
        public var kind: String
        public var stores: Int
        public var visits: Int
        public var original: Int?
        public var reasons: [String]
        public var photos: [Photo]
    }

    public var cases = 0
    public var stores = 0
    public var picturesShown = 0
    public var picturesLeftOut = 0
    public var listed: [Case] = []
    public var travel = Travel()

    public init() {}

    init(_ report: ReportFigures) {
        cases = report.checks.count
        stores = Set(report.checks.flatMap { $0.photos.map(\.place.store) }).count
        for photo in report.checks.flatMap(\.photos) {
            switch photo.picture {
            case .none: break
            case .shown: picturesShown += 1
            case .leftOut: picturesLeftOut += 1
            }
        }
        listed = report.checks.prefix(CheckCase.listed).map { Case($0, report) }
    }
}

extension CheckSummary.Case {
    init(_ found: CheckCase, _ report: ReportFigures) {
        severity = found.severity.rawValue
        kind = found.kind
        stores = found.stores
        visits = found.visits
        if case .photo(let index, let why) = found.origin {
            (original, reasons) = (index, why.map(\.rawValue))
        } else {
            (original, reasons) = (nil, [])
        }
        photos = found.photos.map { photo in
            let entry = photo.place.store.map { report.book[$0] }
            return CheckSummary.Photo(
                storeId: entry?.id, name: entry?.name, date: "\(photo.day)",
                drop: report.drops[photo.place.drop]?.name ?? "", path: photo.place.path.escaped, sha256: photo.sha256)
        }
    }
}

extension CheckCase {
    /// The finding that its photos carry.
    var kind: String { (stores > 1 ? FindingCode.samePhotoOtherStore : .samePhotoSameStore).code }
}
