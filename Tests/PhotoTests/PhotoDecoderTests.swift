import Foundation
import Records
import Testing

@testable import Photo

@Suite struct PhotoDecoderTests {
    @Test func whatTheEncoderWroteComesBackAtEveryScale() throws {
        let picture = scene(width: 203, height: 117)
        let jpeg = try JPEGEncoder().encode(picture, quality: 95)
        let decoder = try PhotoDecoder()
        var pixels = Pixels()
        for (side, denominator) in [(.max, 1), (100, 2), (40, 4), (10, 8)] {
            let info = try decoder.decode(jpeg, atLeast: side, into: &pixels)
            #expect(info.denominator == denominator)
            #expect(info.size == Size(width: 203, height: 117))
            #expect(!info.truncated && info.warnings == 0 && info.realRows == 117)
            #expect(pixels.width == (203 + denominator - 1) / denominator)
            #expect(pixels.height == (117 + denominator - 1) / denominator)
            #expect(pixels.bytes.count == pixels.width * pixels.height * 3)
        }
        try decoder.decode(jpeg, atLeast: .max, into: &pixels)
        #expect(meanDifference(pixels, picture) < 3)
    }
}

/// A smooth scene with edges, the same every time.
func scene(width: Int, height: Int) -> Pixels {
    var picture = Pixels(width: width, height: height)
    for y in 0..<height {
        for x in 0..<width {
            picture[x, y] = Colour(
                UInt8(x * 255 / max(1, width - 1)), UInt8(y * 255 / max(1, height - 1)),
                UInt8((x / 16 + y / 16) % 2 * 90 + 60))
        }
    }
    picture.fill(
        Box(Double(width) * 0.2, Double(height) * 0.3, Double(width) * 0.5, Double(height) * 0.6), colour: .orange)
    return picture
}

func meanDifference(_ a: Pixels, _ b: Pixels) -> Double {
    guard a.bytes.count == b.bytes.count, !a.bytes.isEmpty else { return .infinity }
    return Double(zip(a.bytes, b.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(a.bytes.count)
}
