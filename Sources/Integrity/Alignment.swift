import Foundation
import Records

/// Finds the similarity that lays one picture over another, near one that their hashes propose.
struct Alignment {
    private let fixed: Picture
    private let moving: Picture
    /// Share of the fixed picture that must be covered.
    private static let leastOverlap: Float = 0.2

    init(fixed: Picture, moving: Picture) {
        self.fixed = fixed
        self.moving = moving
    }

    /// The best one; nil where the pictures hardly overlap or have no contrast.
    func best(near start: Similarity) -> Similarity? {
        searched(start).flatMap { refined($0) }
    }

    /// The best of a grid of scales (± 20 %) and shifts (± 1/8 of a side), by correlation at half size.
    private func searched(_ start: Similarity) -> Similarity? {
        let side = Picture.side / 2
        let reach = side / 8
        let (luma, weights) = fixed.halved()
        let (movingLuma, movingWeights) = moving.halved()
        let width = side + 2 * reach
        var best: (value: Float, map: Similarity)?
        for step in -5...5 {
            let map = start.changed(by: exp(Double(step) * 0.04), 0, 0)
            let warped = map.warp(movingLuma, movingWeights, side: side, margin: reach)
            for dy in -reach...reach {
                for dx in -reach...reach {
                    var sums = Correlation()
                    for y in 0..<side {
                        let (row, other) = (y * side, (y - dy + reach) * width - dx + reach)
                        for x in 0..<side where weights[row + x] * warped.weights[other + x] > 0 {
                            sums.add(luma[row + x], warped.luma[other + x])
                        }
                    }
                    guard sums.count >= Float(side * side) * Alignment.leastOverlap, let value = sums.value,
                        value > best?.value ?? 0
                    else { continue }
                    best = (value, map.changed(by: 1, Double(dx) / Double(side), Double(dy) / Double(side)))
                }
            }
        }
        return best?.map
    }

    /// Gauss and Newton's method with Huber's weights on scale, shift, contrast and brightness, at full size.
    private func refined(_ start: Similarity) -> Similarity? {
        var map = start
        for _ in 0..<12 {
            guard let step = step(at: map) else { return nil }
            let limited = step.map { min(0.05, max(-0.05, $0)) }
            map = map.changed(by: exp(limited[0]), limited[1], limited[2])
            if limited.allSatisfy({ abs($0) < 2e-4 }) { break }
        }
        return map
    }

    /// Logarithm of the scale, and the shift, that explain most of what is left.
    private func step(at map: Similarity) -> [Double]? {
        let side = Picture.side
        let warped = map.warp(moving.luma, moving.weights, side: side)
        var sums = Correlation()
        var places: [Int] = []
        for y in 1..<side - 1 {
            for at in y * side + 1..<(y + 1) * side - 1 {
                guard fixed.weights[at] > 0, warped.weights[at] > 0, warped.weights[at - 1] > 0,
                    warped.weights[at + 1] > 0, warped.weights[at - side] > 0, warped.weights[at + side] > 0
                else { continue }
                places.append(at)
                sums.add(warped.luma[at], fixed.luma[at])
            }
        }
        guard sums.count >= Float(side * side) * Alignment.leastOverlap, let line = sums.line else { return nil }
        let rests = places.map { Double(fixed.luma[$0] - line.slope * warped.luma[$0] - line.offset) }
        let middle = rests.map(abs).sorted()[rests.count / 2] * 1.5 + 1e-3
        var system = NormalEquations(unknowns: 5)
        let centre = (map.x + map.scaleX / 2, map.y + map.scaleY / 2)
        for (at, rest) in zip(places, rests) {
            let (x, y) = (Double(at % side) + 0.5, Double(at / side) + 0.5)
            let slope = Double(line.slope) * Double(side) / 2
            let gx = Double(warped.luma[at + 1] - warped.luma[at - 1]) * slope
            let gy = Double(warped.luma[at + side] - warped.luma[at - side]) * slope
            let (dx, dy) = (x / Double(side) - centre.0, y / Double(side) - centre.1)
            system.add(
                [-(gx * dx + gy * dy), -gx, -gy, Double(warped.luma[at]), 1], rest,
                weight: min(1, 2 * middle / max(1e-6, abs(rest))))
        }
        return system.solved().map { Array($0.prefix(3)) }
    }
}

/// Correlation and regression of pairs of values, added up.
struct Correlation {
    private(set) var count: Float = 0
    private var sums: (a: Float, b: Float, aa: Float, bb: Float, ab: Float) = (0, 0, 0, 0, 0)

    mutating func add(_ a: Float, _ b: Float) {
        count += 1
        sums.a += a
        sums.b += b
        sums.aa += a * a
        sums.bb += b * b
        sums.ab += a * b
    }

    /// −1…1; nil where one of the two is flat.
    var value: Float? {
        guard count > 0 else { return nil }
        let (a, b) = (sums.aa - sums.a * sums.a / count, sums.bb - sums.b * sums.b / count)
        guard a > count * 0.25, b > count * 0.25 else { return nil }
        return (sums.ab - sums.a * sums.b / count) / (a * b).squareRoot()
    }

    /// The line that gives the second value for the first.
    var line: (slope: Float, offset: Float)? {
        let a = sums.aa - sums.a * sums.a / max(1, count)
        guard count > 0, a > count * 0.25 else { return nil }
        let slope = (sums.ab - sums.a * sums.b / count) / a
        return (slope, (sums.b - slope * sums.a) / count)
    }
}

/// A small weighted least-squares problem.
private struct NormalEquations {
    private let unknowns: Int
    private var matrix: [Double]
    private var right: [Double]

    init(unknowns: Int) {
        self.unknowns = unknowns
        matrix = [Double](repeating: 0, count: unknowns * unknowns)
        right = [Double](repeating: 0, count: unknowns)
    }

    mutating func add(_ row: [Double], _ value: Double, weight: Double) {
        for i in 0..<unknowns {
            right[i] += weight * row[i] * value
            for j in 0...i { matrix[i * unknowns + j] += weight * row[i] * row[j] }
        }
    }

    /// By Cholesky's decomposition; nil where the equations say too little.
    func solved() -> [Double]? {
        var l = matrix
        let n = unknowns
        for i in 0..<n {
            for j in 0...i {
                var sum = matrix[i * n + j]
                for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
                if i == j {
                    guard sum > 1e-9 * max(1, matrix[i * n + i]) else { return nil }
                    l[i * n + i] = sum.squareRoot()
                } else {
                    l[i * n + j] = sum / l[j * n + j]
                }
            }
        }
        var x = right
        for i in 0..<n {
            for k in 0..<i { x[i] -= l[i * n + k] * x[k] }
            x[i] /= l[i * n + i]
        }
        for i in stride(from: n - 1, through: 0, by: -1) {
            for k in i + 1..<n { x[i] -= l[k * n + i] * x[k] }
            x[i] /= l[i * n + i]
        }
        return x
    }
}
