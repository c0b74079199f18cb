import Geometry

/// How the light of a photo changes a print: per channel, a gain and an offset that vary linearly over the board.
///
/// seen = (a + b·x + c·y) · print + d + e·x + f·y, x and y from −½ to ½ over the board; least squares over the given pixels,
/// then over those of them that it fits, so that glare and what stands before the board do not bend it.
struct LightFit {
    /// Six per channel.
    private let coefficients: [[Double]]
    /// Robust standard deviation of what is left over, grey levels, the mean of the channels.
    let deviation: Double

    /// - Parameter usable: pixels that may show the print as it is.
    /// - Returns: nil for fewer than 100 usable pixels.
    init?(_ seen: ColourPlanes, of print: ColourPlanes, usable: [Bool]) {
        let indices = usable.indices.filter { usable[$0] }
        guard indices.count >= 100 else { return nil }
        // A sample is enough: neighbours say the same.
        let step = max(1, indices.count / 3000)
        let chosen = stride(from: 0, to: indices.count, by: step).map { indices[$0] }
        var all: [[Double]] = []
        var total = 0.0
        for channel in 0..<3 {
            var kept = chosen
            var fitted: [Double]?
            var spread = 0.0
            for _ in 0..<3 {
                guard let next = LightFit.solve(kept, seen, print, channel) else { break }
                fitted = next
                let rest = chosen.map { abs(LightFit.residual($0, next, seen, print, channel)) }
                spread = 1.4826 * LightFit.median(rest) + 1
                let near = zip(chosen, rest).filter { $1 < 2.5 * spread }.map(\.0)
                guard near.count >= 60 else { break }
                kept = near
            }
            guard let fitted else { return nil }
            all.append(fitted)
            total += spread
        }
        coefficients = all
        deviation = total / 3
    }

    /// What a print would look like at a pixel.
    func predicted(_ print: ColourPlanes, _ channel: Int, _ index: Int) -> Float {
        let row = LightFit.row(index, print, channel)
        return Float(zip(row, coefficients[channel]).reduce(0) { $0 + $1.0 * $1.1 })
    }

    private static func row(_ index: Int, _ print: ColourPlanes, _ channel: Int) -> [Double] {
        let x = Double(index % print.width) / Double(print.width) - 0.5
        let y = Double(index / print.width) / Double(print.height) - 0.5
        let value = Double(print.planes[channel][index]) / 255
        return [value, value * x, value * y, 1, x, y]
    }

    private static func residual(
        _ index: Int, _ fit: [Double], _ seen: ColourPlanes, _ print: ColourPlanes, _ channel: Int
    ) -> Double {
        let row = row(index, print, channel)
        return Double(seen.planes[channel][index]) - zip(row, fit).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func solve(
        _ indices: [Int], _ seen: ColourPlanes, _ print: ColourPlanes, _ channel: Int
    ) -> [Double]? {
        var matrix = [Double](repeating: 0, count: 36)
        var right = [Double](repeating: 0, count: 6)
        for index in indices {
            let row = row(index, print, channel)
            let value = Double(seen.planes[channel][index])
            for i in 0..<6 {
                for j in 0..<6 { matrix[i * 6 + j] += row[i] * row[j] }
                right[i] += row[i] * value
            }
        }
        // A print of one grey fixes no gain: a little is held back.
        for i in 0..<6 { matrix[i * 7] += 1e-3 * Double(indices.count) }
        return solveLinearSystem(matrix, right)
    }

    private static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }
}
