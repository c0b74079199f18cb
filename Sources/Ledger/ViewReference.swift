/// What the views hold, column by column in their order; a test holds this to the views themselves.
enum ViewReference {
    struct View {
        var name: String
        /// What a row is.
        var row: String
        var columns: [(name: String, meaning: String)]
    }

    static let all: [View] =
        [photos, findings, centering, stores, visits, visitPhotos, visitSlots, paths, gone] + other

    private static let place: [(name: String, meaning: String)] = [
        ("record_id", "The record."), ("drop", "The drop's name; quote it: \"drop\"."), ("path", "Path in the drop."),
        ("store_id", "The store; null where the path names none."),
    ]

    private static let photos = View(
        name: "photos", row: "A row is a current record.",
        columns: place + [
            ("store_name", "The registry's name."), ("region", "The registry's region, else the path's."),
            ("date", "Day of the visit, yyyy-mm-dd."), ("taken_at", "When it was taken; see time_source."),
            ("taken_ms", "The same, milliseconds since 1970."),
            (
                "time_source",
                "exif, branch (EXIF without offset: the branch's zone), folder (only a date: midday), none (time of the audit)."
            ),
            ("sha256", "SHA-256 of the file."), ("bytes", "Size of the file."), ("width", "Upright pixels."),
            ("height", "Upright pixels."), ("state", "audited or rejected."), ("reason_code", "Why it was rejected."),
            ("reason_message", "The same as a sentence."), ("verdict", "compliant, non_compliant or not_assessable."),
            ("reference", "What centering was measured against: cabinet, cdu_pair, panel, photo."),
            ("photo_offset", "Of the top ad's centre from the photo's, photo widths."),
            ("fixture_offset", "Of the top ad's centre from the cabinet's centre line, cabinet widths."),
            ("uncertainty", "Half the 95 % interval of fixture_offset, cabinet widths."), ("program", "Version."),
            ("model", "Name and version."), ("model_sha256", "Hash of the model."), ("precision", "f32 or bf16."),
            ("policy", "name/version#hash."), ("audited_at", "When it was audited."),
            ("audited_ms", "The same, milliseconds since 1970."),
            ("bundle", "The bundle that holds it; null: none yet."),
            ("gone_since", "Since when its file is not in the drop any more."),
            ("counts", "0: it counts at another path, or was withdrawn."), ("withdrawn_why", "The reason."),
        ])

    private static let findings = View(
        name: "findings", row: "A row is a finding of a current record that counts.",
        columns: place + [
            ("region", "The registry's region."), ("date", "Day of the visit."), ("taken_at", "When it was taken."),
            ("code", "sightline explain CODE says what it means."), ("severity", "info, warning or violation."),
            ("value", "What was measured, in the code's unit."),
            ("limit", "What it was held against; quote it: \"limit\"."),
        ])

    private static let centering = View(
        name: "centering", row: "A row is a current record with a top ad.",
        columns: place + [
            ("region", "The registry's region."), ("date", "Day of the visit."), ("taken_at", "When it was taken."),
            ("reference", "What it was measured against."), ("photo_offset", "Photo widths."),
            ("fixture_offset", "Cabinet widths."), ("uncertainty", "Half the 95 % interval, cabinet widths."),
            ("verdict", "The photo's."),
        ])

    private static let stores = View(
        name: "stores", row: "A row is a store, registered or only seen.",
        columns: [
            ("store_id", "The store."), ("name", "The registry's."), ("region", "The registry's, else a path's."),
            ("lat", "Degrees north."), ("lon", "Degrees east."), ("registered", "1: in the registry."),
            ("photos", "Records."), ("visits", "Days with photos."), ("audited", "Photos."), ("rejected", "Photos."),
            ("compliant", "Photos; `visits` counts visits."), ("non_compliant", "Photos."),
            ("not_assessable", "Photos."),
            ("first_date", "First visit."), ("last_date", "Latest visit."),
        ])

    private static let visits = View(
        name: "visits", row: "A row is a visit: the photos of a store on a day, judged together as reports count them.",
        columns: [
            ("store_id", "The store."), ("region", "Its region."), ("date", "The day."),
            ("status", "compliant, non_compliant, not_assessable, or unread (no photo could be read)."),
            ("photos", "Records."), ("audited", "Of them audited."), ("rejected", "Of them rejected."),
            ("violations", "The codes of its violations, sorted, joined by a semicolon."),
            ("fixture_offset", "Of the photo that measured it best."), ("uncertainty", "Of the same photo."),
        ])

    private static let visitPhotos = View(
        name: "visit_photos", row: "A row is a store on a day; photos are counted, not judged together.",
        columns: [
            ("store_id", "The store."), ("region", "Its region."), ("date", "The day."), ("photos", "Records."),
            ("audited", "Photos."), ("rejected", "Photos."), ("compliant", "Photos."), ("non_compliant", "Photos."),
            ("not_assessable", "Photos."),
        ])

    private static let visitSlots = View(
        name: "visit_slots", row: "A row is a slot that was seen in a visit.",
        columns: [
            ("store_id", "The store."), ("date", "The day."), ("slot", "The slot, or the cabinet."),
            ("photos", "In how many it was seen."), ("confidence", "The best."),
        ])

    private static let paths = View(
        name: "paths", row: "A row is a candidate path, whatever its state.",
        columns: [
            ("drop", "The drop's name."), ("path", "Path in the drop."), ("store_id", "The store."),
            ("date", "The day."),
            ("size", "Bytes."), ("mtime_ns", "Modification time, nanoseconds since 1970."),
            ("state", "audited, rejected, failed, duplicate or pending."), ("reason_code", "Why it failed."),
            ("reason_message", "The same as a sentence."), ("attempts", "Failed ones."),
            ("next_try_at", "When it is tried again."),
            ("first_seen_at", "When it was first seen."), ("changed_at", "When its state last changed."),
            ("record_id", "Its record; of a duplicate, the record that it repeats."),
            ("gone_since", "Since when it is gone from its drop."), ("withdrawn_at", "When it was withdrawn."),
            ("withdrawn_why", "Why."),
        ])

    private static let gone = View(
        name: "gone", row: "A row is a path that is gone from its drop, or withdrawn.",
        columns: [
            ("drop", "The drop's name."), ("path", "Path in the drop."), ("store_id", "The store."),
            ("date", "The day."),
            ("state", "Of the path."), ("gone_since", "Since when it is gone."),
            ("withdrawn_at", "When it was withdrawn."),
            ("withdrawn_why", "Why."), ("counts", "1: its photo still counts here."),
        ])
}
