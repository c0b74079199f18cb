/// How one axis of a picture is resized: for every target pixel, `taps` neighbouring source pixels and their weights.
///
/// Shrinking averages the area that a target pixel covers (what OpenCV calls INTER_AREA); enlarging is bilinear with
/// pixel centres aligned. Weights of a pixel sum to 1.
struct AxisWeights {
    let taps: Int
    /// First source pixel of each target pixel; `start + taps` never passes the source's end.
    private(set) var starts: [Int]
    /// `taps` weights for each target pixel, zero where fewer are needed.
    private(set) var weights: [Float]

    init(source: Int, target: Int) {
        let spans = target < source ? AxisWeights.areas(source, target) : AxisWeights.lines(source, target)
        let most = spans.map(\.weights.count).max() ?? 1
        taps = most
        starts = []
        weights = []
        starts.reserveCapacity(target)
        weights.reserveCapacity(target * most)
        for span in spans {
            let start = min(span.start, source - most)
            starts.append(start)
            let before = span.start - start
            let total = span.weights.reduce(0, +)
            for tap in 0..<most {
                let index = tap - before
                let known = span.weights.indices.contains(index)
                weights.append(known ? Float(span.weights[index] / total) : 0)
            }
        }
    }

    private typealias Span = (start: Int, weights: [Double])

    private static func areas(_ source: Int, _ target: Int) -> [Span] {
        let scale = Double(source) / Double(target)
        return (0..<target).map { index in
            let low = Double(index) * scale
            let high = min(Double(index + 1) * scale, Double(source))
            let first = min(Int(low), source - 1)
            // A sliver of a pixel is rounding, not picture.
            let last = min(Int((high - 1e-6).rounded(.down)), source - 1)
            let overlaps = (first...max(first, last)).map { pixel in
                max(0, min(high, Double(pixel + 1)) - max(low, Double(pixel)))
            }
            return (first, overlaps)
        }
    }

    private static func lines(_ source: Int, _ target: Int) -> [Span] {
        let scale = Double(source) / Double(target)
        return (0..<target).map { index in
            let place = min(max((Double(index) + 0.5) * scale - 0.5, 0), Double(source - 1))
            let first = min(Int(place), max(source - 2, 0))
            let fraction = place - Double(first)
            return source == 1 ? (0, [1]) : (first, [1 - fraction, fraction])
        }
    }
}
