import Foundation
import Photo
import Records
import TestSupport
import Testing

@testable import Detection

struct CornerRefinerTests {
    /// A bright four-cornered panel on a dark ground, drawn with 4 × 4 samples a pixel, plus seeded noise.
    private struct Scene {
        let width = 200
        let height = 160
        var bytes: [UInt8]

        init(_ quad: Quad?, contrast: Double = 120, noise: Int = 6, seed: UInt64 = 1) {
            var generator = SeededGenerator(seed)
            bytes = []
            for y in 0..<height {
                for x in 0..<width {
                    var covered = 0.0
                    for sub in 0..<16 where quad != nil {
                        let p = Point(Double(x) + (Double(sub % 4) + 0.5) / 4, Double(y) + (Double(sub / 4) + 0.5) / 4)
                        if let quad, Scene.holds(quad, p) { covered += 1.0 / 16 }
                    }
                    for _ in 0..<3 {
                        let value = 70 + contrast * covered + Double(Int.random(in: -noise...noise, using: &generator))
                        bytes.append(UInt8(min(max(value, 0), 255)))
                    }
                }
            }
        }

        static func holds(_ quad: Quad, _ p: Point) -> Bool {
            let c = quad.corners
            return c.indices.allSatisfy { index in
                let (a, b) = (c[index], c[(index + 1) % 4])
                return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) >= 0
            }
        }

        func refine(_ quad: Quad) -> Quad {
            bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return quad }
                return CornerRefiner(deviation: 0.01).refine(
                    quad, in: PictureView(bytes: base, width: width, height: height))
            }
        }
    }

    private static let panel = Quad(Point(40.3, 30.6), Point(160.8, 38.2), Point(155.1, 120.9), Point(44.7, 110.4))

    private static let scene = Scene(panel)
    private var panel: Quad { Self.panel }

    private func worst(_ a: Quad, _ b: Quad) -> Double {
        zip(a.corners, b.corners).map { $0.distance(to: $1) }.max() ?? 0
    }

    @Test func displacedCornersComeBackToTheEdges() {
        let scene = Self.scene
        var generator = SeededGenerator(3)
        for _ in 0..<30 {
            let guess = panel.map {
                Point(
                    $0.x + .random(in: -1.2...1.2, using: &generator), $0.y + .random(in: -1.2...1.2, using: &generator)
                )
            }
            #expect(worst(scene.refine(guess), panel) < 0.4)
        }
    }

    @Test func withoutEdgesNothingMoves() {
        let scene = Scene(nil, noise: 0)
        #expect(worst(scene.refine(panel), panel) < 0.01)
    }

    @Test func anEdgeFarAwayIsNotJumpedTo() {
        let scene = Self.scene
        let far = panel.map { Point($0.x + 12, $0.y) }
        #expect(worst(scene.refine(far), far) < 4 * 0.01 * 100 + 0.1)
    }

    @Test func cornersOutsideThePictureAreTaken() {
        let scene = Self.scene
        let outside = Quad(Point(-300, -300), Point(20, -280), Point(10, 20), Point(-310, 30))
        #expect(worst(scene.refine(outside), outside) < 10)
        for odd in [Quad(Box(0, 0, 0, 0)), Quad(Box(10, 10, 11, 11)), Quad(Box(-1e9, -1e9, 1e9, 1e9))] {
            #expect(scene.refine(odd).corners.allSatisfy { $0.x.isFinite && $0.y.isFinite })
        }
    }

    @Test func aMirroredPanelIsRefinedTheSame() {
        let scene = Self.scene
        let guess = panel.map { Point($0.x + 0.8, $0.y - 0.6) }
        let turned = Quad(guess.bottomRight, guess.bottomLeft, guess.topLeft, guess.topRight)
        let refined = scene.refine(turned)
        let back = Quad(refined.bottomRight, refined.bottomLeft, refined.topLeft, refined.topRight)
        #expect(worst(back, scene.refine(guess)) < 0.15)
    }

    private struct Truth: Decodable {
        struct Ad: Decodable {
            let quad: Quad
            let difficult: Bool
        }
        let file: String
        let quality: String
        let ads: [Ad]
        let cabinet_quad: Quad?
    }

    /// Photos of the field set that are well taken, with the quads of their panels and cabinets.
    private func fieldPhotos(_ count: Int) throws -> [(file: URL, quads: [Quad])] {
        let folder = try #require(Fixtures.shared).appending(path: "fieldset/train")
        let lines = try String(contentsOf: folder.appending(path: "truth.jsonl"), encoding: .utf8).split(
            separator: "\n")
        let truth = try lines.map { try JSONDecoder().decode(Truth.self, from: Data($0.utf8)) }
        return truth.filter { $0.quality == "ok" && !$0.ads.isEmpty }.prefix(count).map { one in
            let quads = one.ads.filter { !$0.difficult }.map(\.quad) + (one.cabinet_quad.map { [$0] } ?? [])
            return (folder.appending(path: one.file), quads)
        }
    }

    @Test(.enabled(if: Fixtures.shared != nil, "needs shared/data"))
    func onFieldPhotosAThirdOfAnErrorOfOnePercentGoes() throws {
        let decoder = try PhotoDecoder()
        let refiner = CornerRefiner(deviation: ModelCard.usualCornerDeviation)
        var generator = SeededGenerator(9)
        var pixels = Pixels()
        var (before, after): ([Double], [Double]) = ([], [])
        for (file, quads) in try fieldPhotos(40) {
            try decoder.decode([UInt8](Data(contentsOf: file)), atLeast: 512, into: &pixels)
            for quad in quads {
                // Uniform in a square: a median distance of 1.02 % of the panel's size.
                let reach = 0.0133 * (quad.hull.area).squareRoot()
                let guess = quad.map {
                    Point(
                        $0.x + .random(in: -reach...reach, using: &generator),
                        $0.y + .random(in: -reach...reach, using: &generator))
                }
                let refined = pixels.bytes.withUnsafeBufferPointer { buffer in
                    buffer.baseAddress.map {
                        refiner.refine(guess, in: PictureView(bytes: $0, width: pixels.width, height: pixels.height))
                    }
                }
                for (corner, truth) in zip(guess.corners, quad.corners) {
                    before.append(corner.distance(to: truth) / reach)
                }
                for (corner, truth) in zip(refined?.corners ?? [], quad.corners) {
                    after.append(corner.distance(to: truth) / reach)
                }
            }
        }
        #expect(after.count == before.count && before.count > 300)
        #expect(median(after) < 0.67 * median(before), "\(median(before)) -> \(median(after))")
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
