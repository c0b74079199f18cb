import Foundation
import Visits

/// `report.ndjson`: one JSON object per visit of the period, in order of day and store; keys sorted, absent where unknown.
///
/// `store_id`, `name`, `region`, `date`, `status` (`compliant`, `non_compliant`, `not_assessable`, `unread`), `photos`,
/// `audited`, `rejected`, `slots_seen`, `slots_missing`, `violations` (their codes), `fixture_offset` and
/// `uncertainty` (cabinet widths, of the photo that decides), `staff` (who took its photos, where the layout names them).
struct VisitLine: Encodable {
    var storeId: String
    var name: String?
    var region: String?
    var date: String
    var status: String
    var photos: Int
    var audited: Int
    var rejected: Int
    var slotsSeen: [String]
    var slotsMissing: [String]
    var violations: [String]
    var fixtureOffset: Double?
    var uncertainty: Double?
    /// Absent where the layout names nobody.
    var staff: [String]?

    init(_ visit: Visit, _ report: ReportFigures) {
        let entry = report.book[visit.store]
        storeId = entry.id
        name = entry.name
        region = entry.region
        date = "\(visit.day)"
        status = visit.status.rawValue
        photos = visit.photos
        audited = visit.audited
        rejected = visit.rejected
        slotsSeen = report.slots.names(in: visit.slots)
        slotsMissing = report.slots.names(in: visit.missing)
        violations = visit.violations
        fixtureOffset = visit.centre?.offset
        uncertainty = visit.centre?.uncertainty
        staff = report.staffOfDay[visit.store].map { $0.sorted { report.byteOrder($0, $1) } }
    }
}

/// One line of JSON as the report's files have it: sorted keys in snake_case.
struct SnakeJSON {
    private let encoder: JSONEncoder

    init(pretty: Bool = false) {
        encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    }

    func line(_ value: some Encodable) throws -> Data { try encoder.encode(value) + Data([0x0A]) }
}
