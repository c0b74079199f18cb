import Records

extension Pixels {
    /// Lines on which a polygon is sampled per row of pixels.
    private static let sublines = 4

    /// Fills what polygons wind around, with smooth edges; in pixel coordinates.
    ///
    /// Coverage is exact along a row and sampled on four lines per row: enough for letters.
    mutating func fill(_ polygons: [[Point]], _ colour: Colour) {
        let points = polygons.joined()
        guard let low = points.map(\.y).min(), let high = points.map(\.y).max(), low.isFinite, high.isFinite,
            points.allSatisfy({ $0.x.isFinite })
        else { return }
        let first = Int(max(0, min(Double(height), low.rounded(.down))))
        let last = Int(max(0, min(Double(height), high.rounded(.up))))
        var cover = [Double](repeating: 0, count: width)
        for y in first..<max(first, last) {
            var touched = width..<width
            for line in 0..<Self.sublines {
                let v = Double(y) + (Double(line) + 0.5) / Double(Self.sublines)
                for span in Self.spans(polygons, at: v) {
                    let xs = add(span, to: &cover)
                    if !xs.isEmpty {
                        touched =
                            min(
                                touched.lowerBound, xs.lowerBound)..<(touched.lowerBound == width
                            ? xs.upperBound : max(touched.upperBound, xs.upperBound))
                    }
                }
            }
            for x in touched {
                fillPixels(x..<x + 1, y..<y + 1, colour, min(1, cover[x] / Double(Self.sublines)))
                cover[x] = 0
            }
        }
    }

    /// Adds a span's share of each pixel of a row.
    /// - Returns: the pixels that it touches.
    private func add(_ span: (from: Double, to: Double), to cover: inout [Double]) -> Range<Int> {
        let from = max(0, span.from)
        let to = min(Double(width), span.to)
        guard from < to else { return 0..<0 }
        let xs = Int(from)..<min(width, Int(to.rounded(.up)))
        for x in xs { cover[x] += max(0, min(to, Double(x + 1)) - max(from, Double(x))) }
        return xs
    }

    /// Where a horizontal line runs inside the polygons: wherever their sides wind around it.
    private static func spans(_ polygons: [[Point]], at v: Double) -> [(from: Double, to: Double)] {
        var crossings: [(x: Double, turn: Int)] = []
        for polygon in polygons {
            for (index, a) in polygon.enumerated() {
                let b = polygon[(index + 1) % polygon.count]
                guard (a.y <= v) != (b.y <= v) else { continue }
                crossings.append((a.x + (b.x - a.x) * (v - a.y) / (b.y - a.y), a.y < b.y ? 1 : -1))
            }
        }
        crossings.sort { $0.x < $1.x }
        var spans: [(from: Double, to: Double)] = []
        var winding = 0
        for (index, crossing) in crossings.enumerated() {
            if winding != 0 { spans.append((crossings[index - 1].x, crossing.x)) }
            winding += crossing.turn
        }
        return spans
    }
}
