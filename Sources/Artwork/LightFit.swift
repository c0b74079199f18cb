import Geometry

/// How the light of a photo changes a print: per channel, a gain and an offset that vary linearly over the board.
///
/// seen = (a + b·x + c·y) · print + d + e·x + f·y, x and y from −½ to ½ over the board; least squares over a sample of the
/// given pixels, then over those of them that it fits, so that glare and what stands before the board do not bend it.
struct LightFit: Sendable {
    /// Pixels that the fit is made from; neighbours say the same.
    private static let sample = 900

    /// Six per channel.
    private let coefficients: [[Float]]
    /// Robust standard deviation of what is left over, grey levels, the mean of the channels.
    let deviation: Double

    /// - Parameters:
    ///   - usable: pixels that may show the print as it is.
    ///   - hidden: holds also where up to half of the board is hidden, and follows the light less closely.
    /// - Returns: nil for fewer than 100 usable pixels.
    init?(_ seen: ColourPlanes, of print: ColourPlanes, usable: [Bool], hidden: Bool = false) {
        guard let chosen = LightFit.chosen(usable) else { return nil }
        var all: [[Float]] = []
        var total = 0.0
        for channel in 0..<3 {
            guard
                let (fitted, spread) = LightFit.fit(
                    seen.planes[channel], print.planes[channel], print.width, chosen, hidden: hidden)
            else { return nil }
            all.append(fitted)
            total += spread
        }
        coefficients = all
        deviation = total / 3
    }

    /// How far a plane is from a print in its best light; nil for fewer than 100 usable pixels.
    static func deviation(_ seen: Plane, of print: Plane, usable: [Bool]) -> Double? {
        chosen(usable).flatMap { fit(seen.values, print.values, print.width, $0)?.spread }
    }

    /// What a value of the print would look like.
    /// - Parameters:
    ///   - x, y: −½…½ over the board.
    func predicted(_ value: Float, _ channel: Int, x: Float, y: Float) -> Float {
        let c = coefficients[channel]
        let share = value / 255
        return share * (c[0] + c[1] * x + c[2] * y) + c[3] + c[4] * x + c[5] * y
    }

    /// Mean gain of the channels in the middle of the board: 1 where the print is as strong as in its file.
    var gain: Double { coefficients.reduce(0) { $0 + Double($1[0]) } / 255 / Double(max(1, coefficients.count)) }
    /// Mean offset of the channels in the middle of the board: what black is seen as, grey levels.
    var offset: Double { coefficients.reduce(0) { $0 + Double($1[3]) } / Double(max(1, coefficients.count)) }

    private static func chosen(_ usable: [Bool]) -> [Int]? {
        let indices = usable.indices.filter { usable[$0] }
        guard indices.count >= 100 else { return nil }
        let step = max(1, indices.count / sample)
        return stride(from: 0, to: indices.count, by: step).map { indices[$0] }
    }

    private static func fit(
        _ seen: [Float], _ print: [Float], _ width: Int, _ chosen: [Int], hidden: Bool = false
    ) -> (coefficients: [Float], spread: Double)? {
        let height = Float(print.count / max(1, width))
        let rows = chosen.map { index in
            let value = print[index] / 255
            let x = (Float(index % width) + 0.5) / Float(width) - 0.5
            let y = (Float(index / width) + 0.5) / height - 0.5
            return SIMD8<Float>(value, value * x, value * y, 1, x, y, 0, 0)
        }
        let values = chosen.map { seen[$0] }
        var kept = hidden ? begin(rows, values) : Array(rows.indices)
        var fitted: SIMD8<Float>?
        var spread = 0.0
        for pass in 0..<3 {
            // At first one light for all of it: else what hides a side would be taken for light that falls off there.
            guard let next = solve(rows, values, kept, bend: !hidden ? 1e-3 : pass < 1 ? 10 : 2e-3) else { break }
            fitted = next
            let rest = rows.indices.map { abs(values[$0] - (rows[$0] * next).sum()) }
            spread = 1.4826 * Double(median(rest)) + 1
            let near = rows.indices.filter { Double(rest[$0]) < 2.5 * spread }
            guard near.count >= 60 else { break }
            kept = near
        }
        return fitted.map { fit in ((0..<6).map { fit[$0] }, spread) }
    }

    /// The pixels that one gain and one offset explain, of those through two pixels the one with the smallest median residual
    /// (Rousseeuw, Least Median of Squares Regression, 1984): so that it holds where up to half of the board is hidden.
    private static func begin(_ rows: [SIMD8<Float>], _ values: [Float]) -> [Int] {
        let some = stride(from: 0, to: rows.count, by: 5)
        var best: (middle: Float, gain: Float, offset: Float)?
        for attempt in 0..<48 {
            let (i, j) = (attempt * 37 % rows.count, (attempt * 91 + rows.count / 2) % rows.count)
            let apart = rows[i][0] - rows[j][0]
            guard abs(apart) > 0.1 else { continue }
            let gain = (values[i] - values[j]) / apart
            guard (10...500).contains(gain) else { continue }
            let offset = values[i] - gain * rows[i][0]
            let middle = median(some.map { abs(values[$0] - gain * rows[$0][0] - offset) })
            if middle < best?.middle ?? .infinity { best = (middle, gain, offset) }
        }
        guard let best else { return Array(rows.indices) }
        let limit = 2.5 * (1.4826 * best.middle + 2)
        let kept = rows.indices.filter { abs(values[$0] - best.gain * rows[$0][0] - best.offset) < limit }
        return kept.count >= 60 ? kept : Array(rows.indices)
    }

    /// - Parameter bend: how much it costs that the light varies over the board.
    private static func solve(
        _ rows: [SIMD8<Float>], _ values: [Float], _ kept: [Int], bend: Double
    ) -> SIMD8<Float>? {
        var sums = [SIMD8<Float>](repeating: .zero, count: 6)
        var right = SIMD8<Float>(repeating: 0)
        for index in kept {
            let row = rows[index]
            right += row * values[index]
            for k in 0..<6 { sums[k] += row * row[k] }
        }
        // A print of one grey fixes no gain: a little is held back.
        let count = Double(kept.count)
        let held = [1e-3, bend, bend, 1e-3, bend, bend].map { $0 * count }
        var matrix: [Double] = []
        for row in 0..<6 {
            for column in 0..<6 { matrix.append(Double(sums[row][column]) + (row == column ? held[row] : 0)) }
        }
        guard let solved = solveLinearSystem(matrix, (0..<6).map { Double(right[$0]) }) else { return nil }
        var out = SIMD8<Float>(repeating: 0)
        for index in 0..<6 { out[index] = Float(solved[index]) }
        return out
    }

    private static func median(_ values: [Float]) -> Float { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
}
