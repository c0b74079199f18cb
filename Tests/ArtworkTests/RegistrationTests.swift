import Geometry
import Inference
import Photo
import Records
import TestSupport
import Testing

@testable import Artwork

/// True where an OpenVINO runtime can be loaded; `Systemd/openvino-runtime` fetches one.
let hasRuntime = (try? Runtime.load()) != nil
let featureFolder = PathBytes(Fixtures.root.appending(path: "Sources/Artwork/Resources").path)

/// A print of random bars, discs and letters' worth of detail, the same for the same seed.
func print(seed: UInt64, width: Int, height: Int) -> Pixels {
    var random = Seeded(seed)
    var rgb = [UInt8](repeating: 0, count: width * height * 3)
    let base = (0..<3).map { _ in Double.random(in: 60...200, using: &random) }
    for index in rgb.indices { rgb[index] = UInt8(base[index % 3]) }
    for _ in 0..<140 {
        let (w, h) = (
            Int.random(in: 4...max(5, width / 6), using: &random),
            Int.random(in: 3...max(4, height / 4), using: &random)
        )
        let (x0, y0) = (Int.random(in: 0..<width, using: &random), Int.random(in: 0..<height, using: &random))
        let colour = (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) }
        let isRound = Bool.random(using: &random)
        for y in y0..<min(height, y0 + h) {
            for x in x0..<min(width, x0 + w) {
                let (u, v) = (Double(x - x0) / Double(w) * 2 - 1, Double(y - y0) / Double(h) * 2 - 1)
                guard !isRound || u * u + v * v < 1 else { continue }
                for channel in 0..<3 { rgb[(y * width + x) * 3 + channel] = colour[channel] }
            }
        }
    }
    return Pixels(width: width, height: height, rgb: rgb)
}

@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct RegistrationTests {
    private let session: FeatureSession

    init() throws { session = try FeatureModel(folder: featureFolder, precision: .f32).makeSession() }

    /// A scene in which the print hangs at `quad`.
    private func scene(_ print: Pixels, at quad: Quad, size: Size) throws -> Pixels {
        let map = try #require(
            Homography(from: quad, to: Quad(Box(0, 0, Double(print.width), Double(print.height)))))
        let hung = try #require(print.warped(by: map, size: size))
        var rgb = [UInt8](repeating: 90, count: size.width * size.height * 3)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let there = map.image(of: Point(Double(x) + 0.5, Double(y) + 0.5))
                guard (0...Double(print.width)).contains(there.x), (0...Double(print.height)).contains(there.y) else {
                    continue
                }
                for channel in 0..<3 {
                    let at = (y * size.width + x) * 3 + channel
                    rgb[at] = UInt8(Double(hung.bytes[at]) * 0.7 + 20)
                }
            }
        }
        return Pixels(width: size.width, height: size.height, rgb: rgb)
    }

    private let quad = Quad(Point(80, 60), Point(420, 95), Point(415, 190), Point(85, 175))

    @Test func aRoughQuadIsCorrectedToThePrint() throws {
        let artwork = print(seed: 1, width: 1200, height: 330)
        let photo = try scene(artwork, at: quad, size: Size(width: 520, height: 300))
        let reference = try #require(try session.features(ofArtwork: artwork))
        // A detector's quad, off by up to nine pixels.
        let rough = Quad(Point(74, 66), Point(428, 90), Point(409, 197), Point(92, 168))
        let panel = try #require(try session.features(of: rough, in: photo))
        let found = try #require(Registration(panel.features, reference.features))
        #expect(found.inliers >= 25 && found.spread > 0.3)
        for (a, b) in zip(found.quad.map({ panel.map.image(of: $0) }).corners, quad.corners) {
            #expect(a.distance(to: b) < 3)
        }
    }

    @Test func anotherPrintDoesNotRegister() throws {
        let artwork = print(seed: 1, width: 1200, height: 330)
        let photo = try scene(artwork, at: quad, size: Size(width: 520, height: 300))
        let panel = try #require(try session.features(of: quad, in: photo))
        for seed in 2...9 as ClosedRange<UInt64> {
            let other = try #require(try session.features(ofArtwork: print(seed: seed, width: 1200, height: 330)))
            #expect(Registration(panel.features, other.features)?.inliers ?? 0 < 15)
        }
    }

    @Test(arguments: Turn.allCases) func aTurnedPrintRegistersInItsTurnAlone(turn: Turn) throws {
        let artwork = print(seed: 4, width: 600, height: 600)
        let square = Quad(Point(60, 50), Point(240, 60), Point(245, 240), Point(55, 230))
        let photo = try scene(artwork, at: turn.corners(of: square), size: Size(width: 300, height: 290))
        let reference = try #require(try session.features(ofArtwork: artwork))
        let inliers = try Turn.allCases.map { turn in
            let panel = try #require(try session.features(of: square, in: photo, turn: turn))
            return Registration(panel.features, reference.features)?.inliers ?? 0
        }
        #expect(inliers[turn.rawValue] >= 25)
        #expect(inliers.indices.allSatisfy { $0 == turn.rawValue || inliers[$0] < inliers[turn.rawValue] / 2 })
    }

    @Test func noPanelAndNoPixelsHaveNoFeatures() throws {
        let photo = print(seed: 5, width: 200, height: 100)
        let folded = Quad(Point(0, 0), Point(100, 100), Point(100, 0), Point(0, 100))
        let point = Quad(Point(5, 5), Point(5, 5), Point(5, 5), Point(5, 5))
        for quad in [folded, point, Quad(Box(.nan, 0, 1, 1)), Quad(Box(0, 0, .infinity, 9))] {
            #expect(try session.features(of: quad, in: photo) == nil)
        }
        let flat = Pixels(width: 320, height: 100, rgb: [UInt8](repeating: 128, count: 96_000))
        let empty = try #require(try session.features(ofArtwork: flat))
        #expect(Registration(empty.features, empty.features) == nil)
    }
}
