import Foundation
import Records
import TestSupport
import Testing

@testable import Photo

@Suite struct PhotoDecoderTests {
    @Test func whatTheEncoderWroteComesBackAtEveryScale() throws {
        let picture = scene(width: 203, height: 117)
        let jpeg = try JPEGEncoder().encode(picture, quality: 95)
        let decoder = try PhotoDecoder()
        var pixels = Pixels()
        for (side, denominator) in [(Int.max, 1), (100, 2), (40, 4), (10, 8)] {
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

    @Test(arguments: jpegFixtures)
    func everyWayOfCodingShowsTheScene(_ name: String) throws {
        let truth = try readPPM(try fixture("scene.ppm"))
        var pixels = Pixels()
        let info = try PhotoDecoder().decode(try fixture(name + ".jpg"), atLeast: .max, into: &pixels)
        #expect(info.warnings == 0 && !info.truncated)
        if name == "grey" {
            let luma = (0..<truth.width * truth.height).map { index -> UInt8 in
                let at = index * 3
                let sum = 77 * Int(truth.bytes[at]) + 150 * Int(truth.bytes[at + 1]) + 29 * Int(truth.bytes[at + 2])
                return UInt8(sum >> 8)
            }
            let grey = Pixels(width: truth.width, height: truth.height, rgb: luma.flatMap { [$0, $0, $0] })
            #expect(meanDifference(pixels, grey) < 5)
        } else {
            #expect(meanDifference(pixels, truth) < 12)
        }
    }

    @Test(arguments: Orientation.allCases)
    func orientationsEqualASlowReference(_ orientation: Orientation) throws {
        let decoder = try PhotoDecoder()
        let file = jpeg(try fixture("ycc420.jpg"), orientation: orientation.rawValue)
        for side in [Int.max, 30, 15, 5] {
            var stored = Pixels()
            var upright = Pixels()
            try decoder.decode(
                file, layout: JPEGLayout(file), orientation: .upright, atLeast: side, into: &stored)
            let info = try decoder.decode(file, atLeast: side, into: &upright)
            #expect(info.orientation == orientation)
            #expect(upright == reference(stored, orientation, info.storedSize))
        }
    }

    /// Each orientation by the definition in CIPA DC-008, table 5, pixel by pixel.
    private func reference(_ stored: Pixels, _ orientation: Orientation, _ size: Size) -> Pixels {
        let swaps = orientation.rawValue >= 5
        var out = Pixels(width: swaps ? stored.height : stored.width, height: swaps ? stored.width : stored.height)
        let right = stored.width - 1
        let bottom = stored.height - 1
        for y in 0..<out.height {
            for x in 0..<out.width {
                let (sx, sy) =
                    switch orientation {
                    case .upright: (x, y)
                    case .mirrored: (right - x, y)
                    case .turnedHalf: (right - x, bottom - y)
                    case .flipped: (x, bottom - y)
                    case .transposed: (y, x)
                    case .turnedRight: (y, bottom - x)
                    case .transversed: (right - y, bottom - x)
                    case .turnedLeft: (right - y, x)
                    }
                out[x, y] = stored[sx, sy]
            }
        }
        out.denominator = stored.denominator
        let overX = Double(stored.width * stored.denominator - size.width)
        let overY = Double(stored.height * stored.denominator - size.height)
        let origins: [(Double, Double)] = [
            (0, 0), (-overX, 0), (-overX, -overY), (0, -overY), (0, 0), (-overY, 0), (-overY, -overX), (0, -overX),
        ]
        let origin = origins[orientation.rawValue - 1]
        out.frame = PixelFrame(
            origin: Point(origin.0, origin.1), scaleX: Double(stored.denominator), scaleY: Double(stored.denominator))
        out.fullSize = swaps ? Size(width: size.height, height: size.width) : size
        return out
    }

    /// A bright square's centre, found in the pixels of any scale and orientation, is where it was drawn.
    @Test(arguments: Orientation.allCases)
    func pixelsMapExactlyToFullSize(_ orientation: Orientation) throws {
        // Neither side is a multiple of 8: the scaled sizes are rounded up.
        let size = Size(width: 301, height: 203)
        var picture = Pixels(width: size.width, height: size.height)
        picture.fill(Box(64, 48, 144, 112), colour: .white)
        let file = jpeg(try JPEGEncoder().encode(picture, quality: 100), orientation: orientation.rawValue)
        let centre = uprightPoint(Point(104, 80), orientation, size)
        for side in [Int.max, 150, 75, 10] {
            var pixels = Pixels()
            try PhotoDecoder().decode(file, atLeast: side, into: &pixels)
            let found = pixels.frame.full(brightCentre(pixels))
            #expect(found.distance(to: centre) < 0.1, "\(orientation) at 1/\(pixels.denominator): \(found)")
            let back = pixels.frame.pixel(found)
            #expect(back.distance(to: brightCentre(pixels)) < 1e-9)
        }
    }

    private func uprightPoint(_ p: Point, _ orientation: Orientation, _ size: Size) -> Point {
        let w = Double(size.width)
        let h = Double(size.height)
        return switch orientation {
        case .upright: p
        case .mirrored: Point(w - p.x, p.y)
        case .turnedHalf: Point(w - p.x, h - p.y)
        case .flipped: Point(p.x, h - p.y)
        case .transposed: Point(p.y, p.x)
        case .turnedRight: Point(h - p.y, p.x)
        case .transversed: Point(h - p.y, w - p.x)
        case .turnedLeft: Point(p.y, w - p.x)
        }
    }

    private func brightCentre(_ pixels: Pixels) -> Point {
        var sum = Point(0, 0)
        var weight = 0.0
        for y in 0..<pixels.height {
            for x in 0..<pixels.width {
                let value = Double(pixels[x, y].green)
                sum = sum + Point(Double(x) + 0.5, Double(y) + 0.5) * value
                weight += value
            }
        }
        return sum * (1 / max(1, weight))
    }

    @Test func theBufferIsReusedFromPhotoToPhoto() throws {
        let decoder = try PhotoDecoder()
        let encoder = try JPEGEncoder()
        let large = try encoder.encode(scene(width: 320, height: 200), quality: 80)
        let small = try encoder.encode(scene(width: 80, height: 50), quality: 80)
        var pixels = Pixels()
        try decoder.decode(large, atLeast: .max, into: &pixels)
        let place = pixels.bytes.withUnsafeBufferPointer { $0.baseAddress }
        for file in [small, large, small] {
            try decoder.decode(file, atLeast: .max, into: &pixels)
            #expect(pixels.bytes.withUnsafeBufferPointer { $0.baseAddress } == place)
        }
    }

    @Test func aHeightThatComesBehindTheScanIsFilledIn() throws {
        let whole = try fixture("ycc420.jpg")
        var open = whole
        let header = try #require(whole.indices.dropLast().first { whole[$0] == 0xFF && whole[$0 + 1] == 0xC0 })
        open.replaceSubrange(header + 5..<header + 7, with: [0, 0])
        open.insert(contentsOf: [0xFF, 0xDC, 0, 4, 0, 43], at: open.count - 2)
        #expect(JPEGLayout(open).frame?.height == 43)
        var first = Pixels()
        var second = Pixels()
        let decoder = try PhotoDecoder()
        try decoder.decode(whole, atLeast: .max, into: &first)
        try decoder.decode(open, atLeast: .max, into: &second)
        #expect(first == second)
    }

    @Test func aDecoderGoesOnAfterABrokenPhoto() throws {
        let decoder = try PhotoDecoder()
        let good = try fixture("ycc420.jpg")
        var first = Pixels()
        var second = Pixels()
        try decoder.decode(good, atLeast: .max, into: &first)
        #expect(throws: PhotoError.self) { try decoder.decode([0xFF, 0xD8, 0xFF, 0xD9], atLeast: 9, into: &second) }
        #expect(throws: PhotoError.self) { try decoder.decode(Array(good.prefix(100)), atLeast: 9, into: &second) }
        try decoder.decode(good, atLeast: .max, into: &second)
        #expect(first == second)
    }
}
