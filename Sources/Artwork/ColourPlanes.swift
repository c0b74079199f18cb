import Foundation
import Photo
import Records

/// A picture as three planes of floats, 0…255: what prints are compared in.
struct ColourPlanes: Sendable {
    let width: Int
    let height: Int
    /// R, G, B; each row by row.
    var planes: [[Float]]

    init(_ pixels: Pixels) {
        width = pixels.width
        height = pixels.height
        planes = (0..<3).map { channel in
            (0..<pixels.width * pixels.height).map { Float(pixels.bytes[$0 * 3 + channel]) }
        }
    }

    private init(width: Int, height: Int, planes: [[Float]]) {
        self.width = width
        self.height = height
        self.planes = planes
    }

    /// Blurred by a Gaussian; as it is for less than a third of a pixel.
    func blurred(_ sigma: Double) -> ColourPlanes {
        guard sigma > 0.33 else { return self }
        let radius = max(1, Int((sigma * 2.5).rounded(.up)))
        var kernel = (-radius...radius).map { Float(exp(-Double($0 * $0) / (2 * sigma * sigma))) }
        let sum = kernel.reduce(0, +)
        for index in kernel.indices { kernel[index] /= sum }
        let blurred = planes.map { ColourPlanes.blur($0, width, height, kernel) }
        return ColourPlanes(width: width, height: height, planes: blurred)
    }

    /// Rows, then columns; beyond the edges, the edge goes on.
    private static func blur(_ plane: [Float], _ width: Int, _ height: Int, _ kernel: [Float]) -> [Float] {
        let radius = kernel.count / 2
        var rows = plane
        for y in 0..<height {
            for x in 0..<width {
                var sum: Float = 0
                for tap in 0..<kernel.count {
                    sum += plane[y * width + min(max(x + tap - radius, 0), width - 1)] * kernel[tap]
                }
                rows[y * width + x] = sum
            }
        }
        var out = rows
        for y in 0..<height {
            for x in 0..<width { out[y * width + x] = 0 }
            for tap in 0..<kernel.count {
                let row = min(max(y + tap - radius, 0), height - 1) * width
                for x in 0..<width { out[y * width + x] += rows[row + x] * kernel[tap] }
            }
        }
        return out
    }

    /// Largest difference of a channel, pixel by pixel; of pictures of one size.
    func differences(_ other: ColourPlanes) -> [Float] {
        planes[0].indices.map { index in
            (0..<3).reduce(0) { max($0, abs(planes[$1][index] - other.planes[$1][index])) }
        }
    }
}
