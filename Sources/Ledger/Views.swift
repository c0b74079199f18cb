/// The views that analysts, scripts and the reports may rely on: `sqlite3 -readonly ledger.sqlite 'SELECT … FROM photos'`.
///
/// Only current records are in them: what was superseded by new bytes or a new audit is not. A photo that was moved counts
/// at its new path, one that was withdrawn nowhere: `photos` still holds their rows, with `counts` = 0, the other views
/// of photos do not. Times are text, RFC 3339
/// UTC, so that SQLite's date functions and a spreadsheet read them; `path` is text (bytes that are not UTF-8 stay as
/// they are). Made anew after every migration.
///
/// Their columns stand in `Ledger.reference` (`sightline-ledger(5)`).
enum Views {
    static let names = [
        "photos", "findings", "centering", "stores", "visits", "visit_photos", "visit_slots", "paths", "gone",
        "boards", "creatives", "accounting", "bundles", "exif", "gps", "devices", "verdict_changes",
    ]

    /// Drops the views of an older version and makes this version's.
    static let script = names.map { "DROP VIEW IF EXISTS \($0);\n" }.joined() + definitions + visits + analysis

    static func time(_ column: String) -> String {
        "strftime('%Y-%m-%dT%H:%M:%fZ', \(column) / 1000.0, 'unixepoch')"
    }

    static let definitions = """
        CREATE VIEW photos AS
          SELECT r.id AS record_id, d.name AS "drop", CAST(r.path AS TEXT) AS path, s.store_id, s.name AS store_name,
                 s.region, r.date, \(time("r.taken_ms")) AS taken_at, r.taken_ms, r.time_source,
                 lower(hex(r.sha256)) AS sha256, r.bytes, r.width, r.height, r.state, r.reason_code, r.reason_message,
                 r.verdict, r.reference, r.photo_offset, r.fixture_offset, r.uncertainty,
                 v.program, v.model, v.model_sha256, v.precision, v.policy,
                 \(time("r.audited_ms")) AS audited_at, r.audited_ms, b.name AS bundle,
                 \(time("r.gone_ms")) AS gone_since, r.left_ms IS NULL AS counts,
                 CASE WHEN r.left_ms IS NOT NULL THEN
                   (SELECT w.why FROM withdrawal w JOIN folder f ON f.id = w.folder_id
                     WHERE w.sha256 = r.sha256 AND f.drop_id = r.drop_id
                       AND r.path = CASE WHEN f.path = x'' THEN w.name ELSE CAST(f.path || '/' || w.name AS BLOB) END)
                 END AS withdrawn_why
            FROM record r JOIN drop_root d ON d.id = r.drop_id JOIN version v ON v.id = r.version
                 LEFT JOIN store s ON s.id = r.store LEFT JOIN bundle b ON b.id = r.bundle_id
           WHERE r.current = 1;
        CREATE VIEW findings AS
          SELECT r.id AS record_id, d.name AS "drop", CAST(r.path AS TEXT) AS path, s.store_id, s.region, r.date,
                 \(time("r.taken_ms")) AS taken_at, f.code, f.severity, f.value, f."limit"
            FROM record r JOIN finding f ON f.record_id = r.id JOIN drop_root d ON d.id = r.drop_id
                 LEFT JOIN store s ON s.id = r.store
           WHERE r.current = 1 AND r.left_ms IS NULL;
        CREATE VIEW centering AS
          SELECT r.id AS record_id, d.name AS "drop", CAST(r.path AS TEXT) AS path, s.store_id, s.region, r.date,
                 \(time("r.taken_ms")) AS taken_at, r.reference, r.photo_offset, r.fixture_offset, r.uncertainty,
                 r.verdict
            FROM record r JOIN drop_root d ON d.id = r.drop_id LEFT JOIN store s ON s.id = r.store
           WHERE r.current = 1 AND r.left_ms IS NULL AND r.reference IS NOT NULL;
        CREATE VIEW stores AS
          SELECT s.store_id, s.name, s.region, s.lat, s.lon, s.registered, count(r.id) AS photos,
                 count(DISTINCT coalesce(r.date, \(undatedDay("r.")))) AS visits,
                 count(*) FILTER (WHERE r.state = 'audited') AS audited,
                 count(*) FILTER (WHERE r.state = 'rejected') AS rejected,
                 count(*) FILTER (WHERE r.verdict = 'compliant') AS compliant,
                 count(*) FILTER (WHERE r.verdict = 'non_compliant') AS non_compliant,
                 count(*) FILTER (WHERE r.verdict = 'not_assessable') AS not_assessable,
                 min(r.date) AS first_date, max(r.date) AS last_date
            FROM store s LEFT JOIN record r ON r.store = s.id AND r.current = 1 AND r.left_ms IS NULL
           GROUP BY s.id;
        CREATE VIEW visit_photos AS
          SELECT s.store_id, s.region, r.date, count(*) AS photos,
                 count(*) FILTER (WHERE r.state = 'audited') AS audited,
                 count(*) FILTER (WHERE r.state = 'rejected') AS rejected,
                 count(*) FILTER (WHERE r.verdict = 'compliant') AS compliant,
                 count(*) FILTER (WHERE r.verdict = 'non_compliant') AS non_compliant,
                 count(*) FILTER (WHERE r.verdict = 'not_assessable') AS not_assessable
            FROM record r JOIN store s ON s.id = r.store
           WHERE r.current = 1 AND r.left_ms IS NULL AND r.date IS NOT NULL
           GROUP BY r.date, r.store;
        CREATE VIEW visit_slots AS
          SELECT s.store_id, r.date, k.slot, count(*) AS photos, max(k.confidence) AS confidence
            FROM record r JOIN store s ON s.id = r.store JOIN slot_seen k ON k.record_id = r.id
           WHERE r.current = 1 AND r.left_ms IS NULL AND r.date IS NOT NULL
           GROUP BY r.date, r.store, k.slot;
        CREATE VIEW paths AS
          SELECT d.name AS "drop",
                 CAST(CASE WHEN f.path = x'' THEN p.name ELSE f.path || '/' || p.name END AS TEXT) AS path,
                 s.store_id, p.date, p.size, p.mtime_ns, p.state, p.reason_code, p.reason_message, p.attempts,
                 \(time("p.next_try_ms")) AS next_try_at, \(time("p.first_seen_ms")) AS first_seen_at,
                 \(time("p.changed_ms")) AS changed_at, p.record_id,
                 \(time("p.gone_ms")) AS gone_since, \(time("w.withdrawn_ms")) AS withdrawn_at, w.why AS withdrawn_why
            FROM path p JOIN folder f ON f.id = p.folder_id JOIN drop_root d ON d.id = f.drop_id
                 LEFT JOIN store s ON s.id = p.store
                 LEFT JOIN withdrawal w ON w.folder_id = p.folder_id AND w.name = p.name;
        CREATE VIEW gone AS
          SELECT d.name AS "drop",
                 CAST(CASE WHEN f.path = x'' THEN p.name ELSE f.path || '/' || p.name END AS TEXT) AS path,
                 s.store_id, p.date, p.state, \(time("p.gone_ms")) AS gone_since,
                 \(time("w.withdrawn_ms")) AS withdrawn_at, w.why AS withdrawn_why,
                 p.state IN ('audited', 'rejected') AND r.left_ms IS NULL AS counts
            FROM (SELECT folder_id, name FROM path WHERE gone_ms IS NOT NULL
                  UNION SELECT folder_id, name FROM withdrawal) g
                 CROSS JOIN path p ON p.folder_id = g.folder_id AND p.name = g.name
                 JOIN folder f ON f.id = p.folder_id JOIN drop_root d ON d.id = f.drop_id
                 LEFT JOIN store s ON s.id = p.store LEFT JOIN record r ON r.id = p.record_id
                 LEFT JOIN withdrawal w ON w.folder_id = p.folder_id AND w.name = p.name;
        CREATE VIEW boards AS
          SELECT r.id AS record_id, d.name AS "drop", CAST(r.path AS TEXT) AS path, s.store_id, s.region, r.date,
                 b.ordinal AS board, b.slot, b.confidence, b.matched, b.creative, b.family, b.score, b.turn, b.visible,
                 b.damaged, b.glare, b.blank, b.tags
            FROM record r JOIN board_seen b ON b.record_id = r.id JOIN drop_root d ON d.id = r.drop_id
                 LEFT JOIN store s ON s.id = r.store
           WHERE r.current = 1 AND r.left_ms IS NULL;
        CREATE VIEW creatives AS SELECT id, family, slots, valid_from, valid_to, listed FROM creative;
        CREATE VIEW accounting AS
          SELECT d.name AS "drop",
                 sum(t.paths) FILTER (WHERE t.state = 'discovered') AS discovered,
                 sum(t.paths) FILTER (WHERE t.state = 'audited') AS audited,
                 sum(t.paths) FILTER (WHERE t.state = 'rejected') AS rejected,
                 sum(t.paths) FILTER (WHERE t.state = 'failed') AS failed,
                 sum(t.paths) FILTER (WHERE t.state = 'duplicate') AS duplicate,
                 sum(t.paths) FILTER (WHERE t.state = 'pending') AS pending
            FROM tally t JOIN drop_root d ON d.id = t.drop_id GROUP BY d.id;
        CREATE VIEW bundles AS
          SELECT id, name, branch, state, records, bytes, sha256, \(time("created_ms")) AS created_at,
                 \(time("sealed_ms")) AS sealed_at, \(time("uploaded_ms")) AS uploaded_at, receipt,
                 \(time("pruned_ms")) AS pruned_at, attempts, problem
            FROM bundle;
        """
}
