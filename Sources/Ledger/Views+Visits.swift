import Records

extension Views {
    /// What the rule of visits has to know of codes and labels. Judging's `FindingCode` and Records' `Slot` own them; a
    /// test of the Visits room holds these texts to them, and the view to the rule.
    static let tooUncertain = "centering_too_uncertain"
    /// SQL that is true of a code `f.code` that says that an ad hangs off centre.
    static let isOffCentre = "f.code GLOB '*_off_centre'"
    /// SQL that is true of a code `f.code` that says that no ad of the slot `missingSlot` hangs in its place.
    static let isMissing = """
        (f.code GLOB 'missing_*' OR f.code GLOB 'board_blank_*') AND NOT f.code GLOB '*_off_centre'
                 AND NOT f.code GLOB '*_tilted' AND NOT f.code GLOB '*_cut_off'
        """
    static let missingSlot = "CASE WHEN f.code GLOB 'missing_*' THEN substr(f.code, 9) ELSE substr(f.code, 13) END"

    /// The day of a record without one: that of the audit, by the clock of the machine that asks. SQLite knows no other
    /// zones; reports take the branch's.
    static func undatedDay(_ table: String) -> String {
        "date(\(table)taken_ms / 1000.0, 'unixepoch', 'localtime')"
    }

    /// The photo whose offset counts: the one with the smallest uncertainty, at equal ones the earlier.
    private static let decisive = """
        FROM json_each(v.records) c CROSS JOIN record r ON r.id = c.value
              WHERE r.state = 'audited' AND abs(r.fixture_offset) < 9e999 AND abs(r.uncertainty) < 9e999
                AND NOT EXISTS (SELECT 1 FROM finding u WHERE u.record_id = r.id AND u.code = '\(tooUncertain)')
              ORDER BY r.uncertainty, r.taken_ms, r.id LIMIT 1
        """

    /// The violations of a visit that stand.
    private static let standing = """
        FROM json_each(v.records) p CROSS JOIN finding f ON f.record_id = p.value
             WHERE f.severity = '\(Severity.violation.rawValue)' AND CASE
               WHEN \(isOffCentre) THEN f.record_id = coalesce((SELECT r.id \(decisive)), f.record_id)
               WHEN \(isMissing) THEN NOT EXISTS (
                 SELECT 1 FROM json_each(v.records) q CROSS JOIN slot_seen k ON k.record_id = q.value
                         CROSS JOIN record a ON a.id = k.record_id
                  WHERE k.slot = \(missingSlot) AND k.slot <> '\(Slot.cabinet)' AND a.state = 'audited')
               ELSE 1 END
        """

    /// One row per visit. The window, in place of a grouping, lets SQLite carry a condition on the date down to the
    /// index; what a visit says is worked out only where its column is asked for.
    static let visits = """
        CREATE VIEW visits AS
          SELECT s.store_id, s.region, v.date,
                 CASE WHEN EXISTS (SELECT 1 \(standing)) THEN 'non_compliant' WHEN v.compliant > 0 THEN 'compliant'
                      WHEN v.audited > 0 THEN 'not_assessable' ELSE 'unread' END AS status,
                 v.photos, v.audited, v.rejected,
                 coalesce((SELECT group_concat(code, ';') FROM (SELECT DISTINCT f.code \(standing) ORDER BY f.code)), '')
                   AS violations,
                 (SELECT r.fixture_offset \(decisive)) AS fixture_offset,
                 (SELECT r.uncertainty \(decisive)) AS uncertainty
            FROM (SELECT date, store, id, max(id) OVER visit AS last, json_group_array(id) OVER visit AS records,
                         count(*) OVER visit AS photos,
                         count(*) FILTER (WHERE state = 'audited') OVER visit AS audited,
                         count(*) FILTER (WHERE state = 'rejected') OVER visit AS rejected,
                         count(*) FILTER (WHERE state = 'audited' AND verdict = 'compliant') OVER visit AS compliant
                    FROM (SELECT id, store, date, state, verdict FROM record
                           WHERE current = 1 AND left_ms IS NULL AND store IS NOT NULL AND date IS NOT NULL
                          UNION ALL
                          SELECT id, store, \(undatedDay("")), state, verdict FROM record
                           WHERE current = 1 AND left_ms IS NULL AND store IS NOT NULL AND date IS NULL)
                  WINDOW visit AS (PARTITION BY date, store)) v
                 JOIN store s ON s.id = v.store
           WHERE v.id = v.last AND v.date IS NOT NULL;
        """
}
