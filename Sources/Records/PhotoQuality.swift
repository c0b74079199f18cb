/// What the pixels and the decoder say of the photo itself.
public struct PhotoQuality: Hashable, Sendable, Codable {
    /// Mean luma of the decoded photo, 0…1.
    public var brightness: Double
    /// Sharpness: variance of the Laplacian of luma (0…255 scale) at detector size.
    public var sharpness: Double
    /// The file ended before the picture did: the lower part is missing.
    public var truncated: Bool
    /// Row of the photo as stored (full size, before the orientation) from which it is missing or may be wrong: the
    /// file was cut, or bytes in its middle were lost, zeroed or replaced. 0 where nothing says where that begins. nil,
    /// and no key, where the photo is whole.
    public var damagedFromRow: Int?
    /// The same as an area of the upright full-size photo: nothing in it or beside it was judged.
    public var damagedArea: Box?
    /// How blurred the photo is in its most blurred direction, whatever it shows: 0 (sharp) to 1. nil, and no key, as all
    /// below, in photos without enough detail and in records of program versions that did not measure it.
    public var blur: Double?
    /// How much sharper it is in its sharpest direction: small where the focus is wrong, larger where the camera moved.
    public var motion: Double?
    /// Share of the photo in which nothing but white is left, 0…1.
    public var overexposed: Double?
    /// Share of the photo that something near to the lens hides, 0…1.
    public var covered: Double?
    /// Degrees by which the scene is turned in the photo, positive clockwise as seen, within ±45.
    public var tilt: Double?

    public init(
        brightness: Double, sharpness: Double, truncated: Bool, damagedFromRow: Int? = nil, damagedArea: Box? = nil
    ) {
        self.brightness = brightness
        self.sharpness = sharpness
        self.truncated = truncated
        self.damagedFromRow = damagedFromRow
        self.damagedArea = damagedArea
    }

    enum CodingKeys: String, CodingKey {
        case brightness, sharpness, truncated
        case damagedFromRow = "damaged_from_row"
        case damagedArea = "damaged_area"
        case blur, motion, overexposed, covered, tilt
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(rounded(brightness, decimals: 4), forKey: .brightness)
        try c.encode(rounded(sharpness, decimals: 2), forKey: .sharpness)
        try c.encode(truncated, forKey: .truncated)
        // Only where there is one, so that the records of whole photos stay what they were.
        try c.encodeIfPresent(damagedFromRow, forKey: .damagedFromRow)
        try c.encodeIfPresent(damagedArea, forKey: .damagedArea)
        try c.encodeIfPresent(blur.map { rounded($0, decimals: 4) }, forKey: .blur)
        try c.encodeIfPresent(motion.map { rounded($0, decimals: 4) }, forKey: .motion)
        try c.encodeIfPresent(overexposed.map { rounded($0, decimals: 4) }, forKey: .overexposed)
        try c.encodeIfPresent(covered.map { rounded($0, decimals: 4) }, forKey: .covered)
        try c.encodeIfPresent(tilt.map { rounded($0, decimals: 1) }, forKey: .tilt)
    }
}
