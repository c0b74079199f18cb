public import Records

/// The Geometry room: what is computed of shapes in the plane, each formula once. Projective maps, the overlap of boxes,
/// areas and centres of quads, dense linear systems.
///
/// The values themselves (`Point`, `Size`, `Box`, `Quad`) with their own extents and their JSON stay in Records: they
/// are part of the record's format, nearly a hundred files use them, and Records imports no other room. What relates one
/// shape to another, to a frame or to a plane is here.
///
/// A `Homography` is a projective map of the plane, under which straight lines stay straight lines:
/// x′ = (xu·u + xv·v + x1) / w, y′ = (yu·u + yv·v + y1) / w with w = wu·u + wv·v + w1. Nine numbers in place, no
/// allocation. Source: Hartley and Zisserman, Multiple View Geometry, 2nd edition, §2.3.
public struct Homography: Hashable, Sendable {
    public let xu: Double
    public let xv: Double
    public let x1: Double
    public let yu: Double
    public let yv: Double
    public let y1: Double
    public let wu: Double
    public let wv: Double
    public let w1: Double
}

extension Homography {
    /// The map that takes each corner of `source` to the same corner of `target`; nil where three corners of either
    /// lie on one line.
    ///
    /// Its `w1` is 1. Source: Hartley and Zisserman §4.1, the DLT, which four points determine exactly.
    public init?(from source: Quad, to target: Quad) {
        var matrix: [Double] = []
        matrix.reserveCapacity(64)
        var right: [Double] = []
        for (s, t) in zip(source.corners, target.corners) {
            matrix += [s.x, s.y, 1, 0, 0, 0, -t.x * s.x, -t.x * s.y]
            matrix += [0, 0, 0, s.x, s.y, 1, -t.y * s.x, -t.y * s.y]
            right += [t.x, t.y]
        }
        guard let m = solveLinearSystem(matrix, right) else { return nil }
        self.init(xu: m[0], xv: m[1], x1: m[2], yu: m[3], yv: m[4], y1: m[5], wu: m[6], wv: m[7], w1: 1)
        guard abs(determinant) > 1e-12 else { return nil }
    }

    /// The map that takes a box's corners to those of a quad; nil for an empty box and for a quad whose last three
    /// corners lie on one line.
    ///
    /// In closed form, for who makes one per picture: no system to solve, no allocation. Source: Heckbert, Fundamentals of
    /// Texture Mapping, 1989, §2.2.3 (unit square to quad).
    public init?(from box: Box, to quad: Quad) {
        let (p, q, r, s) = (quad.topLeft, quad.topRight, quad.bottomRight, quad.bottomLeft)
        let (right, below, bend) = (q - r, s - r, p - q + r - s)
        let spanned = right.x * below.y - below.x * right.y
        // The unit square's coordinates are those of the box less its origin, divided by its sides.
        let (width, height) = (box.width, box.height)
        guard abs(spanned) > 1e-9, width > 0, height > 0 else { return nil }
        let g = (bend.x * below.y - below.x * bend.y) / spanned
        let h = (right.x * bend.y - bend.x * right.y) / spanned
        let xu = (q.x - p.x + g * q.x) / width
        let xv = (s.x - p.x + h * s.x) / height
        let yu = (q.y - p.y + g * q.y) / width
        let yv = (s.y - p.y + h * s.y) / height
        let (wu, wv) = (g / width, h / height)
        self.init(
            xu: xu, xv: xv, x1: p.x - xu * box.x0 - xv * box.y0, yu: yu, yv: yv, y1: p.y - yu * box.x0 - yv * box.y0,
            wu: wu, wv: wv, w1: 1 - wu * box.x0 - wv * box.y0)
    }

    /// Where a point goes; nil on the line that the map sends to infinity.
    public func map(_ p: Point) -> Point? {
        let w = wu * p.x + wv * p.y + w1
        guard abs(w) > 1e-12 else { return nil }
        return Point((xu * p.x + xv * p.y + x1) / w, (yu * p.x + yv * p.y + y1) / w)
    }

    /// Where a point goes; not finite on the line that the map sends to infinity.
    public func image(of p: Point) -> Point {
        let w = wu * p.x + wv * p.y + w1
        return Point((xu * p.x + xv * p.y + x1) / w, (yu * p.x + yv * p.y + y1) / w)
    }

    /// The map back; nil for a map that flattens the plane.
    public var inverse: Homography? {
        let d = determinant
        guard abs(d) > 1e-12 else { return nil }
        return Homography(
            xu: (yv * w1 - y1 * wv) / d, xv: (x1 * wv - xv * w1) / d, x1: (xv * y1 - x1 * yv) / d,
            yu: (y1 * wu - yu * w1) / d, yv: (xu * w1 - x1 * wu) / d, y1: (x1 * yu - xu * y1) / d,
            wu: (yu * wv - yv * wu) / d, wv: (xv * wu - xu * wv) / d, w1: (xu * yv - xv * yu) / d)
    }

    private var determinant: Double {
        xu * (yv * w1 - y1 * wv) - xv * (yu * w1 - y1 * wu) + x1 * (yu * wv - yv * wu)
    }
}
