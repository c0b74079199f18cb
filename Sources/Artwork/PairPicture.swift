import Geometry
public import Photo
public import Records

/// Two pictures side by side: the reference, and the other as it lies over it.
public struct PairPicture: Sendable {
    /// Left the reference, right the other one, turned and straightened so that the same lies at the same place; where the
    /// two do not register, as it is.
    public let drawn: Pixels

    /// - Parameter size: of the reference's feature picture.
    public init(_ picture: Pixels, _ reference: Pixels, _ likeness: Likeness, size: Size) {
        let height = 480
        let width = max(1, min(2000, reference.width * height / max(1, reference.height)))
        let frame = Size(width: width, height: height)
        let toFeatures = Homography.scaling(
            Double(size.width) / Double(width), Double(size.height) / Double(height))
        let left = reference.warped(
            by: .scaling(Double(reference.width) / Double(width), Double(reference.height) / Double(height)),
            size: frame)
        let right =
            likeness.map.flatMap { picture.warped(by: toFeatures.then($0), size: frame) }
            ?? picture.warped(
                by: .scaling(Double(picture.width) / Double(width), Double(picture.height) / Double(height)),
                size: frame)
        let gap = 8
        var rgb = [UInt8](repeating: 255, count: (2 * width + gap) * height * 3)
        for (part, start) in [(left, 0), (right, width + gap)] {
            guard let part else { continue }
            for y in 0..<height {
                let from = y * width * 3
                let to = (y * (2 * width + gap) + start) * 3
                rgb.replaceSubrange(to..<to + width * 3, with: part.bytes[from..<from + width * 3])
            }
        }
        drawn = Pixels(width: 2 * width + gap, height: height, rgb: rgb)
    }
}
