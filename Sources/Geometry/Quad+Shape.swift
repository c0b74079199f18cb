public import Records

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

    /// Signed area, square pixels; positive for corners that run clockwise as seen.
    public var area: Double { signedArea(corners) }

    /// Mean length of the top and the bottom edge, pixels.
    public var meanWidth: Double {
        (topLeft.distance(to: topRight) + bottomRight.distance(to: bottomLeft)) / 2
    }

    /// Mean length of the left and the right edge, pixels.
    public var meanHeight: Double {
        (topLeft.distance(to: bottomLeft) + bottomRight.distance(to: topRight)) / 2
    }

    /// Every corner turns the same way: what a flat rectangle in front of a camera looks like.
    ///
    /// A quad none of whose corners turns clockwise counts, too: one drawn to a line, or with corners that are no
    /// numbers. Who cannot rule these out asks `isStrictlyConvex`.
    public var isConvex: Bool {
        let positive = turns.count { $0 > 0 }
        return positive == 4 || positive == 0
    }

    /// Every corner turns the same way and none goes straight on; false for corners that are not finite.
    public var isStrictlyConvex: Bool {
        let turns = turns
        return turns.allSatisfy { $0 > 0 } || turns.allSatisfy { $0 < 0 }
    }

    /// The cross product of the edges that meet at each corner: above 0 where the outline turns clockwise as seen.
    private var turns: [Double] {
        let c = corners
        return (0..<4).map { i in
            let a = c[(i + 1) % 4] - c[i]
            let b = c[(i + 2) % 4] - c[(i + 1) % 4]
            return a.x * b.y - a.y * b.x
        }
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
        return min(1, abs(signedArea(polygon)) / whole)
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

/// Area of a polygon by the shoelace formula; positive for corners that run clockwise as seen, y growing down.
private func signedArea(_ polygon: [Point]) -> Double {
    var sum = 0.0
    for (i, p) in polygon.enumerated() {
        let q = polygon[(i + 1) % polygon.count]
        sum += p.x * q.y - q.x * p.y
    }
    return sum / 2
}
