public import Records

extension Policy {
    /// What the photo itself must be like. A breach never turns what was measured into an excuse: it only keeps what
    /// was *not found* from being called missing. A limit that is nil is not judged.
    public struct PhotoRules: Hashable, Sendable {
        /// Mean luma, 0…1.
        public var brightnessMinimum = 0.23
        public var tooDark = Severity.warning
        /// Share of nothing but white, 0…1.
        public var overexposedLimit: Double? = 0.15
        public var overexposed = Severity.warning
        /// `PhotoQuality.blur`, 0…1; nil: sharpness decides.
        public var blurLimit: Double? = 0.8
        /// `PhotoQuality.motion` above which a blurred photo was shaken.
        public var motionLimit = 0.07
        /// Variance of the Laplacian of luma (0…255) at detector size, for records without `blur`.
        public var sharpnessMinimum = 50.0
        /// Of a blurred photo, whatever blurred it.
        public var blurred = Severity.warning
        /// Share that something near to the lens hides, 0…1; not judged until that is found more often.
        public var coveredLimit: Double?
        public var covered = Severity.warning
        /// Degrees to either side.
        public var tiltLimit: Double? = 10
        public var tilted = Severity.info
        /// Widths of the photo that the cabinet is wide: less is too far away, more too near.
        public var cabinetMinimum: Double? = 0.2
        public var tooFar = Severity.info
        public var cabinetMaximum: Double? = 1.1
        public var tooNear = Severity.info
        /// Least share of the cabinet in the photo, 0…1.
        public var cabinetInPhotoMinimum: Double? = 0.3
        public var cutOff = Severity.info
        /// Of a file that was cut short, and of one that is damaged in its middle.
        public var truncated = Severity.warning

        /// The standard values.
        public init() {}
    }
}

extension Policy.PhotoRules: Encodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case brightnessMinimum = "brightness_minimum"
        case tooDark = "too_dark"
        case overexposedLimit = "overexposed_limit"
        case overexposed
        case blurLimit = "blur_limit"
        case motionLimit = "motion_limit"
        case sharpnessMinimum = "sharpness_minimum"
        case blurred
        case coveredLimit = "covered_limit"
        case covered
        case tiltLimit = "tilt_limit"
        case tilted
        case cabinetMinimum = "cabinet_minimum"
        case tooFar = "too_far"
        case cabinetMaximum = "cabinet_maximum"
        case tooNear = "too_near"
        case cabinetInPhotoMinimum = "cabinet_in_photo_minimum"
        case cutOff = "cut_off"
        case truncated
    }

    /// - Parameter standard: what stays where the text names nothing.
    init(_ value: StrictValue, over standard: Policy.PhotoRules) throws(StrictJSON.Fault) {
        let object = try StrictObject<CodingKeys>(value)
        self = standard
        brightnessMinimum = try object.number(.brightnessMinimum, brightnessMinimum, in: 0...1)
        tooDark = try object.choice(.tooDark, tooDark)
        overexposedLimit = try object.limit(.overexposedLimit, overexposedLimit, in: 0...1)
        overexposed = try object.choice(.overexposed, overexposed)
        blurLimit = try object.limit(.blurLimit, blurLimit, in: 0...1)
        motionLimit = try object.number(.motionLimit, motionLimit, in: 0...1)
        sharpnessMinimum = try object.number(.sharpnessMinimum, sharpnessMinimum, in: 0...1_000_000)
        blurred = try object.choice(.blurred, blurred)
        coveredLimit = try object.limit(.coveredLimit, coveredLimit, in: 0...1)
        covered = try object.choice(.covered, covered)
        tiltLimit = try object.limit(.tiltLimit, tiltLimit, in: 0...45)
        tilted = try object.choice(.tilted, tilted)
        cabinetMinimum = try object.limit(.cabinetMinimum, cabinetMinimum, in: 0...10)
        tooFar = try object.choice(.tooFar, tooFar)
        cabinetMaximum = try object.limit(.cabinetMaximum, cabinetMaximum, in: 0...10)
        tooNear = try object.choice(.tooNear, tooNear)
        cabinetInPhotoMinimum = try object.limit(.cabinetInPhotoMinimum, cabinetInPhotoMinimum, in: 0...1)
        cutOff = try object.choice(.cutOff, cutOff)
        truncated = try object.choice(.truncated, truncated)
    }

    /// A limit that is off is written as null, so that reading it back keeps it off.
    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        for key in CodingKeys.allCases {
            switch value(key) {
            case .limit(let limit): try c.encode(limit, forKey: key)
            case .weight(let weight): try c.encode(weight, forKey: key)
            }
        }
    }

    private enum Value {
        case limit(Double?)
        case weight(Severity)
    }

    private func value(_ key: CodingKeys) -> Value {
        switch key {
        case .brightnessMinimum: .limit(brightnessMinimum)
        case .tooDark: .weight(tooDark)
        case .overexposedLimit: .limit(overexposedLimit)
        case .overexposed: .weight(overexposed)
        case .blurLimit: .limit(blurLimit)
        case .motionLimit: .limit(motionLimit)
        case .sharpnessMinimum: .limit(sharpnessMinimum)
        case .blurred: .weight(blurred)
        case .coveredLimit: .limit(coveredLimit)
        case .covered: .weight(covered)
        case .tiltLimit: .limit(tiltLimit)
        case .tilted: .weight(tilted)
        case .cabinetMinimum: .limit(cabinetMinimum)
        case .tooFar: .weight(tooFar)
        case .cabinetMaximum: .limit(cabinetMaximum)
        case .tooNear: .weight(tooNear)
        case .cabinetInPhotoMinimum: .limit(cabinetInPhotoMinimum)
        case .cutOff: .weight(cutOff)
        case .truncated: .weight(truncated)
        }
    }

    /// Keys and values in the order of the file, weights in quotation marks.
    var written: [(String, String)] {
        CodingKeys.allCases.map { key in
            switch value(key) {
            case .limit(let limit): (key.stringValue, Policy.number(limit))
            case .weight(let weight): (key.stringValue, "\"\(weight.rawValue)\"")
            }
        }
    }

    /// Keys and values without quotation marks.
    var values: [(String, String)] { written.map { ($0, $1.filter { $0 != "\"" }) } }
}

extension Policy {
    static let photoKeys: [ReferencePage.Entry] = [
        .init(
            "brightness_minimum", "Mean luma, 0 (black) to 1 (white). A darker photo excuses what was not found in it."),
        .init("too_dark", "Weight of a photo darker than that."),
        .init(
            "overexposed_limit",
            "Share of the photo, 0 to 1, in which nothing but white may be left. More excuses what was not found. null: not judged."
        ),
        .init("overexposed", "Weight of a photo with more of it."),
        .init(
            "blur_limit",
            "Blur in the most blurred direction, 0 (sharp) to 1. More excuses what was not found. null: sharpness_minimum decides."
        ),
        .init("motion_limit", "A blurred photo whose directions differ by more was shaken; else it is out of focus."),
        .init(
            "sharpness_minimum",
            "Variance of the Laplacian of luma (0 to 255) at detector size; decides only where a record has no blur."),
        .init("blurred", "Weight of a blurred photo, shaken or out of focus."),
        .init(
            "covered_limit",
            "Share of the photo, 0 to 1, that a finger or strap before the lens may hide. More excuses what was not found. null: not judged."
        ),
        .init("covered", "Weight of a photo of which more is hidden."),
        .init("tilt_limit", "Degrees by which the camera may be turned to either side. null: not judged."),
        .init("tilted", "Weight of a photo turned further."),
        .init(
            "cabinet_minimum",
            "Widths of the photo that the cabinet must be wide at least, else it is too far away. null: not judged."),
        .init("too_far", "Weight of a photo from further away."),
        .init(
            "cabinet_maximum",
            "Widths of the photo that the cabinet may be wide at most, else it is too near. null: not judged."),
        .init("too_near", "Weight of a photo from nearer."),
        .init(
            "cabinet_in_photo_minimum",
            "Share of the cabinet, 0 to 1, that must lie inside the photo. null: not judged."),
        .init("cut_off", "Weight of a photo that shows less of it."),
        .init("truncated", "Weight of a file that is cut short or damaged in the middle."),
    ]
}
