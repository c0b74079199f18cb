public import Geometry
public import Records

/// How one picture lies in another that shows the same print.
public struct Registration: Sendable {
    /// From the points of the seen picture to those of the reference, both in pixels of their feature pictures.
    public let map: Homography
    /// Pairs of points that agree.
    public let inliers: Int
    /// Pairs of points whose descriptors are each other's nearest.
    public let matches: Int
    /// Of the reference's feature picture.
    public let reference: Size
    /// Where the reference's corners TL TR BR BL lie in the seen picture, pixels of its feature picture.
    public let quad: Quad
    /// Share of the reference's area that the agreeing points span, 0…1.
    public let spread: Double
}

extension Registration {
    /// Fewest agreeing pairs that make a registration at all.
    static let fewest = 6

    /// Registers a picture with a reference.
    ///
    /// Refused are maps that no flat print makes: the reference's outline is not a convex quad in the picture, is turned over,
    /// is seen at a tenth or at ten times its size, or is far narrower than long; and points that lie on next to one line.
    /// - Parameter tolerance: largest distance of agreeing points, pixels of the reference's feature picture.
    /// - Returns: nil where the two do not show the same print.
    init?(_ seen: Features, _ reference: Features, tolerance: Double = 3) {
        let pairs = seen.matches(reference)
        guard pairs.count >= Registration.fewest else { return nil }
        let points = pairs.map { seen.points[$0.0] }
        let images = pairs.map { reference.points[$0.1] }
        guard let found = RobustHomography(points, to: images, tolerance: tolerance),
            found.inliers.count >= Registration.fewest, let back = found.map.inverse
        else { return nil }
        let outline = Quad(Box(0, 0, Double(reference.size.width), Double(reference.size.height)))
        let quad = outline.map { back.image(of: $0) }
        guard Registration.isSound(quad, seen: seen.size, reference: reference.size) else { return nil }
        map = found.map
        inliers = found.inliers.count
        matches = pairs.count
        self.quad = quad
        self.reference = reference.size
        spread = Registration.spread(found.inliers.map { images[$0] }, in: reference.size)
        guard spread > 0.01 else { return nil }
    }

    private static func isSound(_ quad: Quad, seen: Size, reference: Size) -> Bool {
        guard quad.corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }), quad.isStrictlyConvex, quad.area > 0 else {
            return false
        }
        let scale = (quad.area / Double(max(1, reference.width * reference.height))).squareRoot()
        let (across, down) = (quad.meanWidth / Double(reference.width), quad.meanHeight / Double(reference.height))
        let squeeze = across / max(down, 1e-9)
        return (0.1...10).contains(scale) && (0.2...5).contains(squeeze)
    }

    /// Area of the box of the middle four fifths of the points, of the reference's.
    private static func spread(_ points: [Point], in size: Size) -> Double {
        func extent(_ values: [Double]) -> Double {
            let sorted = values.sorted()
            let cut = sorted.count / 10
            return sorted[sorted.count - 1 - cut] - sorted[cut]
        }
        guard !points.isEmpty else { return 0 }
        return extent(points.map(\.x)) * extent(points.map(\.y)) / Double(max(1, size.width * size.height))
    }
}
