import Photo
import Records

/// PDQ's filter and sampling along one side of a picture, as weights of its pixels.
///
/// A sample is the mean of a box, taken twice, around its place in the full-size photo; its weights are a triangle of a
/// few pixels. A pixel of a scaled decode has the sum of the weights of the full-size pixels that it stands over.
struct SamplingTable {
    /// What a table is for.
    struct Key: Hashable {
        /// Full-size pixels, and pixels of the picture.
        var full: Int
        var count: Int
        /// Full-size pixels per pixel, and where the first begins.
        var scale: Double
        var origin: Double
    }

    /// The pixels of one sample.
    private struct Span {
        var start: Int
        var weights: [Float]
    }

    private let count: Int
    private let spans: [Span]

    init(_ key: Key, samples: Int) {
        count = key.count
        // The reference's window: the side over twice the samples, rounded up.
        let window = (key.full + 2 * samples - 1) / (2 * samples)
        spans = (0..<samples).map { index in
            let place = min(key.full - 1, (2 * index + 1) * key.full / (2 * samples))
            var (start, weights) = (place, [1.0])
            for _ in 0..<2 { (start, weights) = SamplingTable.boxed(start, weights, window, key.full) }
            return SamplingTable.gathered(start, weights, key)
        }
    }

    /// Weights of the inputs of a box filter for weights of its outputs. At the ends the box is cut off.
    private static func boxed(_ start: Int, _ weights: [Double], _ window: Int, _ full: Int) -> (Int, [Double]) {
        // Of an even window the longer half lies behind.
        let half = (window + 2) / 2
        let first = max(0, start - (window - half))
        let last = min(full - 1, start + weights.count - 1 + half - 1)
        var result = [Double](repeating: 0, count: last - first + 1)
        for (offset, weight) in weights.enumerated() {
            let low = max(0, start + offset - (window - half))
            let high = min(full - 1, start + offset + half - 1)
            for place in low...high { result[place - first] += weight / Double(high - low + 1) }
        }
        return (first, result)
    }

    /// The same for the pixels of the picture.
    private static func gathered(_ start: Int, _ weights: [Double], _ key: Key) -> Span {
        func pixel(_ place: Int) -> Int {
            min(key.count - 1, max(0, Int(clamped: (Double(place) + 0.5 - key.origin) / key.scale)))
        }
        let first = pixel(start)
        var sums = [Float](repeating: 0, count: pixel(start + weights.count - 1) - first + 1)
        for (offset, weight) in weights.enumerated() { sums[pixel(start + offset) - first] += Float(weight) }
        return Span(start: first, weights: sums)
    }

    /// Luma of the sampled rows, at every column: `samples` rows of the picture's width.
    func sampleRows(of pixels: Pixels) -> [Float] {
        let width = pixels.width
        var sums = [Float](repeating: 0, count: spans.count * width)
        let none = [UInt16](repeating: 0, count: width * 3)
        sums.withUnsafeMutableBufferPointer { sums in
            for (row, span) in spans.enumerated() {
                var channels = none
                for (offset, weight) in span.weights.enumerated() {
                    pixels.addRow(
                        span.start + offset, times: UInt16(clamped: (weight * 65535).rounded()), to: &channels)
                }
                channels.withUnsafeBufferPointer { channels in
                    for x in 0..<width {
                        let red = Float(channels[3 * x])
                        let green = Float(channels[3 * x + 1])
                        let blue = Float(channels[3 * x + 2])
                        sums[row * width + x] = (0.299 * red + 0.587 * green + 0.114 * blue) * (1 / 256)
                    }
                }
            }
        }
        return sums
    }

    /// The sampled columns of rows that have this table's count: `samples` values of each.
    func sample(_ rows: [Float]) -> [Float] {
        var sums = [Float](repeating: 0, count: rows.count / count * spans.count)
        for row in 0..<rows.count / count {
            for (column, span) in spans.enumerated() {
                var sum: Float = 0
                for (offset, weight) in span.weights.enumerated() {
                    sum += weight * rows[row * count + span.start + offset]
                }
                sums[row * spans.count + column] = sum
            }
        }
        return sums
    }
}
