extension ViewReference {
    static let other = [boards, creatives, accounting, bundles, exif, gps, devices, verdictChanges]

    private static let boards = View(
        name: "boards",
        row: "A row is a board of a current record that counts: one in a slot's place, or whose print was recognised.",
        columns: [
            ("record_id", "The record."), ("drop", "The drop's name."), ("path", "Path in the drop."),
            ("store_id", "The store."), ("region", "Its region."), ("date", "Day of the visit."),
            ("board", "Its index in the record's boards."), ("slot", "In whose place it hangs; null: in none."),
            ("confidence", "That there is a board, 0 to 1."), ("matched", "1: compared with a catalogue."),
            ("creative", "The creative; null: not recognised, or one of several siblings."),
            ("family", "Its family; null: not recognised."), ("score", "How well it fits, 0 to 1."),
            ("turn", "Degrees clockwise by which it hangs turned; null: upright."),
            ("visible", "Share of the print that can be seen, 0 to 1."), ("damaged", "0 to 1; null: not examined."),
            ("glare", "Share of what is seen that shines, 0 to 1."),
            ("blank", "Probability that nothing is printed on it."),
            ("tags", "What a reviewer says hides or harms it, joined by ;."),
        ])

    private static let creatives = View(
        name: "creatives", row: "A row is a creative that a catalogue had.",
        columns: [
            ("id", "Its id."), ("family", "What its siblings share."), ("slots", "Where it may hang, joined by ;."),
            ("valid_from", "First day; null: from the beginning."),
            ("valid_to", "Last day; null: until further notice."),
            ("listed", "1: in the catalogue that was given last."),
        ])

    private static let accounting = View(
        name: "accounting", row: "A row is a drop; discovered is the sum of the others, at any instant.",
        columns: [
            ("drop", "The drop's name."), ("discovered", "Paths."), ("audited", "Have a record."),
            ("rejected", "Cannot be audited; final until they change."), ("failed", "Tried again."),
            ("duplicate", "The same bytes in the same store."), ("pending", "Seen, not audited yet."),
        ])

    private static let bundles = View(
        name: "bundles", row: "A row is a bundle.",
        columns: [
            ("id", "Its number."), ("name", "Its file's name."), ("branch", "The branch, as configured."),
            ("state", "staged, sealed, uploaded or pruned."), ("records", "How many."), ("bytes", "Of the file."),
            ("sha256", "Of the file."), ("created_at", "When its records were fixed."),
            ("sealed_at", "When it was complete."),
            ("uploaded_at", "When it was delivered."), ("receipt", "What the receiver said."),
            ("pruned_at", "When its file was deleted."), ("attempts", "Failed ones."),
            ("problem", "Why the latest failed."),
        ])

    private static let exif = View(
        name: "exif",
        row: "A row is a current record that counts, with what its camera wrote; null where it wrote nothing sound.",
        columns: [
            ("record_id", "The record."), ("drop", "The drop's name."), ("path", "Path in the drop."),
            ("store_id", "The store."), ("date", "Day of the visit."), ("captured_at", "RFC 3339 with offset."),
            ("captured_at_source", "The tags that it was read from, or folder."),
            ("captured_at_problem", "What was wrong with what was found."), ("latitude", "Degrees north."),
            ("longitude", "Degrees east."), ("altitude", "Metres."), ("gps_time", "UTC."), ("make", "Maker."),
            ("model", "Model."), ("software", "Program that wrote the file."), ("exposure_time", "Seconds."),
            ("iso", "ISO speed."), ("f_number", "Aperture."), ("focal_length", "Millimetres."),
            ("focal_length_35mm", "Millimetres on 35 mm film."), ("orientation", "1 to 8."),
        ])

    private static let gps = View(
        name: "gps", row: "A row is a photo with a place, of a store whose place the registry gives.",
        columns: [
            ("record_id", "The record."), ("drop", "The drop's name."), ("path", "Path in the drop."),
            ("store_id", "The store."), ("date", "Day of the visit."), ("latitude", "The camera's, degrees north."),
            ("longitude", "The camera's, degrees east."), ("store_latitude", "The registry's."),
            ("store_longitude", "The registry's."), ("distance", "Metres between them, on a sphere."),
        ])

    private static let devices = View(
        name: "devices", row: "A row is a kind of camera.",
        columns: [
            ("make", "Maker."), ("model", "Model."), ("photos", "How many."), ("stores", "Of how many stores."),
            ("first_date", "First visit."), ("last_date", "Latest visit."),
        ])

    private static let verdictChanges = View(
        name: "verdict_changes",
        row: "A row is a change of a photo's verdict, by another policy, another model or new bytes.",
        columns: [
            ("record_id", "The later record."), ("drop", "The drop's name."), ("path", "Path in the drop."),
            ("store_id", "The store."), ("date", "Day of the visit."),
            ("changed_at", "When the later record was made."),
            ("from_verdict", "Before; null: rejected."), ("to_verdict", "After; null: rejected."),
            ("from_policy", "name/version#hash."), ("to_policy", "name/version#hash."),
            ("from_model", "Name and version."),
            ("to_model", "Name and version."), ("same_photo", "1: the same bytes."),
        ])

    /// What analysts ask.
    static let questions: [(question: String, sql: String)] = [
        (
            "How compliant was each region in a month, as the report counts it?",
            """
            SELECT region, count(*) AS visits, sum(status = 'compliant') AS compliant,
                   round(100.0 * sum(status = 'compliant') / nullif(sum(status IN ('compliant', 'non_compliant')), 0), 1)
                     AS percent
              FROM visits WHERE date BETWEEN '2025-07-01' AND '2025-07-31' GROUP BY region ORDER BY percent
            """
        ),
        (
            "Which registered stores were not visited since a day?",
            """
            SELECT store_id, name, region, last_date FROM stores
             WHERE registered = 1 AND (last_date IS NULL OR last_date < '2025-08-01') ORDER BY last_date, store_id
            """
        ),
        (
            "Which stores were non-compliant at two or more visits?",
            """
            SELECT store_id, count(*) AS visits, min(date) AS first, max(date) AS latest
              FROM visits WHERE status = 'non_compliant' GROUP BY store_id HAVING count(*) >= 2 ORDER BY visits DESC, store_id
            """
        ),
        (
            "What was found most often?",
            """
            SELECT code, severity, count(*) AS photos, count(DISTINCT store_id) AS stores
              FROM findings GROUP BY code, severity ORDER BY photos DESC, code
            """
        ),
        (
            "How far off centre do top ads hang, in tenths of the cabinet's width?",
            """
            SELECT round(fixture_offset * 10) / 10 AS offset, count(*) AS photos
              FROM centering WHERE fixture_offset IS NOT NULL GROUP BY offset ORDER BY offset
            """
        ),
        (
            "Which photos were taken more than 500 m from their store?",
            """
            SELECT store_id, date, path, distance FROM gps WHERE distance > 500 ORDER BY distance DESC
            """
        ),
        (
            "Which cameras take photos that are too dark or blurred?",
            """
            SELECT e.make, e.model, count(DISTINCT e.record_id) AS photos, count(DISTINCT f.record_id) AS poor
              FROM exif e LEFT JOIN findings f ON f.record_id = e.record_id AND f.code IN ('photo_too_dark', 'photo_blurred')
             GROUP BY e.make, e.model ORDER BY poor DESC, photos DESC
            """
        ),
        (
            "Which verdicts did a new policy change?",
            """
            SELECT store_id, date, path, from_verdict, to_verdict, to_policy FROM verdict_changes
             WHERE same_photo = 1 AND from_policy <> to_policy ORDER BY changed_at, path
            """
        ),
        (
            "In how many stores does each creative hang, and is it over?",
            """
            SELECT b.slot, b.creative, c.valid_from, c.valid_to, count(DISTINCT b.store_id) AS stores, max(b.date) AS latest
              FROM boards b LEFT JOIN creatives c ON c.id = b.creative WHERE b.creative IS NOT NULL
             GROUP BY b.slot, b.creative ORDER BY stores DESC, b.slot, b.creative
            """
        ),
        (
            "Which photos are gone from their drop, and which were withdrawn?",
            """
            SELECT "drop", path, gone_since, withdrawn_at, withdrawn_why, counts FROM gone ORDER BY "drop", path
            """
        ),
        (
            "What waits, and what failed, and why?",
            """
            SELECT "drop", state, reason_code, count(*) AS paths, min(first_seen_at) AS since FROM paths
             WHERE state IN ('pending', 'failed') GROUP BY "drop", state, reason_code ORDER BY paths DESC
            """
        ),
    ]
}
