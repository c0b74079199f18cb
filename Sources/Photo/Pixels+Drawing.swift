import Geometry
public import Records

// Places are given in full-size coordinates of the upright photo, as detections are; widths and text sizes in
// pixels of this picture, so that a drawing looks the same at any scale.
extension Pixels {
    /// A straight line with round ends, smooth edges.
    ///
    /// - Parameters:
    ///   - width: in pixels of this picture.
    ///   - dash: length of dashes and gaps in pixels; nil for a solid line.
    public mutating func line(from: Point, to: Point, width: Double, colour: Colour, dash: Double? = nil) {
        let a = frame.pixel(from)
        let b = frame.pixel(to)
        guard let dash, dash > 0 else { return stroke(a, b, width, colour) }
        let length = a.distance(to: b)
        // What lies far outside the picture needs no dashes; no more than this fit inside anyway.
        guard length.isFinite, length / dash < 20_000 else { return }
        for start in stride(from: 0, to: length, by: dash * 2) {
            let end = min(length, start + dash)
            stroke(a + (b - a) * (start / length), a + (b - a) * (end / length), width, colour)
        }
    }

    /// A line with an open head at its end.
    public mutating func arrow(from: Point, to: Point, width: Double, colour: Colour) {
        let a = frame.pixel(from)
        let b = frame.pixel(to)
        stroke(a, b, width, colour)
        let length = a.distance(to: b)
        guard length > 0, length.isFinite else { return }
        let back = (a - b) * (min(length, max(6, width * 4)) / length)
        let across = Point(-back.y, back.x) * 0.6
        stroke(b, b + back + across, width, colour)
        stroke(b, b + back - across, width, colour)
    }

    /// The four sides of a panel.
    public mutating func outline(_ quad: Quad, width: Double, colour: Colour) {
        let corners = quad.corners
        for (index, corner) in corners.enumerated() {
            line(from: corner, to: corners[(index + 1) % 4], width: width, colour: colour)
        }
    }

    /// The four sides of a box.
    public mutating func outline(_ box: Box, width: Double, colour: Colour) {
        outline(Quad(box), width: width, colour: colour)
    }

    /// Fills a box, edges rounded to whole pixels.
    ///
    /// - Parameter opacity: 0…1.
    public mutating func fill(_ box: Box, colour: Colour, opacity: Double = 1) {
        let place = frame.pixel(box).clipped(to: Size(width: width, height: height))
        guard place.x1 > place.x0, place.y1 > place.y0 else { return }
        fillPixels(
            Int(place.x0.rounded())..<Int(place.x1.rounded()), Int(place.y0.rounded())..<Int(place.y1.rounded()),
            colour,
            opacity)
    }

    mutating func fillPixels(_ xs: Range<Int>, _ ys: Range<Int>, _ colour: Colour, _ opacity: Double) {
        let weight = Int((min(1, max(0, opacity)) * 256).rounded())
        let pitch = width
        bytes.withUnsafeMutableBufferPointer { out in
            for y in ys {
                for x in xs { blend(out, (y * pitch + x) * 3, colour, weight) }
            }
        }
    }

    /// Paints the pixels nearer to a segment than half the width; both in pixel coordinates.
    ///
    /// A row is visited only where the segment can be near it, so the cost follows the line's area, not its box.
    private mutating func stroke(_ a: Point, _ b: Point, _ strokeWidth: Double, _ colour: Colour) {
        guard [a.x, a.y, b.x, b.y, strokeWidth].allSatisfy({ $0.isFinite }), width > 0, height > 0 else { return }
        let half = max(0.5, strokeWidth / 2)
        let reach = half + 1
        let d = b - a
        let squared = d.x * d.x + d.y * d.y
        guard squared.isFinite, let rows = range(min(a.y, b.y) - reach, max(a.y, b.y) + reach, height) else { return }
        let columns = width
        bytes.withUnsafeMutableBufferPointer { out in
            for y in rows {
                let v = Double(y) + 0.5
                // The part of the segment within reach of this row, by its parameter 0…1.
                var t0 = 0.0
                var t1 = 1.0
                if abs(d.y) > 1e-9 {
                    let s0 = (v - reach - a.y) / d.y
                    let s1 = (v + reach - a.y) / d.y
                    t0 = max(0, min(s0, s1))
                    t1 = min(1, max(s0, s1))
                }
                let xa = a.x + d.x * t0
                let xb = a.x + d.x * t1
                guard t0 <= t1, let xs = range(min(xa, xb) - reach, max(xa, xb) + reach, columns) else { continue }
                for x in xs {
                    let px = Double(x) + 0.5 - a.x
                    let py = v - a.y
                    let t = squared > 0 ? min(1, max(0, (px * d.x + py * d.y) / squared)) : 0
                    let ex = px - d.x * t
                    let ey = py - d.y * t
                    let cover = half + 0.5 - (ex * ex + ey * ey).squareRoot()
                    if cover > 0 { blend(out, (y * columns + x) * 3, colour, Int(min(1, cover) * 256)) }
                }
            }
        }
    }
}

/// Whole pixels that a span touches, cut to 0..<limit; nil where there are none.
private func range(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int>? {
    let start = Int(min(Double(limit), max(0, low.rounded(.down))))
    let end = Int(min(Double(limit), max(0, high.rounded(.up))))
    return start < end ? start..<end : nil
}

/// Mixes a colour into a pixel; the weight is of 256.
@inline(__always)
private func blend(_ out: UnsafeMutableBufferPointer<UInt8>, _ at: Int, _ colour: Colour, _ weight: Int) {
    out[at] = mix(out[at], colour.red, weight)
    out[at + 1] = mix(out[at + 1], colour.green, weight)
    out[at + 2] = mix(out[at + 2], colour.blue, weight)
}

@inline(__always)
private func mix(_ under: UInt8, _ over: UInt8, _ weight: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: Int(under) + ((Int(over) - Int(under)) * weight) >> 8)
}
