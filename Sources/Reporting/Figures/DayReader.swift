import Foundation
import Ledger
import Records

/// Reads the ledger day by day, each query over one day's stretch of an index: memory is bounded by a day, whatever the
/// period.
///
/// A photo belongs to the day of its visit: the folder's, where the layout gives one, whatever the camera's clock says; else
/// the day of capture. One that has neither belongs to the day of its audit. A photo that was moved counts at its new
/// path, one that was withdrawn nowhere (`record.left_ms`).
struct DayReader {
    let ledger: Ledger
    let zone: TimeZone
    var slots = SlotNames()

    init(_ ledger: Ledger, zone: TimeZone) {
        self.ledger = ledger
        self.zone = zone
    }

    /// The texts of all queries over records, for tests of their plans.
    static let queries = [
        light, full, findings(all: true), findings(all: false), slotsSeen, duplicates, left,
    ]

    /// The records of days: ?1 and ?2 bound the instants, ?3 and ?4 are the first and the last day.
    private static let chosen = """
        (SELECT id FROM record INDEXED BY record_visit WHERE current = 1 AND date >= ?3 AND date <= ?4
         UNION ALL
         SELECT id FROM record INDEXED BY record_taken
          WHERE current = 1 AND date IS NULL AND taken_ms >= ?1 AND taken_ms < ?2) c CROSS JOIN record r ON r.id = c.id
        """
    private static let counts = "r.left_ms IS NULL"

    private static let light = """
        SELECT r.id, r.store, r.state = 'audited', r.verdict, r.fixture_offset, r.uncertainty, r.audited_ms
          FROM \(chosen) WHERE \(counts) ORDER BY r.taken_ms, r.id
        """

    private static let full = """
        SELECT r.id, r.store, r.state = 'audited', r.verdict, r.fixture_offset, r.uncertainty, r.audited_ms,
               r.drop_id, r.path, r.date, r.taken_ms, r.time_source, r.sha256, r.bytes, r.width, r.height,
               r.reason_code, r.reason_message, r.photo_offset, r.reference, r.version, r.gone_ms
          FROM \(chosen) WHERE \(counts) ORDER BY r.taken_ms, r.id
        """

    private static func findings(all: Bool) -> String {
        """
        SELECT f.record_id, f.code, f.severity, f.value, f."limit"
          FROM \(chosen) CROSS JOIN finding f ON f.record_id = r.id
         WHERE \(counts)\(all ? "" : " AND r.verdict <> 'compliant'") ORDER BY r.taken_ms, r.id, f.ordinal
        """
    }

    private static let slotsSeen = """
        SELECT k.record_id, k.slot FROM \(chosen) CROSS JOIN slot_seen k ON k.record_id = r.id
         WHERE \(counts) ORDER BY r.taken_ms, r.id, k.slot
        """

    static let duplicates = """
        SELECT r.drop_id, f.path, p.name, p.store, r.date, r.taken_ms, f.drop_id
          FROM \(chosen)
               CROSS JOIN path p INDEXED BY path_duplicate ON p.record_id = r.id AND p.state = 'duplicate'
               JOIN folder f ON f.id = p.folder_id
         WHERE \(counts) AND p.gone_ms IS NULL ORDER BY r.taken_ms, r.id, f.drop_id, f.path, p.name
        """

    /// Records of days that count no longer: moved or withdrawn.
    static let left = """
        SELECT r.drop_id, r.path, r.store, r.date, r.taken_ms, r.sha256 FROM \(chosen)
         WHERE r.left_ms IS NOT NULL ORDER BY r.taken_ms, r.id
        """

    /// What the queries ask by: the first and the one past the last millisecond, the first and the last day.
    func bounds(_ from: ReportDay, _ to: ReportDay) -> [LedgerValue] {
        [.integer(from.start(in: zone)), .integer((to + 1).start(in: zone)), .text("\(from)"), .text("\(to)")]
    }

    /// The day's records, by visit, in order of capture time.
    /// - Parameter full: with all findings, slots and details; else only what tells visits' verdicts.
    mutating func photos(_ day: ReportDay, full: Bool) throws -> [PhotoRow] {
        let bounds = bounds(day, day)
        var photos: [PhotoRow] = []
        var places: [Int: Int] = [:]
        var isAllCompliant = true
        try ledger.query(full ? Self.full : Self.light, bounds) { row in
            var photo = PhotoRow(
                id: row.integer(0) ?? 0, store: row.integer(1), isAudited: row.integer(2) == 1,
                verdict: row.text(3).flatMap { Verdict(rawValue: $0) }, offset: row.real(4), uncertainty: row.real(5),
                audited: Int64(row.integer(6) ?? 0))
            if full { photo.detail = Self.detail(row) }
            if photo.isAudited && photo.verdict != .compliant { isAllCompliant = false }
            places[photo.id] = photos.count
            photos.append(photo)
        }
        guard full || !isAllCompliant else { return photos }
        var needsSlots = full
        try ledger.query(Self.findings(all: full), bounds) { row in
            guard let place = places[row.integer(0) ?? 0] else { return }
            let finding = PhotoRow.Finding(
                code: row.text(1) ?? "", severity: row.text(2) ?? "", value: row.real(3), limit: row.real(4))
            if finding.code.hasPrefix("missing_") && finding.severity == "violation" { needsSlots = true }
            photos[place].findings.append(finding)
        }
        guard needsSlots else { return photos }
        var names = slots
        try ledger.query(Self.slotsSeen, bounds) { row in
            guard let place = places[row.integer(0) ?? 0] else { return }
            photos[place].slots |= names.bit(row.text(1) ?? "")
        }
        slots = names
        return photos
    }

    private static func detail(_ row: borrowing LedgerRow) -> PhotoRow.Detail {
        PhotoRow.Detail(
            drop: row.integer(7) ?? 0, path: PathBytes(row.blob(8)), visitDay: row.text(9),
            taken: Int64(row.integer(10) ?? 0), timeSource: row.text(11) ?? "", sha256: row.blob(12),
            bytes: row.integer(13) ?? 0, width: row.integer(14) ?? 0, height: row.integer(15) ?? 0,
            reasonCode: row.text(16), reasonMessage: row.text(17), photoOffset: row.real(18),
            reference: row.text(19), version: row.integer(20) ?? 0,
            gone: row.integer(21).map { Int64($0) })
    }
}
