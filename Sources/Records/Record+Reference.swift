extension Record {
    /// Every key of a record, dotted: `sightline-record(5)`. `[]` is an element of a list.
    public static let reference = ReferencePage(
        name: "sightline-record", summary: "all that is known of one photo, as JSON",
        sections: [
            .init(
                "DESCRIPTION",
                """
                A record is one JSON object on one line, UTF-8, keys sorted: in records.ndjson of a bundle, in \
                export --ndjson, scan --json and inspect --json. Its schema is \(Record.schema); keys are only added within \
                a number. Coordinates are pixels of the upright full-size photo, x to the right, y downwards. A path that is \
                not UTF-8 is written with \\xHH.

                A key whose value is not known is null or absent. The same photo, program, model and policy give the same \
                bytes.
                """),
            .init("KEYS", entries: top),
            .init("KEYS OF photo", entries: photo),
            .init(
                "KEYS OF exif",
                "Each is an object: value; source, the EXIF tags that it was read from (or folder, jpeg_header); problem, "
                    + "what was wrong with what was found. A value that cannot be true is named in problem and is not in value.",
                entries: exif),
            .init("KEYS OF detections, candidates AND boards", entries: panels),
            .init("KEYS OF centering", entries: centering),
            .init("KEYS OF findings AND relations", entries: findings),
            .init("KEYS OF quality, fingerprint, capture AND texts", entries: quality),
            .init("KEYS OF versions, examiners AND review", entries: versions),
        ])

    private static let top: [ReferencePage.Entry] = [
        .init("schema", "\(Record.schema)."),
        .init("photo", "Where the photo came from and what its file is."),
        .init("state", "audited, or rejected: its content cannot be audited."),
        .init("reason", "Of a rejected photo: {code, message}; else null."),
        .init("exif", "What the camera wrote."),
        .init(
            "device",
            "{id, source}: who or what took it, under a pseudonym. source: serial (the camera's, from EXIF) or staff (the path's "
                + "salesperson). clock: seconds by which its clock was ahead on that day, by the GPS times of at least five of its photos; "
                + "capture times are judged by the corrected clock, and exif keeps them as they were written. Absent where neither is known; travel between stores is then not checked."
        ),
        .init("detections", "Slots and the cabinet that were found, most confident first."),
        .init(
            "candidates",
            "What was found below the model's thresholds: no result, but a reason not to call an ad missing."),
        .init("centering", "Where the top ad's centre lies; null without a top ad."),
        .init("findings", "What the policy says, in a fixed order."),
        .init("verdict", "compliant, non_compliant or not_assessable; null where rejected."),
        .init("quality", "What the pixels and the decoder say of the photo itself."),
        .init("versions", "What made the record."),
        .init("boards", "Panels of every kind; empty until an examiner looks for them."),
        .init("fingerprint", "What the photo looks like, for comparison with others."),
        .init("capture", "Suspicions about what was photographed; null where not examined."),
        .init("relations", "Other photos that this one has to do with; made by the ledger."),
        .init("texts", "Lines read; empty until an examiner reads."),
        .init(
            "measures",
            "Numbers by name: store_distance (metres), store_distance_unknown, days_taken_after_file, cabinet_width (widths of the "
                + "photo), cabinet_in_photo (share of it), "
                + "editor_tables (1: the JPEG has quantisation tables that an editor writes and no camera does), "
                + "maker_data_missing (1: the camera that EXIF names writes maker data into every photo, and there is none)."
        ),
        .init("examiners", "Whose facts these are, in the order in which they were asked."),
        .init("review", "A reviewer's last word; null where there is none."),
        .init(
            "evidence",
            "Folder of the record's evidence pictures in the bundle that holds it; absent where it has none. top_ad.jpg or "
                + "place.jpg: the counter; board-N.jpg: boards[N] seen from the front, at most 6 KB, where a catalogue could not "
                + "name it; artwork-N.jpg: boards[N] beside the artwork that should hang there, differences marked."),
    ]

    private static let photo: [ReferencePage.Entry] = [
        .init("photo.drop", "The drop's name."),
        .init("photo.path", "Path in the drop."),
        .init("photo.store_id", "The store, by the drop's layout; null where the path names none."),
        .init("photo.region", "The registry's region, else the path's."),
        .init(
            "photo.date", "Day of the visit, yyyy-mm-dd: the folder's, else the day of capture in the branch's zone."),
        .init("photo.sha256", "SHA-256 of the file, lower-case hex."),
        .init("photo.bytes", "Size of the file, bytes."),
        .init("photo.width", "Upright width, pixels; 0 where there are none."),
        .init("photo.height", "Upright height, pixels."),
        .init("photo.orientation", "EXIF orientation that was applied, 1 to 8."),
    ]

    private static let exif: [ReferencePage.Entry] = [
        .init(
            "exif.captured_at",
            "value: rfc3339 (with offset), epoch (seconds since 1970), zone (how the zone is known: exif, branch, or folder "
                + "where there is only a date)."),
        .init("exif.latitude", "Degrees, north positive."),
        .init("exif.longitude", "Degrees, east positive."),
        .init("exif.altitude", "Metres above sea level."),
        .init("exif.gps_time", "UTC, RFC 3339."),
        .init("exif.make", "Maker of the camera."),
        .init("exif.model", "Its model."),
        .init("exif.software", "Program that wrote the file."),
        .init("exif.orientation", "1 to 8."),
        .init("exif.exposure_time", "Seconds."),
        .init("exif.iso", "ISO speed."),
        .init("exif.f_number", "Aperture, f-number."),
        .init("exif.focal_length", "Millimetres."),
        .init("exif.focal_length_35mm", "Millimetres on 35 mm film."),
        .init("exif.pixel_width", "As EXIF states it, before the orientation."),
        .init("exif.pixel_height", "As EXIF states it, before the orientation."),
    ]

    private static let panels: [ReferencePage.Entry] = [
        .init("detections[].slot", "The model's label: a slot, or the cabinet."),
        .init("detections[].confidence", "Calibrated probability that the detection is right, 0 to 1."),
        .init("detections[].box", "[x0, y0, x1, y1] of what is visible."),
        .init(
            "detections[].quad", "Four corners [x, y], from the panel's top left clockwise; may lie outside the photo."),
        .init(
            "detections[].corner_sigmas",
            "How far each corner may be off, one standard deviation, in pixels, as the model states it. Absent where it states none."
        ),
        .init(
            "detections[].tags",
            "Where a reviewer says so: truncated, occluded, glare, damaged. Absent where no reviewer said anything; boards[].tags "
                + "is the same."),
        .init("candidates[]", "As detections[]."),
        .init("boards[].box", "As of a detection."),
        .init("boards[].quad", "As of a detection."),
        .init("boards[].confidence", "Calibrated probability that there is a board, 0 to 1."),
        .init(
            "boards[].programme",
            "Probability that its print is a programme ad, by its looks alone, 0 to 1. Absent where the model says nothing of it."
        ),
        .init("boards[].slot", "The slot in whose place it hangs; null where it hangs in none."),
        .init(
            "boards[].creative",
            "{id, family, score, ranked, turn, decided_by}: the catalogue's creative; null where nobody looked. id is null where its siblings "
                + "cannot be distinguished, family where nothing was recognised. ranked: the best five at most, {id, score}. turn: "
                + "degrees clockwise by which the print hangs turned; left out where it is upright. "
                + "decided_by: {field, read, printed, sibling, sibling_printed}, the text that decided between siblings; left out "
                + "where none did."),
        .init(
            "boards[].state",
            "{visible, damaged, faded, glare, blank}: shares and scores, 0 to 1; null where not examined."),
    ]

    private static let centering: [ReferencePage.Entry] = [
        .init(
            "centering.photo_offset",
            "(centre x of the top ad - width / 2) / width: photo widths, positive to the right."),
        .init(
            "centering.fixture_offset",
            "Distance of the ad's centre from the cabinet's centre line, cabinet widths, perspective taken out; positive to "
                + "the right as seen."),
        .init("centering.uncertainty", "Half the 95 % interval of fixture_offset, cabinet widths."),
        .init(
            "centering.reference", "What it was measured against: cabinet, cdu_pair, panel, photo (no fixture_offset)."),
    ]

    private static let findings: [ReferencePage.Entry] = [
        .init("findings[].code", "What was found; sightline explain CODE says what it means."),
        .init("findings[].severity", "info, warning or violation, as the policy weighs it."),
        .init("findings[].value", "What was measured, in the unit of the code."),
        .init("findings[].limit", "What it was held against, in the same unit."),
        .init(
            "findings[].read",
            "What was read, in a finding about a text: price_differs, text_differs, code_unknown. Absent elsewhere."
        ),
        .init("findings[].expected", "What should stand there; absent elsewhere, and where nothing is expected."),
        .init(
            "relations[].kind",
            "same_file_other_store: the same bytes were submitted for another store too; same_photo_other_store, "
                + "same_photo_same_store: the same picture in another file, for another store, on another day; "
                + "near_duplicate_same_visit: a burst; travel_too_fast: the device was in another store just before or after; "
                + "same_position_other_store: another store's photo states the very same position."),
        .init(
            "relations[].photo",
            "{drop, path, store_id, date}: the other photo; where there are several of same_file_other_store or "
                + "same_position_other_store, the one that sorts first."),
        .init(
            "relations[].value",
            "How many other stores; of the same picture: share that agrees, 0 to 1; of travel: kilometres per hour."),
        .init(
            "relations[].original",
            "{photo, reasons}: photo is this or other, reasons are larger, sharper, camera_data. Absent where the order is "
                + "unknown."),
    ]

    private static let quality: [ReferencePage.Entry] = [
        .init("quality.brightness", "Mean luma, 0 to 1."),
        .init("quality.sharpness", "Variance of the Laplacian of luma (0 to 255) at detector size."),
        .init("quality.truncated", "The file ends before the picture does."),
        .init(
            "quality.damaged_from_row",
            "Row as stored from which the picture is not to be trusted; 0 where unknown; absent where whole."),
        .init("quality.damaged_area", "The same as a box of the upright photo."),
        .init(
            "quality.blur",
            "Blur in the most blurred direction, whatever the photo shows: 0 (sharp) to 1. Absent, as the next four, where there is too "
                + "little detail or the examiner is older."),
        .init(
            "quality.motion",
            "How much sharper the sharpest direction is: small where the focus is wrong, larger where the camera moved."
        ),
        .init("quality.overexposed", "Share of the photo in which nothing but white is left, 0 to 1."),
        .init("quality.covered", "Share of the photo that something near to the lens hides, 0 to 1."),
        .init("quality.tilt", "Degrees by which the scene is turned, positive clockwise as seen, within 45."),
        .init("fingerprint.pdq", "PDQ hash of the upright photo, 64 hex digits."),
        .init("fingerprint.quality", "How much the hash says, 0 to 100."),
        .init("capture.screen", "Probability that a display was photographed, 0 to 1."),
        .init("capture.print", "Probability that a printed photo was photographed, 0 to 1."),
        .init("texts[].board", "Index into boards; null for text on none."),
        .init(
            "texts[].field",
            "price (as digits), period, code, product (the code of the product that it is), or a text_ column of the catalogue; "
                + "null where its meaning is not known."),
        .init("texts[].text", "The line."),
        .init("texts[].confidence", "Probability that every character is right, 0 to 1."),
    ]

    private static let versions: [ReferencePage.Entry] = [
        .init("versions.program", "Version of the program."),
        .init("versions.model", "Name and version of the model."),
        .init("versions.model_sha256", "SHA-256 of the model's files."),
        .init("versions.precision", "What the network computed in: f32, bf16."),
        .init("versions.policy", "name/version#hash of the policy."),
        .init("versions.catalogue", "SHA-256 of the compiled catalogue; left out where none was given."),
        .init("examiners[].name", "An examiner."),
        .init("examiners[].version", "Its version."),
        .init("review.by", "Pseudonym of the reviewer."),
        .init("review.at", "RFC 3339, UTC."),
        .init("review.verdict", "The verdict on the reviewer's facts, by the policy of that time."),
        .init(
            "review.answer",
            "confirmed: the machine's facts were left as they are; corrected: detections, boards and texts are the reviewer's; "
                + "cannot_tell."),
        .init(
            "review.conflict",
            "The photo was audited again since, and the model disagrees with the reviewer in a new way."),
    ]
}
