import Records

/// Finds places for labels so that none lies on another: each near what it names, in the order in which they come.
struct LabelPlaces {
    /// The picture, in its own pixels.
    let bounds: Size
    private(set) var taken: [Box] = []

    init(_ bounds: Size) { self.bounds = bounds }

    /// The top left corner for a label, in pixels of the picture.
    ///
    /// Tried in this order: above what it names, inside it, below it, beside it, then rows further down and up. Where all
    /// of that is taken, the place that covers the least of other labels.
    mutating func place(_ label: Size, at box: Box) -> Point {
        let (w, h) = (Double(label.width), Double(label.height))
        var corners = [
            Point(box.x0, box.y0 - h), Point(box.x0, box.y0), Point(box.x1 - w, box.y0 - h), Point(box.x0, box.y1),
            Point(box.x1 - w, box.y1), Point(box.x0, box.y1 - h), Point(box.x1, box.y0), Point(box.x0 - w, box.y0),
        ]
        for row in 1...12 {
            corners += [Point(box.x0, box.y0 + Double(row) * h), Point(box.x0, box.y0 - Double(row) * h)]
        }
        let places = corners.map { inside($0, w, h) }
        let best = places.min { covered($0) < covered($1) } ?? inside(Point(box.x0, box.y0), w, h)
        taken.append(best)
        return Point(best.x0, best.y0)
    }

    /// Keeps a place free of labels that come later.
    mutating func keep(_ box: Box) { taken.append(box) }

    private func inside(_ corner: Point, _ w: Double, _ h: Double) -> Box {
        let x = max(0, min(corner.x, Double(bounds.width) - w))
        let y = max(0, min(corner.y, Double(bounds.height) - h))
        return Box(x, y, x + w, y + h)
    }

    private func covered(_ box: Box) -> Double {
        taken.reduce(0) { sum, other in
            sum + max(0, min(box.x1, other.x1) - max(box.x0, other.x0))
                * max(0, min(box.y1, other.y1) - max(box.y0, other.y0))
        }
    }
}
