import Capture
import Records

/// A part of a photo's picture, or more than it, that may be the whole of another photo.
struct QueryView: Hashable, Sendable {
    /// In units of the picture's sides; beyond 0…1 where the photo is taken for a part of the other one.
    var frame: Box

    static let whole = QueryView(frame: Box(0, 0, 1, 1))
}

/// The views that are looked up besides the whole photo.
///
/// A hash of the whole finds the same photo mirrored, turned, recoloured, blurred or written upon. One that was cut, framed or
/// put beside another needs a hash of the right part: photos cut out of a larger one are continued beyond their edges,
/// which is near enough for the frequencies of a hash.
enum QueryViews {
    private static let side = Likeness.side

    /// Frames and halves of this picture, if any; cuts of it; and it as a cut of another.
    static func extended(of luma: [Float]) -> [QueryView] {
        inner(of: luma).map { QueryView(frame: $0) } + standing
    }

    /// The same for every photo: cuts of it, and it as a cut of another.
    static let standing = (cuts + cuts.map(inverse)).map { QueryView(frame: $0) }

    /// Cut to 90 % and 70 % of its area, wherever; one side cut off.
    private static let cuts: [Box] = {
        var frames: [Box] = []
        for (share, places) in [(0.95, 2), (0.837, 4)] {
            for row in 0..<places {
                for column in 0..<places {
                    let (x, y) = (Double(column) / Double(places - 1), Double(row) / Double(places - 1))
                    let (left, top) = (x * (1 - share), y * (1 - share))
                    frames.append(Box(left, top, left + share, top + share))
                }
            }
        }
        return frames + [Box(0, 0, 0.85, 1), Box(0.15, 0, 1, 1), Box(0, 0, 1, 0.85), Box(0, 0.15, 1, 1)]
    }()

    /// The whole photo, where this picture is the given part of it.
    private static func inverse(_ cut: Box) -> Box {
        Box(
            -cut.x0 / cut.width, -cut.y0 / cut.height, (1 - cut.x0) / cut.width, (1 - cut.y0) / cut.height)
    }

    /// What lies inside a plain border or between plain bars, and the parts on both sides of a seam.
    private static func inner(of luma: [Float]) -> [Box] {
        var frames: [Box] = []
        if let framed = contents(of: luma) { frames.append(framed) }
        let columns = seams(of: luma, most: 3) + [side / 2]
        for place in Set(columns).sorted() {
            let x = Double(place) / Double(side)
            frames += [Box(0, 0, x, 1), Box(x, 0, 1, 1)]
        }
        let turned = Turn(swapsSides: true, mirrorsX: false, mirrorsY: false).applied(to: luma, side: side)
        for place in Set(seams(of: turned, most: 1) + [side / 2]).sorted() {
            let y = Double(place) / Double(side)
            frames += [Box(0, 0, 1, y), Box(0, y, 1, 1)]
        }
        return frames
    }

    /// Standard deviation below which a row or column is plain.
    private static let plain: Float = 4
    /// Values per side below which there is no photo in a frame.
    private static let smallest = 12

    /// What is left where the longest run of rows that are not plain is taken, and of columns in it, again and again; nil
    /// where that is everything or next to nothing.
    private static func contents(of luma: [Float]) -> Box? {
        var (rows, columns) = (0..<side, 0..<side)
        for _ in 0..<3 {
            rows = longestRun(rows) { y in deviation(columns.map { luma[y * side + $0] }) > plain }
            guard rows.count >= smallest else { return nil }
            columns = longestRun(columns) { x in deviation(rows.map { luma[$0 * side + x] }) > plain }
            guard columns.count >= smallest else { return nil }
        }
        guard rows.count < side || columns.count < side else { return nil }
        let unit = 1 / Double(side)
        return Box(
            Double(columns.lowerBound) * unit, Double(rows.lowerBound) * unit, Double(columns.upperBound) * unit,
            Double(rows.upperBound) * unit)
    }

    private static func longestRun(_ places: Range<Int>, where isActive: (Int) -> Bool) -> Range<Int> {
        var best = places.lowerBound..<places.lowerBound
        var start = places.lowerBound
        for place in places {
            if isActive(place) {
                if place + 1 - start > best.count { best = start..<place + 1 }
            } else {
                start = place + 1
            }
        }
        return best
    }

    private static func deviation(_ values: [Float]) -> Float {
        let count = Float(values.count)
        let mean = values.reduce(0, +) / count
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }

    /// Columns at which most rows change: where two pictures may meet.
    private static func seams(of luma: [Float], most: Int) -> [Int] {
        let steps = (smallest...side - smallest).map { x in
            let all = (0..<side).map { abs(luma[$0 * side + x] - luma[$0 * side + x - 1]) }.sorted()
            return (x: x, step: all[side / 2])
        }
        return steps.sorted { ($0.step, $1.x) > ($1.step, $0.x) }.prefix(most).map(\.x)
    }

    /// A value of a span: between two of the side.
    struct Sample {
        var place: Int
        var next: Int
        var part: Float
    }

    /// 64 values of a span, in units of the side. Only those inside it are used, so that nothing of what lies beside it shines
    /// through; beyond the ends of the side it goes on as it ends.
    static func samples(_ start: Double, _ end: Double) -> [Sample] {
        let first = max(0, (start * Double(side)).rounded(.up))
        let last = max(first, min(Double(side), (end * Double(side)).rounded(.down)) - 1)
        return (0..<side).map { index in
            let wanted = (start + (Double(index) + 0.5) / Double(side) * (end - start)) * Double(side) - 0.5
            let place = min(last, max(first, wanted))
            let whole = place.rounded(.down)
            return Sample(
                place: Int(clamped: whole), next: Int(clamped: min(last, whole + 1)), part: Float(place - whole))
        }
    }
}
