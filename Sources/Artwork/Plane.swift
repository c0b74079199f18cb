import Foundation

/// One channel of a picture.
struct Plane: Sendable {
    let width: Int
    let height: Int
    /// Row by row.
    var values: [Float]

    /// Blurred by a Gaussian of this deviation in pixels; beyond the edges, the edge goes on.
    func blurred(_ sigma: Double) -> Plane {
        let radius = max(1, Int((sigma * 2.5).rounded(.up)))
        var kernel = (-radius...radius).map { Float(exp(-Double($0 * $0) / (2 * sigma * sigma))) }
        let sum = kernel.reduce(0, +)
        for index in kernel.indices { kernel[index] /= sum }
        return Plane(width: width, height: height, values: columns(Plane.rows(self, kernel), kernel))
    }

    private static func rows(_ plane: Plane, _ kernel: [Float]) -> [Float] {
        let (width, radius) = (plane.width, kernel.count / 2)
        var out = [Float](repeating: 0, count: plane.values.count)
        // A row with its edges drawn out, so that no tap need be cut off.
        var padded = [Float](repeating: 0, count: width + 2 * radius)
        for y in 0..<plane.height {
            let start = y * width
            for x in 0..<padded.count { padded[x] = plane.values[start + min(max(x - radius, 0), width - 1)] }
            out.withUnsafeMutableBufferPointer { out in
                padded.withUnsafeBufferPointer { padded in
                    for tap in 0..<kernel.count {
                        let weight = kernel[tap]
                        for x in 0..<width { out[start &+ x] += padded[x &+ tap] * weight }
                    }
                }
            }
        }
        return out
    }

    private func columns(_ rows: [Float], _ kernel: [Float]) -> [Float] {
        let radius = kernel.count / 2
        var out = [Float](repeating: 0, count: rows.count)
        out.withUnsafeMutableBufferPointer { out in
            rows.withUnsafeBufferPointer { rows in
                for y in 0..<height {
                    for tap in 0..<kernel.count {
                        let from = min(max(y &+ tap &- radius, 0), height &- 1) &* width
                        let (to, weight) = (y &* width, kernel[tap])
                        for x in 0..<width { out[to &+ x] += rows[from &+ x] * weight }
                    }
                }
            }
        }
        return out
    }

    /// The mean over the square about each pixel, cut off at the edges.
    func boxMeans(radius: Int) -> [Float] {
        let across = width + 1
        var sums = [Double](repeating: 0, count: across * (height + 1))
        var out = [Float](repeating: 0, count: values.count)
        sums.withUnsafeMutableBufferPointer { sums in
            values.withUnsafeBufferPointer { values in
                for y in 0..<height {
                    var row = 0.0
                    for x in 0..<width {
                        row += Double(values[y &* width &+ x])
                        sums[(y &+ 1) &* across &+ x &+ 1] = sums[y &* across &+ x &+ 1] + row
                    }
                }
            }
            for y in 0..<height {
                let (top, bottom) = (max(0, y - radius), min(height, y + radius + 1))
                for x in 0..<width {
                    let (left, right) = (max(0, x - radius), min(width, x + radius + 1))
                    let sum =
                        sums[bottom &* across &+ right] - sums[top &* across &+ right] - sums[bottom &* across &+ left]
                        + sums[top &* across &+ left]
                    out[y &* width &+ x] = Float(sum / Double((bottom - top) * (right - left)))
                }
            }
        }
        return out
    }

    /// Less the mean about each pixel and by the deviation there: the same under any light that varies slowly.
    func normalised(radius: Int) -> Plane {
        let smooth = blurred(1)
        let means = smooth.boxMeans(radius: radius)
        let squares = Plane(width: width, height: height, values: smooth.values.map { $0 * $0 }).boxMeans(
            radius: radius)
        var out = smooth
        for index in out.values.indices {
            let deviation = max(0, squares[index] - means[index] * means[index]).squareRoot()
            out.values[index] = (smooth.values[index] - means[index]) / (deviation + 6)
        }
        return out
    }
}
