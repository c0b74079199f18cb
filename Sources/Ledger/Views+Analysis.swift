import Records

extension Views {
    /// Views of what lies in the records' JSON, and of how verdicts changed. They are worked out when they are asked for:
    /// 600,000 records take seconds, so limit them by date or store.
    static let analysis = """
        CREATE VIEW exif AS
          SELECT r.id AS record_id, d.name AS "drop", CAST(r.path AS TEXT) AS path, s.store_id, r.date,
                 \(field("captured_at.value.rfc3339")) AS captured_at, \(field("captured_at.source")) AS captured_at_source,
                 \(field("captured_at.problem")) AS captured_at_problem, \(field("latitude.value")) AS latitude,
                 \(field("longitude.value")) AS longitude, \(field("altitude.value")) AS altitude,
                 \(field("gps_time.value")) AS gps_time, \(field("make.value")) AS make, \(field("model.value")) AS model,
                 \(field("software.value")) AS software, \(field("exposure_time.value")) AS exposure_time,
                 \(field("iso.value")) AS iso, \(field("f_number.value")) AS f_number,
                 \(field("focal_length.value")) AS focal_length, \(field("focal_length_35mm.value")) AS focal_length_35mm,
                 \(field("orientation.value")) AS orientation
            FROM record r JOIN record_json j ON j.record_id = r.id JOIN drop_root d ON d.id = r.drop_id
                 LEFT JOIN store s ON s.id = r.store
           WHERE r.current = 1 AND r.left_ms IS NULL;
        CREATE VIEW gps AS
          SELECT record_id, "drop", path, store_id, date, latitude, longitude, store_latitude, store_longitude,
                 round(2 * 6371008.8 * asin(min(1, sqrt(
                   pow(sin(radians(latitude - store_latitude) / 2), 2) + cos(radians(latitude))
                     * cos(radians(store_latitude)) * pow(sin(radians(longitude - store_longitude) / 2), 2)))), 1)
                   AS distance
            FROM (SELECT r.id AS record_id, d.name AS "drop", CAST(r.path AS TEXT) AS path, s.store_id, r.date,
                         \(field("latitude.value")) AS latitude, \(field("longitude.value")) AS longitude,
                         s.lat AS store_latitude, s.lon AS store_longitude
                    FROM record r JOIN record_json j ON j.record_id = r.id JOIN drop_root d ON d.id = r.drop_id
                         JOIN store s ON s.id = r.store
                   WHERE r.current = 1 AND r.left_ms IS NULL AND s.lat IS NOT NULL AND s.lon IS NOT NULL)
           WHERE latitude IS NOT NULL AND longitude IS NOT NULL;
        CREATE VIEW devices AS
          SELECT make, model, count(*) AS photos, count(DISTINCT store_id) AS stores, min(date) AS first_date,
                 max(date) AS last_date
            FROM exif GROUP BY make, model;
        CREATE VIEW verdict_changes AS
          SELECT n.id AS record_id, d.name AS "drop", CAST(n.path AS TEXT) AS path, s.store_id, n.date,
                 \(time("n.audited_ms")) AS changed_at, o.verdict AS from_verdict, n.verdict AS to_verdict,
                 ov.policy AS from_policy, nv.policy AS to_policy, ov.model AS from_model, nv.model AS to_model,
                 o.sha256 = n.sha256 AS same_photo
            FROM record o JOIN record n ON n.id = o.superseded_by JOIN drop_root d ON d.id = n.drop_id
                 JOIN version ov ON ov.id = o.version JOIN version nv ON nv.id = n.version
                 LEFT JOIN store s ON s.id = n.store
           WHERE o.verdict IS NOT n.verdict;
        """

    private static func field(_ path: String) -> String { "json_extract(j.json, '$.exif.\(path)')" }

    /// The statements that make the views, as SQLite keeps them.
    private static var statements: Set<String> {
        let bodies = (definitions + visits + analysis).split(separator: "CREATE VIEW ")
        return Set(
            bodies.map { body in
                var text = body
                while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
                return "CREATE VIEW \(text)"
            })
    }

    /// Makes the views anew where another version of the program made them: they change without the tables.
    static func refresh(_ database: Connection) throws(LedgerError) {
        let made = try database.all("SELECT sql FROM sqlite_master WHERE type = 'view'") { $0.text(0) ?? "" }
        guard Set(made) != statements else { return }
        try database.write { () throws(LedgerError) in try database.script(script) }
    }
}
