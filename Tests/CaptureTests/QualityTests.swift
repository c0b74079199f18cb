import Examining
import Foundation
import Records
import TestSupport
import Testing

@testable import Capture
@testable import Photo

@Suite struct QualityTests {
    /// Shelves with packs, as seen by a camera turned by `degrees`, and how sharp it is: each pixel the mean of its
    /// neighbours along `way`.
    static func shelves(
        turned degrees: Double = 0, way: [(x: Int, y: Int)] = [(0, 0)], light: Double = 1, finger: Double = 0
    ) -> Pixels {
        let (width, height) = (640, 480)
        let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
        func scene(_ x: Int, _ y: Int) -> Double {
            let (dx, dy) = (Double(x) - 320, Double(y) - 240)
            let (u, v) = (dx * cosine + dy * sine, dy * cosine - dx * sine)
            let (column, row) = (Int((u + 4000) / 17), Int((v + 4000) / 41))
            return 50 + Double((column &* 7919 &+ row &* 104_729) % 151)
        }
        var rgb = [UInt8](repeating: 0, count: width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                var value = way.reduce(0) { $0 + scene(x + $1.x, y + $1.y) } / Double(way.count) * light
                let (right, up) = (Double(x), Double(480 - y))
                let distance = (right * right + up * up).squareRoot()
                if finger > 0 { value += (30 - value) / (1 + exp((distance - finger) / 9)) }
                for channel in 0..<3 { rgb[(y * width + x) * 3 + channel] = UInt8(clamping: Int(value)) }
            }
        }
        return Pixels(width: width, height: height, rgb: rgb)
    }

    static func quality(_ pixels: Pixels) throws -> PhotoQuality {
        let info = DecodedInfo(
            size: pixels.fullSize, storedSize: pixels.fullSize, orientation: .upright, denominator: 1, truncated: false,
            lacksData: false, realRows: pixels.height, damagedFromRow: nil, scans: 1, warnings: 0, firstWarning: nil)
        var facts = Observation()
        QualityExaminer().examine(View(pixels: pixels, decoded: info, exif: ExifFacts()), &facts)
        return try #require(facts.quality)
    }

    static var disc: [(x: Int, y: Int)] {
        var offsets: [(x: Int, y: Int)] = []
        for y in -4...4 { for x in -4...4 where x * x + y * y <= 16 { offsets.append((x, y)) } }
        return offsets
    }

    @Test func aWrongFocusBlursInAllDirectionsAndAMovingCameraAlongItsWay() throws {
        let sharp = try #require(try Self.quality(Self.shelves()).blur)
        let focus = try Self.quality(Self.shelves(way: Self.disc))
        #expect(sharp < 0.75)
        let (blur, motion) = (try #require(focus.blur), try #require(focus.motion))
        #expect(blur > 0.8 && motion < 0.05, "\(blur), \(motion)")
        // Across a lattice of packs the diagonals differ less.
        let ways: [(x: Int, y: Int, least: Double)] = [(1, 0, 0.07), (0, 1, 0.07), (1, 1, 0.05), (1, -1, 0.05)]
        for way in ways {
            let steps = (-6...6).map { (x: $0 * way.x, y: $0 * way.y) }
            let moved = try Self.quality(Self.shelves(way: steps))
            let (blur, motion) = (try #require(moved.blur), try #require(moved.motion))
            #expect(blur > 0.8 && motion > way.least, "\(way): \(blur), \(motion)")
        }
    }

    @Test(arguments: [-30.0, -12, 12, 30])
    func theCameraTiltIsTheSceneTurn(degrees: Double) throws {
        // As a lens does, the way of a pixel takes the steps out of slanted edges.
        let lens = (-2...2).flatMap { y in (-2...2).map { (x: $0, y: y) } }
        let tilt = try #require(try Self.quality(Self.shelves(turned: degrees, way: lens)).tilt)
        #expect(abs(tilt - degrees) < 3.5, "\(tilt)")
    }

    @Test func aSoftShapeFromTheEdgeCoversTheLensAndAPlainWallDoesNot() throws {
        let covered = try #require(try Self.quality(Self.shelves(finger: 320)).covered)
        let truth = Double.pi / 4 * 320.0 * 320.0 / 307_200.0
        #expect(abs(covered - truth) < 0.08, "\(covered), not \(truth)")
        #expect(try Self.quality(Self.shelves()).covered == 0)
        var wall = Self.shelves()
        for y in 0..<200 { for x in 0..<640 { wall[x, y] = Colour(190, 185, 180) } }
        #expect(try Self.quality(wall).covered == 0)
    }

    @Test func whatIsBlownOutIsCounted() throws {
        #expect(try #require(try Self.quality(Self.shelves()).overexposed) == 0)
        let bright = try #require(try Self.quality(Self.shelves(light: 3)).overexposed)
        #expect(bright > 0.6 && bright < 0.9)
    }

    @Test func aPictureWithoutDetailHasNeitherBlurNorTilt() throws {
        let flat = try Self.quality(Pixels(width: 640, height: 480, filledWith: .white))
        #expect(flat.blur == nil && flat.motion == nil && flat.tilt == nil && flat.overexposed == 1)
        let tiny = try Self.quality(Pixels(width: 10, height: 12, filledWith: .white))
        #expect(tiny.overexposed == nil && tiny.covered == nil)
    }
}
