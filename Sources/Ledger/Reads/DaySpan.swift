public import Foundation
public import Records

/// Days of visits, both included, as a zone cuts them: what the reads of photos ask by.
public struct DaySpan: Hashable, Sendable {
    /// The first day.
    public let from: CalendarDay
    /// The last day.
    public let to: CalendarDay
    /// The branch's zone: where the day of a photo without a day begins and ends.
    public let zone: TimeZone

    /// - Parameter to: not before `from`; nil: that day alone.
    public init(_ from: CalendarDay, to: CalendarDay? = nil, in zone: TimeZone) {
        self.from = from
        self.to = to ?? from
        self.zone = zone
    }

    /// Parameters of `DayQueries`: the first and the one past the last millisecond, the first and the last day.
    var values: [LedgerValue] {
        [.integer(from.start(in: zone)), .integer((to + 1).start(in: zone)), .text("\(from)"), .text("\(to)")]
    }
}

/// The texts of the queries over days of visits, each over one stretch of two indexes; tests look at their plans.
///
/// A photo belongs to the day in its record (its folder's, else that of capture), whatever the camera's clock says; one
/// without a day to the day of the instant that the ledger keeps for it. A photo that was moved counts at its new path, one
/// that was withdrawn nowhere (`record.left_ms`).
enum DayQueries {
    static let all = [
        light, full, findings(ofCompliant: true), findings(ofCompliant: false), slots, boards, duplicates, left,
    ]

    /// The records of days: ?1 and ?2 bound the instants, ?3 and ?4 are the first and the last day.
    private static let chosen = """
        (SELECT id FROM record INDEXED BY record_visit WHERE current = 1 AND date >= ?3 AND date <= ?4
         UNION ALL
         SELECT id FROM record INDEXED BY record_taken
          WHERE current = 1 AND date IS NULL AND taken_ms >= ?1 AND taken_ms < ?2) c CROSS JOIN record r ON r.id = c.id
        """
    private static let counts = "r.left_ms IS NULL"

    static let light = """
        SELECT r.id, r.store, r.state = 'audited', r.verdict, r.fixture_offset, r.uncertainty, r.audited_ms, r.matched
          FROM \(chosen) WHERE \(counts) ORDER BY r.taken_ms, r.id
        """

    static let full = """
        SELECT r.id, r.store, r.state = 'audited', r.verdict, r.fixture_offset, r.uncertainty, r.audited_ms, r.matched,
               r.drop_id, r.path, r.date, r.taken_ms, r.time_source, r.sha256, r.bytes, r.width, r.height,
               r.reason_code, r.reason_message, r.photo_offset, r.reference, r.version, r.gone_ms,
               EXISTS (SELECT 1 FROM trace t WHERE t.record_id = r.id AND t.device IS NOT NULL)
          FROM \(chosen) WHERE \(counts) ORDER BY r.taken_ms, r.id
        """

    static func findings(ofCompliant: Bool) -> String {
        """
        SELECT f.record_id, f.code, f.severity, f.value, f."limit"
          FROM \(chosen) CROSS JOIN finding f ON f.record_id = r.id
         WHERE \(counts)\(ofCompliant ? "" : " AND r.verdict <> 'compliant'") ORDER BY r.taken_ms, r.id, f.ordinal
        """
    }

    static let slots = """
        SELECT k.record_id, k.slot FROM \(chosen) CROSS JOIN slot_seen k ON k.record_id = r.id
         WHERE \(counts) ORDER BY r.taken_ms, r.id, k.slot
        """

    static let boards = """
        SELECT b.record_id, b.slot, b.confidence, b.matched, b.creative, b.family, b.score, b.visible, b.damaged, b.tags
          FROM \(chosen) CROSS JOIN board_seen b ON b.record_id = r.id
         WHERE \(counts) ORDER BY r.taken_ms, r.id, b.ordinal
        """

    static let duplicates = """
        SELECT f.drop_id, f.path, p.name, p.store, r.date, r.taken_ms
          FROM \(chosen)
               CROSS JOIN path p INDEXED BY path_duplicate ON p.record_id = r.id AND p.state = 'duplicate'
               JOIN folder f ON f.id = p.folder_id
         WHERE \(counts) AND p.gone_ms IS NULL ORDER BY r.taken_ms, r.id, f.drop_id, f.path, p.name
        """

    static let left = """
        SELECT r.drop_id, r.path, r.store, r.date, r.taken_ms, r.sha256 FROM \(chosen)
         WHERE r.left_ms IS NOT NULL ORDER BY r.taken_ms, r.id
        """
}
