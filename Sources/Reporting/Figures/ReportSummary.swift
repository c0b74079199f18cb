public import Foundation
import Visits

/// All figures of a report: what `summary.json` holds and the page shows.
///
/// `summary.json` is one JSON object, keys in snake_case and sorted, numbers in plain units, rates and shares as
/// fractions 0…1, offsets in cabinet widths (positive: to the right as seen). A key whose value is unknown is left out.
/// Keys are only ever added within a schema number.
///
/// | key | holds |
/// | --- | --- |
/// | `schema` | `sightline.report/1` |
/// | `created` | when the report was made, RFC 3339 UTC: the only value that differs between two reports of one ledger |
/// | `branch`, `zone`, `scope {region, store}` | whose report it is, the zone of its days, what it is limited to |
/// | `period`, `previous_period` | `{from, to}`, `yyyy-mm-dd`, both days included |
/// | `accounting` | paths of the period: `discovered` = `audited` + `rejected` + `failed` + `duplicate` + `pending` |
/// | `ledger` | the same sums over the whole ledger, from its own tally, whatever the scope |
/// | `photos` | records of the period: `compliant` + `non_compliant` + `not_assessable` = `audited`; `without_store` |
/// | `times` | how capture times are known: `exif` + `branch` + `folder` + `none` = audited + rejected; `conflicting`: the camera's day is not the visit's; `uncertain` = `folder` + `none` + `conflicting` |
/// | `visits`, `previous_visits` | `visits` = `compliant` + `non_compliant` + `not_assessable` + `unread` |
/// | `rate` | `compliance` = compliant / (compliant + non-compliant visits); `previous`, `previous_is_partial` (the ledger begins inside the period before: nothing to compare with), `change` (difference), `target`, `against_target` |
/// | `stores` | `registered`, `covered`, `uncovered`, `unregistered`, `to_call`, `repeated` |
/// | `days`, `months` | the trend: `[{date, visits …}]` |
/// | `regions` | `[{region, registered, covered, visits …}]` |
/// | `slots` | by visit: `[{slot, seen, missing, unknown, violated, compliance}]`, the first three sum to the visits with an audited photo |
/// | `offsets` | fixture offset by visit: `bin_width`, `bins [{from, within, off}]` from -0.5 to 0.5, `below`, `above`, `measured`, `median_absolute`, `limit` |
/// | `findings` | `[{code, visits, photos}]`: visits that it violates, photos that carry it |
/// | `not_assessable`, `rejected`, `failed` | `[{code, photos}]`; a not assessable photo may carry several codes |
/// | `call_first` | `[{store_id, name, region, date, findings, offset, non_compliant, visits}]`, worst first, at most 100 |
/// | `pictures` | of the stores to call first on the page: `embedded` (in the page; else in `pictures/` beside it), `shown`, `left_out` (no room in the page) |
/// | `same_photos` | `[{sha256, places [{store_id, date, path}]}]`, at most 100; `same_photo_groups` counts all |
/// | `artworks` | what hangs where, creatives seen and campaigns (`ArtworkSummary`); zeros and empty where nothing was compared with a catalogue |
/// | `photograph_again` | stores whose latest visit left something open that another photo would answer: the rows of photographers.csv |
/// | `photos_to_check` | the same picture in photos of several visits, as cases (`CheckSummary`) |
/// | `late` | photos of `late_window {from, to}` that came in after it: `photos`, `listed [{store_id, date, path, arrived}]`, at most 300 |
/// | `gone` | `photos` of the period that count and whose file is gone from its drop; `moved`: not counted here, since the photo counts at another path; `withdrawn`: taken back by hand, not counted, `listed [{store_id, date, path, why, withdrawn}]`, at most 300 |
/// | `ledger_from` | first day of a visit in the ledger: what lies before is not known, not zero |
/// | `changes` | since the last report: `since`, `visits` (with photos audited since, by status), `new_calls`, `still_calls` (visited since and still non-compliant), `fixed`: `[{store_id, name, date, findings}]`, at most 100 each, counted in `…_count` |
/// | `staff` | by salesperson, where the layout names them: `[{staff, stores, visits …}]` |
/// | `uploads` | bundles that wait for delivery: `waiting`, `failing`, `problem` (the latest) |
/// | `versions` | what made the period's records |
public struct ReportSummary: Codable, Hashable, Sendable {
    public static let schemaName = "sightline.report/1"

    public struct Scope: Codable, Hashable, Sendable {
        public var region: String?
        public var store: String?
    }

    public struct Span: Codable, Hashable, Sendable {
        public var from: String
        public var to: String
    }

    public struct Accounting: Codable, Hashable, Sendable {
        public var discovered = 0
        public var audited = 0
        public var rejected = 0
        public var failed = 0
        public var duplicate = 0
        public var pending = 0
        public var closes: Bool { discovered == audited + rejected + failed + duplicate + pending }
    }

    public struct Photos: Codable, Hashable, Sendable {
        public var audited = 0
        public var rejected = 0
        public var compliant = 0
        public var nonCompliant = 0
        public var notAssessable = 0
        public var withoutStore = 0
    }

    public struct Times: Codable, Hashable, Sendable {
        public var exif = 0
        public var branch = 0
        public var folder = 0
        public var none = 0
        public var conflicting = 0
        public var uncertain = 0
        public var uncertainShare: Double?
    }

    public struct Visits: Codable, Hashable, Sendable {
        public var visits = 0
        public var compliant = 0
        public var nonCompliant = 0
        public var notAssessable = 0
        public var unread = 0
        public var compliance: Double?
    }

    public struct Rate: Codable, Hashable, Sendable {
        public var compliance: Double?
        public var previous: Double?
        public var previousIsPartial = false
        public var change: Double?
        public var target: Double?
        public var againstTarget: Double?
    }

    public struct Stores: Codable, Hashable, Sendable {
        /// Absent without a registry.
        public var registered: Int?
        public var covered = 0
        public var uncovered: Int?
        public var unregistered = 0
        public var toCall = 0
        public var repeated = 0
    }

    public struct Bucket: Codable, Hashable, Sendable {
        public var date: String
        public var visits: Visits
    }

    public struct Region: Codable, Hashable, Sendable {
        /// Absent for stores of no region.
        public var region: String?
        public var registered = 0
        public var covered = 0
        public var visits = Visits()
    }

    public struct SlotFigures: Codable, Hashable, Sendable {
        public var slot: String
        public var seen = 0
        public var missing = 0
        public var unknown = 0
        public var violated = 0
        public var compliance: Double?
    }

    public struct Bin: Codable, Hashable, Sendable {
        public var from: Double
        public var within = 0
        public var off = 0
    }

    public struct Offsets: Codable, Hashable, Sendable {
        public var binWidth = 0.02
        public var bins: [Bin] = []
        public var below = 0
        public var above = 0
        public var measured = 0
        public var medianAbsolute: Double?
        public var limit: Double?
    }

    public struct FindingFigures: Codable, Hashable, Sendable {
        public var code: String
        public var visits = 0
        public var photos = 0
    }

    public struct CodeCount: Codable, Hashable, Sendable {
        public var code: String
        public var photos: Int
    }

    public struct CallEntry: Codable, Hashable, Sendable {
        public var storeId: String
        public var name: String?
        public var region: String?
        public var date: String
        public var findings: [String]
        public var offset: Double?
        public var uncertainty: Double?
        public var nonCompliant: Int
        public var visits: Int
    }

    public struct Pictures: Codable, Hashable, Sendable {
        public var embedded = false
        public var shown = 0
        public var leftOut = 0
    }

    public struct Place: Codable, Hashable, Sendable {
        public var storeId: String?
        public var date: String
        public var path: String
    }

    public struct SamePhoto: Codable, Hashable, Sendable {
        public var sha256: String
        public var places: [Place]
    }

    public struct ChangedStore: Codable, Hashable, Sendable {
        public var storeId: String
        public var name: String?
        public var date: String
        public var findings: [String]
    }

    public struct Changes: Codable, Hashable, Sendable {
        /// RFC 3339, UTC.
        public var since: String
        public var visits = Visits()
        public var newCalls: [ChangedStore] = []
        public var newCallsCount = 0
        public var stillCalls: [ChangedStore] = []
        public var stillCallsCount = 0
        public var fixed: [ChangedStore] = []
        public var fixedCount = 0
    }

    public struct StaffFigures: Codable, Hashable, Sendable {
        public var staff: String
        public var stores = 0
        public var visits = Visits()
    }

    public struct Uploads: Codable, Hashable, Sendable {
        public var waiting = 0
        public var failing = 0
        public var problem: String?
    }

    public struct LatePhoto: Codable, Hashable, Sendable {
        public var storeId: String?
        public var date: String
        public var path: String
        public var arrived: String
    }

    public struct Late: Codable, Hashable, Sendable {
        public var window: Span
        public var photos = 0
        public var listed: [LatePhoto] = []
    }

    public struct WithdrawnPhoto: Codable, Hashable, Sendable {
        public var storeId: String?
        public var date: String
        public var path: String
        public var why: String
        public var withdrawn: String
    }

    public struct Gone: Codable, Hashable, Sendable {
        public var photos = 0
        public var moved = 0
        public var withdrawn = 0
        public var listed: [WithdrawnPhoto] = []
    }

    public var schema = ReportSummary.schemaName
    public var created: String
    public var branch: String
    public var zone: String
    public var scope: Scope
    public var period: Span
    public var previousPeriod: Span
    public var accounting = Accounting()
    public var ledger = Accounting()
    public var photos = Photos()
    public var times = Times()
    public var visits = Visits()
    public var previousVisits = Visits()
    public var rate = Rate()
    public var stores = Stores()
    public var days: [Bucket] = []
    public var months: [Bucket] = []
    public var regions: [Region] = []
    public var slots: [SlotFigures] = []
    public var offsets = Offsets()
    public var findings: [FindingFigures] = []
    public var notAssessable: [CodeCount] = []
    public var rejected: [CodeCount] = []
    public var failed: [CodeCount] = []
    public var callFirst: [CallEntry] = []
    public var pictures = Pictures()
    public var samePhotoGroups = 0
    public var samePhotos: [SamePhoto] = []
    public var photosToCheck = CheckSummary()
    public var artworks = ArtworkSummary()
    public var photographAgain = 0
    public var late: Late
    public var gone = Gone()
    /// Nil in a ledger without dated visits.
    public var ledgerFrom: String?
    /// Nil where no earlier report is known.
    public var changes: Changes?
    public var staff: [StaffFigures] = []
    public var uploads = Uploads()
    public var versions: [String] = []
}

extension ReportSummary {
    /// The figures as one line of JSON, keys as in `summary.json`, with a line end.
    public func json() throws -> Data { try SnakeJSON().line(self) }
}

extension ReportSummary.Stores {
    /// There is a registry, and none of the stores with photos in the period is in it.
    public var fitsNoVisit: Bool { registered != nil && covered == 0 && unregistered > 0 }
}

extension ReportSummary.Visits {
    mutating func add(_ status: Visit.Status) {
        visits += 1
        switch status {
        case .compliant: compliant += 1
        case .nonCompliant: nonCompliant += 1
        case .notAssessable: notAssessable += 1
        case .unread: unread += 1
        }
        compliance = share(compliant, of: compliant + nonCompliant)
    }
}

/// A share of four decimals' worth and one more; nil of nothing.
func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? (Double(part) / Double(whole) * 1e5).rounded() / 1e5 : nil
}
