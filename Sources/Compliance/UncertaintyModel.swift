/// How far the detector's corners may be off, and how much the stated uncertainty is stretched to be true.
///
/// All sigmas are one standard deviation a coordinate. The constants belong to the detector: a model card may carry
/// its own, measured on its validation photos; the standard ones were measured on the shipped detector.
public struct UncertaintyModel: Hashable, Sendable, Codable {
    /// Corner error that any panel has, as a fraction of the photo's longer side.
    public var floor: Double
    /// Corner error of an ad panel as a fraction of its size (square root of the quad's area).
    public var panelRelative: Double
    /// The same for the cabinet.
    public var cabinetRelative: Double
    /// Corner error outside the frame, as a fraction of the distance to the frame: nobody sees that corner.
    public var outside: Double
    /// A detection of confidence c has its sigma multiplied by 1 + unsure · (1 − c).
    public var unsure: Double
    /// Corner error of a panel known only by its box, as a fraction of its size.
    public var boxOnly: Double
    /// Calibration: the stated interval is stretched by this much, by reference.
    public var cabinetScale: Double
    public var pairScale: Double
    public var panelScale: Double

    public init(
        floor: Double = 0.0007, panelRelative: Double = 0.006, cabinetRelative: Double = 0.005, outside: Double = 0.15,
        unsure: Double = 2, boxOnly: Double = 0.06, cabinetScale: Double = 1, pairScale: Double = 1,
        panelScale: Double = 1
    ) {
        self.floor = floor
        self.panelRelative = panelRelative
        self.cabinetRelative = cabinetRelative
        self.outside = outside
        self.unsure = unsure
        self.boxOnly = boxOnly
        self.cabinetScale = cabinetScale
        self.pairScale = pairScale
        self.panelScale = panelScale
    }

    public static let standard = UncertaintyModel()

    enum CodingKeys: String, CodingKey {
        case floor
        case panelRelative = "panel_relative"
        case cabinetRelative = "cabinet_relative"
        case outside, unsure
        case boxOnly = "box_only"
        case cabinetScale = "cabinet_scale"
        case pairScale = "pair_scale"
        case panelScale = "panel_scale"
    }
}
