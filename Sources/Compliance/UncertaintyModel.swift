/// How far the detector's corners may be off, and how much the stated uncertainty is stretched to be true.
///
/// All sigmas are one standard deviation a coordinate. The constants belong to the detector: a model card may carry
/// its own, fitted by `calibrateUncertainty`; the standard ones suit a detector whose corners are off by about 1 % of a
/// panel's width.
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
    /// What the corner errors that the networks state for each photo are multiplied by; they replace the others here.
    public var stated: Double
    /// Where corner errors are stated, what is added to a panel's corner at the frame's left or right side, as a fraction
    /// of the panel's size: the frame may cut it.
    public var cut: Double
    /// Calibration: the stated interval is stretched by this much, by reference.
    public var cabinetScale: Double
    public var pairScale: Double
    public var panelScale: Double

    public init(
        floor: Double = 0.0007, panelRelative: Double = 0.012, cabinetRelative: Double = 0.01, outside: Double = 0.2,
        unsure: Double = 2, boxOnly: Double = 0.06, stated: Double = 1, cut: Double = 0.3, cabinetScale: Double = 1,
        pairScale: Double = 1,
        panelScale: Double = 1
    ) {
        self.floor = floor
        self.panelRelative = panelRelative
        self.cabinetRelative = cabinetRelative
        self.outside = outside
        self.unsure = unsure
        self.boxOnly = boxOnly
        self.stated = stated
        self.cut = cut
        self.cabinetScale = cabinetScale
        self.pairScale = pairScale
        self.panelScale = panelScale
    }

    public static let standard = UncertaintyModel()

    enum CodingKeys: String, CodingKey {
        case floor
        case panelRelative = "panel_relative"
        case cabinetRelative = "cabinet_relative"
        case outside, unsure, stated, cut
        case boxOnly = "box_only"
        case cabinetScale = "cabinet_scale"
        case pairScale = "pair_scale"
        case panelScale = "panel_scale"
    }

    /// Keys that are absent have the standard's values.
    ///
    /// - Throws: `DecodingError.dataCorrupted` for a value that is negative or no number.
    public init(from decoder: any Decoder) throws {
        let c = try decoder.container(keyedBy: CodingKeys.self)
        func value(_ key: CodingKeys, _ standard: Double) throws -> Double {
            let given = try c.decodeIfPresent(Double.self, forKey: key) ?? standard
            guard given >= 0, given.isFinite else {
                throw DecodingError.dataCorruptedError(forKey: key, in: c, debugDescription: "must not be negative")
            }
            return given
        }
        let standard = UncertaintyModel.standard
        floor = try value(.floor, standard.floor)
        panelRelative = try value(.panelRelative, standard.panelRelative)
        cabinetRelative = try value(.cabinetRelative, standard.cabinetRelative)
        outside = try value(.outside, standard.outside)
        unsure = try value(.unsure, standard.unsure)
        boxOnly = try value(.boxOnly, standard.boxOnly)
        stated = try value(.stated, standard.stated)
        cut = try value(.cut, standard.cut)
        cabinetScale = try value(.cabinetScale, standard.cabinetScale)
        pairScale = try value(.pairScale, standard.pairScale)
        panelScale = try value(.panelScale, standard.panelScale)
    }
}
