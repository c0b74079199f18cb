import Foundation
public import Records

extension Policy {
    /// Every key of a policy with its unit, and every code with its meaning: `sightline-policy(5)`.
    public static let reference = ReferencePage(
        name: "sightline-policy", summary: "what the company asks of a photo, and how much each breach weighs",
        sections: [
            .init(
                "DESCRIPTION",
                """
                A policy is JSON5: comments, trailing commas and bare keys are welcome. name and version must be given. A \
                policy changes only what it names; every other key keeps the value of the standard policy, which is shown \
                below. A slot that is null is not judged. An unknown or repeated key, an unknown slot and a value out of \
                range are errors with line and column.

                Used by scan --policy, by `policy` of the service's configuration, and by reassess --policy, which applies \
                a policy to stored records without opening a photo.

                A weight is one of info (reported), warning (reported, for people to look at) and violation (makes the \
                photo non-compliant). A photo with an open question and without a violation is not_assessable.
                """),
            .init("KEYS", entries: keys),
            .init(
                "KEYS OF A SLOT", "In slots, under the slot's name: slots: { top_ad: { centre_limit: 0.05 } }.",
                entries: slotKeys),
            .init("KEYS OF photo", "What the photo itself must be like.", entries: photoKeys),
            .init("KEYS OF relations", "What other photos say.", entries: relationKeys),
            .init("KEYS OF time", "When the photo was taken, and whether that can be believed.", entries: timeKeys),
            .init("KEYS OF place", "How far from its store it was taken.", entries: placeKeys),
            .init(
                "KEYS OF creatives",
                "Which creative hangs on a board, and in what state; judged only with a catalogue.",
                entries: creativeKeys),
            .init(
                "KEYS OF texts", "What was read, against the catalogue and products.csv; judged only with a catalogue.",
                entries: textKeys),
            .init("THE STANDARD POLICY", "Every rule with its default.", example: example),
            .init(
                "FINDINGS",
                "SLOT represents a slot's name: missing_top_ad. `sightline explain CODE` says more, in Korean and English.",
                entries: FindingCode.forms.map { .init($0.code, $0.summary + ".") }),
        ])

    private static let keys: [ReferencePage.Entry] = [
        .init("name", "What the policy is called; records name it. Must be given."),
        .init("version", "Its version, text. Must be given."),
        .init("slots", "Rules by slot. The slots are the model's (sightline doctor lists them)."),
        .init("photo", "Rules of the photo itself."),
        .init("relations", "Rules of relations to other photos."),
        .init("time", "Rules of the time of capture."), .init("place", "Rules of the place of capture."),
        .init("creatives", "Rules of the creatives on boards."),
        .init("texts", "Rules of the texts that are read."),
        .init(
            "uncertainty_limit",
            "Cabinet widths. An offset whose 95 % interval lies on both sides of the limit is judged by its best value while "
                + "half the interval is at most this; above it the photo is not assessable."),
        .init(
            "place_in_view_minimum",
            "Share, 0 to 1. A slot is called missing only where at least this share of its usual place is in the photo."
        ),
    ]

    private static let slotKeys: [ReferencePage.Entry] = [
        .init(
            "required",
            "true: its absence is a violation where its place is in view, and where nobody can tell the photo is not assessable."
        ),
        .init("missing", "Weight of the absence of a slot that is not required, where its place is in view."),
        .init(
            "centre_limit",
            "Cabinet widths: the largest offset to either side. Only top_ad has one. null: measured, not judged."),
        .init("off_centre", "Weight of an offset above centre_limit."),
        .init("tilt_limit", "Degrees: the largest tilt in the panel's own plane. null: not judged."),
        .init("tilted", "Weight of a tilt above tilt_limit."),
        .init("in_frame_minimum", "Share, 0 to 1, of the panel that must lie inside the photo. null: not judged."),
        .init("cut_off", "Weight of a panel of which less than in_frame_minimum lies inside the photo."),
    ]

    private static let relationKeys: [ReferencePage.Entry] = [
        .init(
            "same_photo_other_store",
            "Weight of a photo of which the same picture, in the same file or another one, was submitted for another store too."
        ),
        .init(
            "same_photo_same_store",
            "Weight of a photo of which the same picture was submitted for its store on another day."),
    ]

    private static let timeKeys: [ReferencePage.Entry] = [
        .init("days_allowed", "Days between two clocks that are put down to time zones and old GPS fixes."),
        .init("backdated", "Weight of a camera's day that is earlier than GPS or the file's digitising time."),
        .init("in_future", "Weight of a camera's day that is later than GPS, the last change or the file."),
        .init("edited", "Weight of a file that went through an editor, or was changed after it was taken."),
    ]

    private static let creativeKeys: [ReferencePage.Entry] = [
        .init("wrong_slot", "Weight of a creative that was made for another slot."),
        .init("outdated", "Weight of a creative whose last day has passed."),
        .init("not_yet_valid", "Weight of a creative whose first day has not come."),
        .init("not_programmed", "Weight of a current creative that is not the one for this store."),
        .init("undecided", "Weight of a board on which alike creatives cannot be distinguished."),
        .init("visible_minimum", "Least share of the print that must be seen, 0 to 1. null: not judged."),
        .init("occluded", "Weight of a print of which less is seen."),
        .init("glare_limit", "Largest share of what is seen that may shine, 0 to 1. null: not judged."),
        .init("glare", "Weight of a print that shines more."),
        .init("turned", "Weight of a print that hangs upside down or on its side."),
    ]

    private static let textKeys: [ReferencePage.Entry] = [
        .init(
            "price_differs",
            "Weight of a price that was read and is not that of the catalogue's creative, or of the product that the tag names."
        ),
        .init("text_differs", "Weight of another known line of a creative that reads otherwise."),
        .init("code_unknown", "Weight of a code that was read and is that of no product, nor near one."),
        .init("sure", "Confidence, 0 to 1, from which a line that was read is believed."),
        .init("periods", "How periods are written: regular expressions, the first that matches counts."),
        .init("codes", "How codes are written; what belongs to a period or a code is not a price."),
    ]

    private static let placeKeys: [ReferencePage.Entry] = [
        .init("fence", "Metres from the store within which a photo is to be taken. null: not judged."),
        .init("regions", "Metres by region of the registry, in place of fence: { Seoul: 200 }."),
        .init("outside", "Weight of a photo taken further away."),
        .init("missing", "Weight of a photo without a place, or with one that cannot be."),
        .init(
            "speed_limit",
            "Kilometres per hour, 30 to 2000, between photos of one device in two stores. Checked only where the device is known: by "
                + "the camera's serial number in EXIF, or by {staff} in the drop's layout. null: not judged."),
        .init("too_fast", "Weight of a photo of a device that was in another store too shortly before or after."),
        .init(
            "same_position", "Weight of a position that is equal, to the last digit, to that of another store's photo."),
    ]

    /// The standard policy as a file, each key with its meaning: what `Samples/policy.json5` holds.
    public static var example: String {
        let policy = Policy.standard
        func comment(_ key: String, _ entries: [ReferencePage.Entry], _ indent: String) -> [String] {
            wrap(entries.first { $0.term == key }?.meaning ?? "", indent + "// ")
        }
        var lines = ["{", "  name: \"sample-branch\",", "  version: \"1\",", ""]
        lines += [
            "  // Rules by slot. Weights: info, warning or violation. `top_ad: null` would take a slot out.",
            "  slots: {",
        ]
        for (index, slot) in [Slot.topAd, Slot.cduHorizontal, Slot.cduVerticalLeft, Slot.cduVerticalRight].enumerated()
        {
            guard let rules = policy.slots[slot] else { continue }
            lines.append("    \(slot): {")
            let values: [(String, String)] = [
                ("required", "\(rules.required)"), ("missing", "\"\(rules.missing.rawValue)\""),
                ("centre_limit", number(rules.centreLimit)), ("off_centre", "\"\(rules.offCentre.rawValue)\""),
                ("tilt_limit", number(rules.tiltLimit)), ("tilted", "\"\(rules.tilted.rawValue)\""),
                ("in_frame_minimum", number(rules.inFrameMinimum)), ("cut_off", "\"\(rules.cutOff.rawValue)\""),
            ]
            for (key, value) in values {
                // The meaning of a key stands once, at the first slot.
                if index == 0 { lines += comment(key, slotKeys, "      ") }
                lines.append("      \(key): \(value),")
            }
            lines.append("    },")
        }
        lines += ["  },", "", "  // What the photo itself must be like.", "  photo: {"]
        for (key, value) in policy.photo.written {
            lines += comment(key, photoKeys, "    ") + ["    \(key): \(value),"]
        }
        lines += ["  },", "", "  // What other photos say.", "  relations: {"]
        lines += comment("same_photo_other_store", relationKeys, "    ")
        lines += ["    same_photo_other_store: \"\(policy.relations.samePhotoOtherStore.rawValue)\","]
        lines += comment("same_photo_same_store", relationKeys, "    ")
        lines += ["    same_photo_same_store: \"\(policy.relations.samePhotoSameStore.rawValue)\",", "  },", ""]
        lines += ["  // When the photo was taken, and whether that can be believed.", "  time: {"]
        let time: [(String, String)] = [
            ("days_allowed", number(policy.time.daysAllowed)), ("backdated", "\"\(policy.time.backdated.rawValue)\""),
            ("in_future", "\"\(policy.time.inFuture.rawValue)\""), ("edited", "\"\(policy.time.edited.rawValue)\""),
        ]
        for (key, value) in time { lines += comment(key, timeKeys, "    ") + ["    \(key): \(value),"] }
        lines += ["  },", "", "  // How far from its store it was taken.", "  place: {"]
        let place: [(String, String)] = [
            ("fence", number(policy.place.fence)), ("regions", "{}"),
            ("outside", "\"\(policy.place.outside.rawValue)\""), ("missing", "\"\(policy.place.missing.rawValue)\""),
            ("speed_limit", number(policy.place.speedLimit)), ("too_fast", "\"\(policy.place.tooFast.rawValue)\""),
            ("same_position", "\"\(policy.place.samePosition.rawValue)\""),
        ]
        for (key, value) in place { lines += comment(key, placeKeys, "    ") + ["    \(key): \(value),"] }
        lines += [
            "  },", "", "  // Which creative hangs on a board, and in what state; judged with a catalogue.",
            "  creatives: {",
        ]
        let creatives: [(String, String)] = [
            ("wrong_slot", "\"\(policy.creatives.wrongSlot.rawValue)\""),
            ("outdated", "\"\(policy.creatives.outdated.rawValue)\""),
            ("not_yet_valid", "\"\(policy.creatives.notYetValid.rawValue)\""),
            ("not_programmed", "\"\(policy.creatives.notProgrammed.rawValue)\""),
            ("undecided", "\"\(policy.creatives.undecided.rawValue)\""),
            ("visible_minimum", number(policy.creatives.visibleMinimum)),
            ("occluded", "\"\(policy.creatives.occluded.rawValue)\""),
            ("glare_limit", number(policy.creatives.glareLimit)),
            ("glare", "\"\(policy.creatives.glare.rawValue)\""),
            ("turned", "\"\(policy.creatives.turned.rawValue)\""),
        ]
        for (key, value) in creatives { lines += comment(key, creativeKeys, "    ") + ["    \(key): \(value),"] }
        lines += [
            "  },", "", "  // What was read, against the catalogue and products.csv; judged with a catalogue.",
            "  texts: {",
        ]
        func list(_ patterns: [String]) -> String {
            guard !patterns.isEmpty else { return "[]" }
            return "[\n" + patterns.map { "      " + quoted($0) + ",\n" }.joined() + "    ]"
        }
        let texts: [(String, String)] = [
            ("price_differs", "\"\(policy.texts.priceDiffers.rawValue)\""),
            ("text_differs", "\"\(policy.texts.textDiffers.rawValue)\""),
            ("code_unknown", "\"\(policy.texts.codeUnknown.rawValue)\""), ("sure", number(policy.texts.sure)),
            ("periods", list(policy.texts.periods)), ("codes", list(policy.texts.codes)),
        ]
        for (key, value) in texts { lines += comment(key, textKeys, "    ") + ["    \(key): \(value),"] }
        lines += ["  },", ""]
        lines +=
            comment("uncertainty_limit", keys, "  ") + ["  uncertainty_limit: \(number(policy.uncertaintyLimit)),", ""]
        lines += comment("place_in_view_minimum", keys, "  ")
        lines += ["  place_in_view_minimum: \(number(policy.placeInViewMinimum)),", "}"]
        return lines.joined(separator: "\n")
    }

    /// A limit as it is written in a file.
    static func number(_ value: Double?) -> String {
        guard let value else { return "null" }
        return value == value.rounded() ? String(Int(clamped: value)) : String(value)
    }

    /// A text of JSON5.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func wrap(_ text: String, _ indent: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, indent.count + line.count + word.count + 1 > 116 {
                lines.append(indent + line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + (line.isEmpty ? [] : [indent + line])
    }
}

extension FindingCode {
    /// One of each kind, the slot as `SLOT`: what a reference lists.
    public static let forms: [FindingCode] =
        [
            .offCentre(slot: "SLOT"), .tilted(slot: "SLOT"), .cutOff(slot: "SLOT"), .missing(slot: "SLOT"),
            .notFound(slot: "SLOT"), .unclear(slot: "SLOT"), .boardBlank(slot: "SLOT"),
            .boardUnrecognised(slot: "SLOT"),
        ] + creative(slot: "SLOT") + withoutSlot
}
