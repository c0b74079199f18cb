import Foundation
import Records

/// From the map of line probabilities to the lines' rectangles.
///
/// The map marks the shrunken core of each line (Differentiable Binarization, arXiv 1911.08947). Each connected core gives
/// the rectangle of least area about it, grown by the same amount on all sides. Thresholds are those that the network's authors
/// publish with it; none was chosen here.
struct LinePlaces {
    /// Probability from which a pixel belongs to a core.
    static let pixel: Float = 0.2
    /// Mean probability of a core from which it is a line.
    static let line = 0.45
    /// By how much a core's rectangle is grown: area × this ÷ perimeter, on each side.
    static let growth = 1.4
    /// Cores that are smaller than this on a side are noise, pixels.
    static let leastSide = 3.0
    /// Lines that are kept of a picture, largest first.
    static let most = 200

    /// A line's rectangle in the map.
    struct Place {
        var centre: Point
        /// Half of the side along `angle`, and of that across it.
        var half: Point
        /// Direction of the side that is called its width, radians, clockwise as seen.
        var angle: Double
        var score: Double

        /// Corners, beginning at the left end above, as seen along `angle`.
        var quad: Quad {
            let (u, v) = (Point(cos(angle), sin(angle)), Point(-sin(angle), cos(angle)))
            func corner(_ a: Double, _ b: Double) -> Point { centre + u * (half.x * a) + v * (half.y * b) }
            return Quad(corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1))
        }
    }

    /// - Parameters:
    ///   - map: probabilities, row by row.
    ///   - used: part of the map that shows the picture; the rest is padding.
    /// - Returns: largest first, all in one of the four directions nearest to upright.
    static func find(_ map: UnsafePointer<Float>, width: Int, used: Size) -> [Place] {
        var places: [Place] = []
        for core in Cores(map, width: width, used: used).outlines {
            guard var place = least(about: core.outline), place.half.x * 2 + 1 >= leastSide,
                place.half.y * 2 + 1 >= leastSide, core.mean >= line
            else { continue }
            // The outline runs through pixels' centres.
            let (w, h) = (place.half.x * 2 + 1, place.half.y * 2 + 1)
            let grown = w * h * growth / (2 * (w + h))
            place.half = Point(w / 2 + grown, h / 2 + grown)
            place.score = core.mean
            places.append(place)
        }
        places.sort { $0.half.x * $0.half.y > $1.half.x * $1.half.y }
        return aligned(Array(places.prefix(most)))
    }

    /// Whether the lines of the part as it is seen show that it does not hang in a direction: nearly all of what is plainly
    /// longer than tall lies across it. The square of its length is what a line counts.
    static func excludes(turn: Int, _ places: [Place]) -> Bool {
        var (wide, tall) = (0.0, 0.0)
        for half in places.map(\.half) {
            if half.x > half.y * plainlyWide { wide += half.x * half.x }
            if half.y > half.x * plainlyTall { tall += half.y * half.y }
        }
        return turn % 2 == 0 ? tall > wide * 4 : wide > tall * 4
    }

    /// Two digits may be as tall as wide, and one digit that lies on its side is wider than tall: chosen on 380 tags drawn for
    /// this, where it excludes the right direction once in a thousand.
    private static let plainlyWide = 2.0
    private static let plainlyTall = 1.6

    /// The rectangle of least area about a convex outline: one of its sides lies on one of the outline's (Freeman and
    /// Shapira 1975).
    static func least(about hull: [Point]) -> Place? {
        guard hull.count >= 3 else { return nil }
        var best: (area: Double, place: Place)?
        for (index, a) in hull.enumerated() {
            let b = hull[(index + 1) % hull.count]
            let length = a.distance(to: b)
            guard length > 1e-9 else { continue }
            let u = Point((b.x - a.x) / length, (b.y - a.y) / length)
            var (low, high) = (Point(.infinity, .infinity), Point(-.infinity, -.infinity))
            for p in hull {
                let (x, y) = (p.x * u.x + p.y * u.y, p.y * u.x - p.x * u.y)
                low = Point(min(low.x, x), min(low.y, y))
                high = Point(max(high.x, x), max(high.y, y))
            }
            let area = (high.x - low.x) * (high.y - low.y)
            if area < best?.area ?? .infinity {
                let (x, y) = ((low.x + high.x) / 2, (low.y + high.y) / 2)
                best = (
                    area,
                    Place(
                        centre: Point(x * u.x - y * u.y, x * u.y + y * u.x),
                        half: Point((high.x - low.x) / 2, (high.y - low.y) / 2), angle: atan2(u.y, u.x), score: 0)
                )
            }
        }
        return best?.place
    }

    /// The longest line says how the text is tilted; every line takes the direction of its own that is nearest to that.
    static func aligned(_ places: [Place]) -> [Place] {
        let quarter = Double.pi / 2
        var tilt = 0.0
        if let longest = places.max(by: { max($0.half.x, $0.half.y) < max($1.half.x, $1.half.y) }) {
            tilt = longest.angle - (longest.angle / quarter).rounded() * quarter
        }
        return places.map { place in
            var place = place
            let turns = Int(clamped: ((tilt - place.angle) / quarter).rounded())
            place.angle += Double(turns) * quarter
            if turns % 2 != 0 { place.half = Point(place.half.y, place.half.x) }
            return place
        }
    }
}
