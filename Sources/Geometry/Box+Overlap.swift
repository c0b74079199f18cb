public import Records

extension Box {
    /// The part shared with another box; empty (zero area) where they do not meet.
    public func intersection(_ other: Box) -> Box {
        let left = max(x0, other.x0)
        let top = max(y0, other.y0)
        return Box(left, top, max(left, min(x1, other.x1)), max(top, min(y1, other.y1)))
    }

    /// The smallest box around both.
    public func union(_ other: Box) -> Box {
        Box(min(x0, other.x0), min(y0, other.y0), max(x1, other.x1), max(y1, other.y1))
    }

    /// Intersection over union, 0…1 (Everingham et al., The PASCAL VOC Challenge, 2010).
    public func iou(_ other: Box) -> Double {
        let shared = intersection(other).area
        let total = area + other.area - shared
        return total > 0 ? shared / total : 0
    }

    /// The box cut to a frame of the given size.
    public func clipped(to size: Size) -> Box {
        intersection(Box(0, 0, Double(size.width), Double(size.height)))
    }

    /// Each side on its own put into the frame; unlike `clipped(to:)`, it keeps where a box outside lies.
    public func clamped(to size: Size) -> Box {
        func x(_ value: Double) -> Double { min(max(value, 0), Double(size.width)) }
        func y(_ value: Double) -> Double { min(max(value, 0), Double(size.height)) }
        return Box(x(x0), y(y0), x(x1), y(y1))
    }

    /// The point lies in the box or on its edge; false for what is not a number.
    public func contains(_ point: Point) -> Bool {
        point.x >= x0 && point.x <= max(x0, x1) && point.y >= y0 && point.y <= max(y0, y1)
    }
}
