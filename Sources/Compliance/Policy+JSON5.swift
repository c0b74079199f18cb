public import Foundation
import Records

extension Policy {
    /// Reads a policy in JSON5 (comments, trailing commas and bare keys are welcome).
    ///
    /// `name` and `version` must be given; every other key has the default of `Policy.standard`'s initialisers. Where
    /// `slots` is given it is the whole list. Unknown keys, values of the wrong kind and values out of range are errors
    /// that name the key.
    ///
    /// - Parameter origin: file name for messages.
    public init(json5 data: Data, origin: String) throws(PolicyError) {
        do throws(StrictJSON.Fault) {
            self = try StrictJSON.decode(Policy.self, from: data)
        } catch {
            throw PolicyError(
                code: "policy_\(error.kind.rawValue)", origin: origin, key: error.key, message: error.message)
        }
    }
}

extension Policy: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, version, slots, photo
        case uncertaintyLimit = "uncertainty_limit"
        case placeInViewMinimum = "place_in_view_minimum"
    }

    public init(from decoder: any Decoder) throws {
        let object = try StrictObject<CodingKeys>(decoder)
        let standard = Policy.standard
        self.init(
            name: try object.container.decode(String.self, forKey: .name),
            version: try object.container.decode(String.self, forKey: .version),
            slots: try object.value(.slots, standard.slots),
            photo: try object.value(.photo, standard.photo),
            uncertaintyLimit: try object.number(.uncertaintyLimit, standard.uncertaintyLimit, in: 0...10),
            placeInViewMinimum: try object.number(.placeInViewMinimum, standard.placeInViewMinimum, in: 0...1))
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(name, forKey: .name)
        try c.encode(version, forKey: .version)
        try c.encode(slots, forKey: .slots)
        try c.encode(photo, forKey: .photo)
        try c.encode(uncertaintyLimit, forKey: .uncertaintyLimit)
        try c.encode(placeInViewMinimum, forKey: .placeInViewMinimum)
    }
}

extension Policy.SlotRules: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case required, missing
        case centreLimit = "centre_limit"
        case offCentre = "off_centre"
        case tiltLimit = "tilt_limit"
        case tilted
        case inFrameMinimum = "in_frame_minimum"
        case cutOff = "cut_off"
    }

    public init(from decoder: any Decoder) throws {
        let object = try StrictObject<CodingKeys>(decoder)
        let standard = Policy.SlotRules()
        self.init(
            required: try object.value(.required, standard.required),
            missing: try object.value(.missing, standard.missing),
            centreLimit: try object.limit(.centreLimit, standard.centreLimit, in: 0...10),
            offCentre: try object.value(.offCentre, standard.offCentre),
            tiltLimit: try object.limit(.tiltLimit, standard.tiltLimit, in: 0...180),
            tilted: try object.value(.tilted, standard.tilted),
            inFrameMinimum: try object.limit(.inFrameMinimum, standard.inFrameMinimum, in: 0...1),
            cutOff: try object.value(.cutOff, standard.cutOff))
    }

    /// A limit that is off is written as null, so that reading it back keeps it off.
    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(required, forKey: .required)
        try c.encode(missing, forKey: .missing)
        try c.encode(centreLimit, forKey: .centreLimit)
        try c.encode(offCentre, forKey: .offCentre)
        try c.encode(tiltLimit, forKey: .tiltLimit)
        try c.encode(tilted, forKey: .tilted)
        try c.encode(inFrameMinimum, forKey: .inFrameMinimum)
        try c.encode(cutOff, forKey: .cutOff)
    }
}

extension Policy.PhotoRules: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case brightnessMinimum = "brightness_minimum"
        case tooDark = "too_dark"
        case sharpnessMinimum = "sharpness_minimum"
        case blurred, truncated
    }

    public init(from decoder: any Decoder) throws {
        let object = try StrictObject<CodingKeys>(decoder)
        let standard = Policy.PhotoRules()
        self.init(
            brightnessMinimum: try object.number(.brightnessMinimum, standard.brightnessMinimum, in: 0...1),
            tooDark: try object.value(.tooDark, standard.tooDark),
            sharpnessMinimum: try object.number(.sharpnessMinimum, standard.sharpnessMinimum, in: 0...1_000_000),
            blurred: try object.value(.blurred, standard.blurred),
            truncated: try object.value(.truncated, standard.truncated))
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(brightnessMinimum, forKey: .brightnessMinimum)
        try c.encode(tooDark, forKey: .tooDark)
        try c.encode(sharpnessMinimum, forKey: .sharpnessMinimum)
        try c.encode(blurred, forKey: .blurred)
        try c.encode(truncated, forKey: .truncated)
    }
}
