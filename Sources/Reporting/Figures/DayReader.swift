import Foundation
import Ledger
import Records

/// Reads the ledger day by day, each query over one day's stretch of the index on capture time: memory is bounded by a
/// day, whatever the period.
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
        light, full, findings(all: true), findings(all: false), slotsSeen, duplicates,
    ]

    private static let range = "r.current = 1 AND r.taken_ms >= ?1 AND r.taken_ms < ?2"

    private static let light = """
        SELECT r.id, r.store, r.state = 'audited', r.verdict, r.fixture_offset, r.uncertainty, r.audited_ms
          FROM record r INDEXED BY record_taken WHERE \(range) ORDER BY r.taken_ms, r.id
        """

    private static let full = """
        SELECT r.id, r.store, r.state = 'audited', r.verdict, r.fixture_offset, r.uncertainty, r.audited_ms,
               r.drop_id, r.path, r.date, r.taken_ms, r.time_source, r.sha256, r.bytes, r.width, r.height,
               r.reason_code, r.reason_message, r.photo_offset, r.reference, r.version
          FROM record r INDEXED BY record_taken WHERE \(range) ORDER BY r.taken_ms, r.id
        """

    private static func findings(all: Bool) -> String {
        """
        SELECT f.record_id, f.code, f.severity, f.value, f."limit"
          FROM record r INDEXED BY record_taken CROSS JOIN finding f ON f.record_id = r.id
         WHERE \(range)\(all ? "" : " AND r.verdict <> 'compliant'") ORDER BY r.taken_ms, r.id, f.ordinal
        """
    }

    private static let slotsSeen = """
        SELECT k.record_id, k.slot FROM record r INDEXED BY record_taken CROSS JOIN slot_seen k ON k.record_id = r.id
         WHERE \(range) ORDER BY r.taken_ms, r.id, k.slot
        """

    static let duplicates = """
        SELECT r.drop_id, f.path, p.name, p.store, p.date, r.taken_ms, f.drop_id
          FROM record r INDEXED BY record_taken
               CROSS JOIN path p INDEXED BY path_duplicate ON p.record_id = r.id AND p.state = 'duplicate'
               JOIN folder f ON f.id = p.folder_id
         WHERE \(range) ORDER BY r.taken_ms, r.id, f.drop_id, f.path, p.name
        """

    /// The first and the one past the last millisecond of a day.
    func bounds(_ day: ReportDay) -> [LedgerValue] {
        [.integer(day.start(in: zone)), .integer((day + 1).start(in: zone))]
    }

    /// The day's records in order of capture time.
    /// - Parameter full: with all findings, slots and details; else only what tells visits' verdicts.
    mutating func photos(_ day: ReportDay, full: Bool) throws -> [PhotoRow] {
        let bounds = bounds(day)
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
            drop: row.integer(7) ?? 0, path: PathBytes(row.blob(8)), folderDay: row.text(9),
            taken: Int64(row.integer(10) ?? 0), timeSource: row.text(11) ?? "", sha256: row.blob(12),
            bytes: row.integer(13) ?? 0, width: row.integer(14) ?? 0, height: row.integer(15) ?? 0,
            reasonCode: row.text(16), reasonMessage: row.text(17), photoOffset: row.real(18),
            reference: row.text(19), version: row.integer(20) ?? 0)
    }
}
