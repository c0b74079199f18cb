import Foundation

/// The lowest frequencies of a square picture without its mean: DCT-II, rows 1 to `frequencies` of it on both sides.
public struct CosineTransform: Sendable {
    private let samples: Int
    private let frequencies: Int
    /// `frequencies` rows of `samples`: what each sample adds to each frequency along one side.
    public let matrix: [Float]

    /// For pictures of `samples` per side.
    public init(samples: Int, frequencies: Int) {
        self.samples = samples
        self.frequencies = frequencies
        let scale = (2 / Double(samples)).squareRoot()
        matrix = (0..<frequencies * samples).map { index in
            let (row, column) = (index / samples, index % samples)
            return Float(scale * cos(Double.pi / Double(2 * samples) * Double((row + 1) * (2 * column + 1))))
        }
    }

    /// `frequencies × frequencies` values of a picture of `samples × samples`, the vertical frequency by row.
    public func lowest(of picture: [Float]) -> [Float] {
        var half = [Float](repeating: 0, count: frequencies * samples)
        for row in 0..<frequencies {
            for line in 0..<samples {
                let weight = matrix[row * samples + line]
                for x in 0..<samples { half[row * samples + x] += weight * picture[line * samples + x] }
            }
        }
        var result = [Float](repeating: 0, count: frequencies * frequencies)
        for row in 0..<frequencies {
            for column in 0..<frequencies {
                var sum: Float = 0
                for x in 0..<samples { sum += half[row * samples + x] * matrix[column * samples + x] }
                result[row * frequencies + column] = sum
            }
        }
        return result
    }
}
