import Records

extension Policy {
    /// One key whose value differs between two policies.
    public struct Difference: Hashable, Sendable, Encodable {
        /// Dotted, as in the file: `slots.top_ad.centre_limit`.
        public var key: String
        /// Of the policy that is compared with; nil where it has no such slot.
        public var standard: String?
        /// Of this policy; nil where the slot is not judged.
        public var value: String?
    }

    /// Every key in which this policy differs from another, in the order of the keys; name and version are left out.
    public func differences(from standard: Policy = .standard) -> [Difference] {
        let (old, new) = (standard.values, values)
        return Set(old.keys).union(new.keys).sorted().compactMap { key in
            old[key] == new[key] ? nil : Difference(key: key, standard: old[key], value: new[key])
        }
    }

    /// Every value by its dotted key, as it is written in a file.
    private var values: [String: String] {
        var values = [
            "uncertainty_limit": "\(uncertaintyLimit)", "place_in_view_minimum": "\(placeInViewMinimum)",
            "relations.same_photo_other_store": relations.samePhotoOtherStore.rawValue,
            "time.days_allowed": "\(time.daysAllowed)", "time.backdated": time.backdated.rawValue,
            "time.in_future": time.inFuture.rawValue, "time.edited": time.edited.rawValue,
            "place.fence": place.fence.map { "\($0)" } ?? "null", "place.outside": place.outside.rawValue,
            "place.missing": place.missing.rawValue,
            "relations.same_photo_same_store": relations.samePhotoSameStore.rawValue,
        ]
        for (key, value) in photo.values { values["photo.\(key)"] = value }
        values["texts.price_differs"] = texts.priceDiffers.rawValue
        values["texts.text_differs"] = texts.textDiffers.rawValue
        values["texts.code_unknown"] = texts.codeUnknown.rawValue
        values["texts.sure"] = "\(texts.sure)"
        values["texts.periods"] = texts.periods.joined(separator: " ")
        values["texts.codes"] = texts.codes.joined(separator: " ")
        func text(_ limit: Double?) -> String { limit.map { "\($0)" } ?? "null" }
        for (region, metres) in place.regions { values["place.regions.\(region)"] = "\(metres)" }
        for (slot, rules) in slots {
            let own = [
                "required": "\(rules.required)", "missing": rules.missing.rawValue,
                "centre_limit": text(rules.centreLimit), "off_centre": rules.offCentre.rawValue,
                "tilt_limit": text(rules.tiltLimit), "tilted": rules.tilted.rawValue,
                "in_frame_minimum": text(rules.inFrameMinimum), "cut_off": rules.cutOff.rawValue,
            ]
            for (key, value) in own { values["slots.\(slot).\(key)"] = value }
        }
        return values
    }
}
