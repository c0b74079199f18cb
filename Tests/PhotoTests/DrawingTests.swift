import Foundation
import Photo
import Records
import TestSupport
import Testing

@Suite struct DrawingTests {
    @Test func aFilledBoxCoversItsPixelsAndNoOther() {
        var picture = Pixels(width: 20, height: 10)
        picture.fill(Box(3, 2, 7, 5), colour: .white)
        for y in 0..<10 {
            for x in 0..<20 {
                #expect(picture[x, y] == ((3..<7).contains(x) && (2..<5).contains(y) ? .white : .black))
            }
        }
    }

    @Test func placesAreFullSizeWhateverTheScale() throws {
        let jpeg = try JPEGEncoder().encode(Pixels(width: 400, height: 240), quality: 90)
        var pixels = Pixels()
        try PhotoDecoder().decode(jpeg, atLeast: 100, into: &pixels)
        #expect(pixels.denominator == 4)
        pixels.fill(Box(200, 120, 400, 240), colour: .white)
        #expect(pixels[49, 29].green < 10 && pixels[50, 30].green == 255 && pixels[99, 59].green == 255)
        var part = Pixels()
        pixels.crop(Box(160, 80, 360, 200), into: &part)
        #expect(part.width == 50 && part.height == 30)
        #expect(part.frame.full(Point(0, 0)) == Point(160, 80) && part.frame.full(Point(50, 30)) == Point(360, 200))
        part.fill(Box(160, 80, 180, 100), colour: .red)
        #expect(part[0, 0] == .red && part[4, 4] == .red && part[5, 5] != .red)
    }

    @Test func aLineIsAsWideAsAsked() {
        for (from, to) in [
            (Point(10, 50), Point(90, 50)), (Point(50, 10), Point(50, 90)), (Point(20, 20), Point(80, 80)),
        ] {
            var picture = Pixels(width: 100, height: 100)
            picture.line(from: from, to: to, width: 4, colour: .white)
            let ink = Double(picture.bytes.reduce(0) { $0 + Int($1) }) / (3 * 255)
            // Its area: the body and two half discs.
            let area = from.distance(to: to) * 4 + Double.pi * 4
            #expect(abs(ink - area) < area * 0.03)
        }
    }

    @Test func drawingOutsideOrNonsenseHarmsNothing() {
        var picture = Pixels(width: 40, height: 30, filledWith: .blue)
        let before = picture
        let wild = Point(.nan, 5)
        picture.line(from: Point(-500, -500), to: Point(-10, -10), width: 3, colour: .white)
        picture.line(from: wild, to: Point(1e300, 4), width: 3, colour: .white)
        picture.arrow(from: Point(5, 5), to: wild, width: 2, colour: .white)
        picture.line(from: Point(0, 0), to: Point(.infinity, 4), width: 3, colour: .white, dash: 5)
        picture.fill(Box(.nan, 0, 4, 4), colour: .white)
        picture.fill(Box(50, 50, 90, 90), colour: .white)
        picture.text("gone", at: wild)
        #expect(picture == before)
        picture.line(from: Point(-1e6, 15), to: Point(1e6, 15), width: 2, colour: .white)
        picture.text(String(repeating: "long ", count: 100), at: Point(-50, 500), scale: 3)
        var part = Pixels()
        #expect(!picture.crop(Box(.nan, .nan, .nan, .nan), into: &part))
        #expect(!picture.crop(Box(100, 100, 120, 120), into: &part) && part.bytes.isEmpty)
    }

    @Test func textCanBeReadBack() {
        // Capitals 14 pixels high; the plate's margin is 5.
        var picture = Pixels(width: 40, height: 40)
        picture.text("E", at: Point(0, 0), scale: 2, backing: nil)
        let ink = (0..<40).map { y in (0..<40).filter { picture[$0, y].green > 127 }.count }
        #expect(ink.firstIndex { $0 > 0 } == 5 && ink.lastIndex { $0 > 0 } == 18, "\(ink)")
        // Three bars, and the stem between them.
        #expect(ink[5] >= 8 && ink[18] >= 8 && ink[11] >= 7 && (1...3).contains(ink[8]), "\(ink)")
        // A letter has a hole where it should: o.
        var ring = Pixels(width: 60, height: 60)
        ring.text("o", at: Point(0, 0), scale: 5, backing: nil)
        let row = (0..<60).map { ring[$0, 32].green > 127 ? 1 : 0 }
        #expect(zip(row, row.dropFirst()).count { $0 != $1 } == 4, "\(row)")
    }

    @Test func everyPrintableCharacterHasAGlyphOfItsOwn() {
        var seen: [[UInt8]: Character] = [:]
        for code in 33...126 {
            let character = Character(Unicode.Scalar(UInt8(code)))
            var picture = Pixels(width: 24, height: 24)
            picture.text(String(character), at: Point(0, 0), scale: 2, backing: nil)
            #expect(picture.bytes.contains { $0 > 200 }, "\(character)")
            #expect(seen.updateValue(character, forKey: picture.bytes) == nil, "\(character) looks like another")
        }
    }

    @Test func areaResizeKeepsTheMeanAndIsExactForWholeRatios() {
        let picture = scene(width: 120, height: 90)
        var half = Pixels()
        picture.resize(longSide: 60, into: &half)
        #expect(half.width == 60 && half.height == 45)
        for (x, y) in [(0, 0), (17, 23), (59, 44)] {
            let four: [Int] = [(0, 0), (1, 0), (0, 1), (1, 1)].map { Int(picture[2 * x + $0.0, 2 * y + $0.1].green) }
            let expected: Int = (four.reduce(0, +) + 2) / 4
            let difference: Int = Int(half[x, y].green) - expected
            #expect((-1...1).contains(difference))
        }
        for side in [119, 77, 31, 7, 1] {
            var small = Pixels()
            picture.resize(longSide: side, into: &small)
            #expect(max(small.width, small.height) == side)
            #expect(abs(mean(small) - mean(picture)) < (side > 20 ? 1 : 6), "\(side)")
        }
        var same = Pixels()
        picture.resize(longSide: 500, into: &same)
        #expect(same == picture)
    }

    @Test func nothingOutsideThePanelsStaysRecognisableAndNothingInsideChanges() {
        var generator = Seeded(7)
        var picture = Pixels(width: 97, height: 71)
        for y in 0..<71 { for x in 0..<97 { picture[x, y] = Colour(.random(in: 0...255, using: &generator), 0, 9) } }
        let before = picture
        let quad = Quad(Point(20, 15), Point(70, 22), Point(66, 50), Point(-15, 60))
        picture.pixelate(outside: [quad, Quad(Point(.nan, 0), Point(9, 0), Point(9, 9), Point(0, 9))], block: 8)
        var kept = 0
        for y in 0..<71 {
            for x in 0..<97 {
                // Centres that lie on an edge may go either way.
                let here = margin(Point(Double(x) + 0.5, Double(y) + 0.5), quad)
                let left = margin(Point(Double(x) - 0.5, Double(y) + 0.5), quad)
                if here > 0.01 {
                    kept += 1
                    #expect(picture[x, y] == before[x, y])
                } else if x % 8 != 0, here < -0.01, left < -0.01 {
                    #expect(picture[x, y] == picture[x - 1, y], "\(x) \(y)")
                }
            }
        }
        #expect(kept > 1000)
    }

    /// Distance to the nearest side's line, negative outside.
    private func margin(_ p: Point, _ quad: Quad) -> Double {
        let corners = quad.corners
        return (0..<4).map { index in
            let a = corners[index]
            let b = corners[(index + 1) % 4]
            let cross: Double = (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)
            return cross / a.distance(to: b)
        }.min() ?? 0
    }

    private func mean(_ picture: Pixels) -> Double {
        Double(picture.bytes.reduce(0) { $0 + Int($1) }) / Double(picture.bytes.count)
    }
}

@Suite struct EncoderTests {
    @Test func theSamePixelsGiveTheSameBytes() throws {
        let picture = scene(width: 130, height: 70)
        let encoder = try JPEGEncoder()
        let first = try encoder.encode(picture, quality: 70)
        _ = try encoder.encode(scene(width: 400, height: 300), quality: 95)
        #expect(try encoder.encode(picture, quality: 70) == first)
        #expect(try JPEGEncoder().encode(picture, quality: 70) == first)
    }

    @Test(arguments: [200_000, 30_000, 8_000, 1_500, 700])
    func aPictureFitsItsBytes(_ limit: Int) throws {
        var generator = Seeded(3)
        var noisy = scene(width: 320, height: 200)
        for _ in 0..<20_000 {
            noisy[.random(in: 0..<320, using: &generator), .random(in: 0..<200, using: &generator)] = .white
        }
        let fitted = try JPEGEncoder().encode(noisy, maxBytes: limit)
        #expect(fitted.bytes.count <= limit)
        // It says what it is, and does not give away much of what is allowed.
        #expect(JPEGLayout(fitted.bytes).frame?.width == fitted.size.width)
        #expect(fitted.quality == 75 && fitted.size.width == 320 || fitted.bytes.count > limit / 3)
    }

    @Test func whatCannotFitIsAnError() throws {
        let error = #expect(throws: PhotoError.self) {
            try JPEGEncoder().encode(scene(width: 100, height: 100), maxBytes: 50)
        }
        #expect(error?.code == "cannot_encode")
        #expect(throws: PhotoError.self) { try JPEGEncoder().encode(Pixels(), quality: 50) }
    }

    @Test(.enabled(if: hasTool("djpeg"))) func anotherProgramReadsOurFiles() throws {
        let picture = scene(width: 203, height: 117)
        for isProgressive in [false, true] {
            var options = JPEGEncoder.Options()
            options.isProgressive = isProgressive
            options.restartRows = 2
            options.halvesChroma = false
            let file = try JPEGEncoder().encode(picture, quality: 95, options: options)
            let theirs = try readPPM([UInt8](try runTool("djpeg", ["-rgb"], input: Data(file)).output))
            #expect(meanDifference(theirs, picture) < 2)
        }
    }
}

@Suite struct QualityTests {
    @Test func brightnessIsMeanLuma() {
        #expect(Pixels(width: 200, height: 100, filledWith: .black).quality(truncated: false).brightness == 0)
        #expect(
            abs(Pixels(width: 200, height: 100, filledWith: .white).quality(truncated: false).brightness - 1) < 0.004)
        let green = Pixels(width: 200, height: 100, filledWith: Colour(0, 255, 0)).quality(truncated: true)
        #expect(abs(green.brightness - 0.587) < 0.005 && green.truncated)
    }

    @Test func sharpnessEqualsAPlainLaplacian() {
        let picture = scene(width: 320, height: 240)
        func luma(_ x: Int, _ y: Int) -> Double {
            let c = picture[x, y]
            return (77 * Double(c.red) + 150 * Double(c.green) + 29 * Double(c.blue)) / 256
        }
        var values: [Double] = []
        for y in stride(from: 1, to: 239, by: 8) {
            for x in 1..<319 {
                values.append(luma(x, y - 1) + luma(x, y + 1) + luma(x - 1, y) + luma(x + 1, y) - 4 * luma(x, y))
            }
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        let ours = picture.quality(truncated: false).sharpness
        #expect(abs(ours - variance) < 0.01 * variance + 0.1)
    }

    @Test func blurIsLessSharp() {
        let picture = scene(width: 400, height: 300)
        var blurred = picture
        for y in 0..<300 {
            for x in 2..<398 {
                let sum = (-2...2).reduce(0) { $0 + Int(picture[x + $1, y].green) }
                blurred[x, y] = Colour(picture[x, y].red, UInt8(sum / 5), picture[x, y].blue)
            }
        }
        #expect(blurred.quality(truncated: false).sharpness < picture.quality(truncated: false).sharpness)
    }

    @Test func tinyPicturesHaveQualityToo() {
        for (width, height) in [(0, 0), (1, 1), (2, 9), (3, 3), (5, 700)] {
            let quality = Pixels(width: width, height: height, filledWith: .white).quality(truncated: false)
            #expect(quality.brightness.isFinite && quality.sharpness == 0)
        }
    }
}
