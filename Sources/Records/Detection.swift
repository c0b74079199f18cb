/// One thing the detector found: a slot's ad panel, or a reference such as the display cabinet.
public struct Detection: Hashable, Sendable, Codable {
    /// The model's label: `top_ad`, `cdu_horizontal`, … The list belongs to the model, not to the code.
    public var slot: String
    /// Calibrated probability that the detection is right, 0…1.
    public var confidence: Double
    /// Extent of the panel's visible pixels, upright full-size frame.
    public var box: Box
    /// The panel's four corners where known; may lie outside the frame.
    public var quad: Quad?
    /// One standard deviation per coordinate of each corner TL TR BR BL, pixels, as the model states it; nil where it
    /// states none.
    public var cornerSigmas: [Double]?
    /// What a reviewer says hides or harms it; nil, and left out of the JSON, where no reviewer said anything.
    public var tags: [Correction.Tag]?

    public init(
        slot: String, confidence: Double, box: Box, quad: Quad?, cornerSigmas: [Double]? = nil,
        tags: [Correction.Tag]? = nil
    ) {
        self.slot = slot
        self.confidence = confidence
        self.box = box
        self.quad = quad
        self.cornerSigmas = cornerSigmas
        self.tags = tags
    }

    enum CodingKeys: String, CodingKey {
        case slot, confidence, box, quad, tags
        case cornerSigmas = "corner_sigmas"
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(slot, forKey: .slot)
        try c.encode(rounded(confidence, decimals: 4), forKey: .confidence)
        try c.encode(box, forKey: .box)
        try c.encode(quad, forKey: .quad)
        try c.encodeIfPresent(cornerSigmas.map { $0.map { rounded($0, decimals: 2) } }, forKey: .cornerSigmas)
        try c.encodeIfPresent(tags, forKey: .tags)
    }
}

/// The names of the programme's slots and of the internal reference label that the shipped model knows.
///
/// Code asks the model card for the list; these constants are for the places where the *meaning* of a slot
/// matters (the top ad is the one that is centred; the cabinet is what it is centred on).
public enum Slot {
    public static let topAd = "top_ad"
    public static let cduHorizontal = "cdu_horizontal"
    public static let cduVerticalLeft = "cdu_vertical_left"
    public static let cduVerticalRight = "cdu_vertical_right"
    /// The display cabinet: not an ad, never reported as one.
    public static let cabinet = "cabinet"
}
