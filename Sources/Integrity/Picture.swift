import Capture
import Records

/// A photo as this room compares it: its small grey picture, without what boards cover, and its shape.
struct Picture: Sendable {
    static let side = Likeness.side

    var luma: [Float]
    /// 1 where the photo itself is seen, 0 where a board hangs.
    var weights: [Float]
    /// Of the upright photo.
    var size: Size

    init(_ likeness: Likeness, size: Size) {
        luma = likeness.luma
        weights = likeness.isBoard.map { $0 ? 0 : 1 }
        self.size = size
    }

    private init(luma: [Float], weights: [Float], size: Size) {
        self.luma = luma
        self.weights = weights
        self.size = size
    }

    func turned(_ turn: Turn) -> Picture {
        Picture(
            luma: turn.applied(to: luma, side: Picture.side), weights: turn.applied(to: weights, side: Picture.side),
            size: turn.applied(to: size))
    }

    /// Means of 2 × 2 values; a value that a board touches counts as covered.
    func halved() -> (luma: [Float], weights: [Float]) {
        let half = Picture.side / 2
        var result = [Float](repeating: 0, count: half * half)
        var free = result
        for y in 0..<half {
            for x in 0..<half {
                let at = 2 * y * Picture.side + 2 * x
                let places = [at, at + 1, at + Picture.side, at + Picture.side + 1]
                result[y * half + x] = places.reduce(0) { $0 + luma[$1] } / 4
                free[y * half + x] = places.allSatisfy { weights[$0] > 0 } ? 1 : 0
            }
        }
        return (result, free)
    }

    /// What is left of square values when the mean of the 9 × 9 around each is taken away; only values of weight 1 count, and
    /// the others are 0.
    static func withoutMean(_ values: [Float], _ weights: [Float]) -> [Float] {
        let sums = boxSums(zip(values, weights).map { $0 * $1 })
        let counts = boxSums(weights)
        return values.indices.map { weights[$0] > 0 ? values[$0] - sums[$0] / max(1, counts[$0]) : 0 }
    }

    /// Sums of the 9 × 9 around each value.
    private static func boxSums(_ values: [Float]) -> [Float] {
        let (side, reach) = (Picture.side, 4)
        func summed(_ values: [Float], along step: Int, across line: Int) -> [Float] {
            var result = values
            for start in 0..<side {
                for place in 0..<side {
                    var sum: Float = 0
                    for near in max(0, place - reach)...min(side - 1, place + reach) {
                        sum += values[start * line + near * step]
                    }
                    result[start * line + place * step] = sum
                }
            }
            return result
        }
        return summed(summed(values, along: 1, across: side), along: side, across: 1)
    }
}
