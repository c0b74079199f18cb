public import Records

/// A projective map of the plane: straight lines stay straight lines.
///
/// Row-major 3×3 matrix, the last element not fixed to 1. Source: Hartley and Zisserman, Multiple View Geometry,
/// 2nd edition, §2.3 and §4.1 (DLT from four points, which four points determine exactly).
public struct Homography: Hashable, Sendable {
    let m: [Double]

    /// The map that takes each corner of `source` to the same corner of `target`; nil where three corners of either
    /// lie on one line.
    public init?(from source: Quad, to target: Quad) {
        var matrix: [Double] = []
        matrix.reserveCapacity(64)
        var right: [Double] = []
        for (s, t) in zip(source.corners, target.corners) {
            matrix += [s.x, s.y, 1, 0, 0, 0, -t.x * s.x, -t.x * s.y]
            matrix += [0, 0, 0, s.x, s.y, 1, -t.y * s.x, -t.y * s.y]
            right += [t.x, t.y]
        }
        guard let solution = solve(matrix, right) else { return nil }
        m = solution + [1]
        guard abs(determinant) > 1e-12 else { return nil }
    }

    init(_ m: [Double]) { self.m = m }

    /// Where a point goes; nil on the line that the map sends to infinity.
    public func map(_ p: Point) -> Point? {
        let w = m[6] * p.x + m[7] * p.y + m[8]
        guard abs(w) > 1e-12 else { return nil }
        return Point((m[0] * p.x + m[1] * p.y + m[2]) / w, (m[3] * p.x + m[4] * p.y + m[5]) / w)
    }

    /// The map back; nil for a map that flattens the plane.
    public var inverse: Homography? {
        let d = determinant
        guard abs(d) > 1e-12 else { return nil }
        let adjugate = [
            m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3],
        ]
        return Homography(adjugate.map { $0 / d })
    }

    private var determinant: Double {
        m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6])
    }
}

extension Quad {
    /// Where the diagonals cross: the true centre of a flat panel seen in perspective, unlike the mean of its corners.
    /// nil where the quad is degenerate.
    public var centre: Point? {
        let a = bottomRight - topLeft
        let b = bottomLeft - topRight
        let cross = a.x * b.y - a.y * b.x
        guard abs(cross) > 1e-9 else { return nil }
        let d = topRight - topLeft
        let s = (d.x * b.y - d.y * b.x) / cross
        return topLeft + a * s
    }

    /// Signed area by the shoelace formula, square pixels; positive for corners that run clockwise as seen.
    public var area: Double {
        let c = corners
        var sum = 0.0
        for i in 0..<4 {
            let j = (i + 1) % 4
            sum += c[i].x * c[j].y - c[j].x * c[i].y
        }
        return sum / 2
    }

    /// Every corner turns the same way: what a flat rectangle in front of a camera looks like.
    public var isConvex: Bool {
        let c = corners
        var positive = 0
        for i in 0..<4 {
            let a = c[(i + 1) % 4] - c[i]
            let b = c[(i + 2) % 4] - c[(i + 1) % 4]
            if a.x * b.y - a.y * b.x > 0 { positive += 1 }
        }
        return positive == 4 || positive == 0
    }

    /// Share of the quad's area inside the frame, 0…1 (Sutherland and Hodgman, 1974); the panel's own share only
    /// as far as perspective across it is mild.
    public func shareInside(_ size: Size) -> Double {
        let whole = abs(area)
        guard whole > 0 else { return 0 }
        let width = Double(size.width)
        let height = Double(size.height)
        var polygon = corners
        polygon = clip(polygon) { $0.x }
        polygon = clip(polygon) { width - $0.x }
        polygon = clip(polygon) { $0.y }
        polygon = clip(polygon) { height - $0.y }
        return min(1, abs(shoelace(polygon)) / whole)
    }
}

/// Keeps the part of a polygon where `distance` is not negative.
private func clip(_ polygon: [Point], _ distance: (Point) -> Double) -> [Point] {
    var kept: [Point] = []
    for (i, p) in polygon.enumerated() {
        let q = polygon[(i + 1) % polygon.count]
        let a = distance(p)
        let b = distance(q)
        if a >= 0 { kept.append(p) }
        if (a >= 0) != (b >= 0) { kept.append(p + (q - p) * (a / (a - b))) }
    }
    return kept
}

private func shoelace(_ polygon: [Point]) -> Double {
    var sum = 0.0
    for (i, p) in polygon.enumerated() {
        let q = polygon[(i + 1) % polygon.count]
        sum += p.x * q.y - q.x * p.y
    }
    return sum / 2
}
