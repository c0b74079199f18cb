import Records
import TestSupport
import Testing

@testable import Geometry

struct RobustHomographyTests {
    /// Corners of a photo of a board, and points on the board as the photo shows them.
    private let map = Homography(
        from: Quad(Box(0, 0, 400, 100)), to: Quad(Point(30, 40), Point(310, 20), Point(300, 130), Point(25, 110)))

    private func pairs(_ count: Int, wrong: Int, noise: Double, seed: UInt64) throws -> ([Point], [Point]) {
        var random = Seeded(seed)
        let map = try #require(map)
        var points: [Point] = []
        var images: [Point] = []
        for index in 0..<count + wrong {
            let point = Point(Double.random(in: 0...400, using: &random), Double.random(in: 0...100, using: &random))
            var image = map.image(of: point)
            if index < count {
                image.x += Double.random(in: -noise...noise, using: &random)
                image.y += Double.random(in: -noise...noise, using: &random)
            } else {
                image = Point(Double.random(in: 0...320, using: &random), Double.random(in: 0...140, using: &random))
            }
            points.append(point)
            images.append(image)
        }
        return (points, images)
    }

    @Test(arguments: 1...4) func threeQuartersOfWrongPairsDoNotMatter(seed: UInt64) throws {
        let (points, images) = try pairs(40, wrong: 120, noise: 0.5, seed: seed)
        let found = try #require(RobustHomography(points, to: images, tolerance: 2, samples: 2000))
        #expect(found.inliers.filter { $0 < 40 }.count >= 38)
        let truth = try #require(map)
        for corner in [Point(0, 0), Point(400, 0), Point(400, 100), Point(0, 100)] {
            #expect(found.map.image(of: corner).distance(to: truth.image(of: corner)) < 6)
        }
    }

    @Test func theSamePairsGiveTheSameMap() throws {
        let (points, images) = try pairs(20, wrong: 60, noise: 1, seed: 9)
        let a = try #require(RobustHomography(points, to: images, tolerance: 3))
        let b = try #require(RobustHomography(points, to: images, tolerance: 3))
        #expect(a.map == b.map && a.inliers == b.inliers)
    }

    @Test func aMirroredPrintIsNone() throws {
        let (points, images) = try pairs(40, wrong: 0, noise: 0.2, seed: 3)
        let mirrored = images.map { Point(-$0.x, $0.y) }
        #expect(RobustHomography(points, to: mirrored, tolerance: 3)?.inliers.count ?? 0 < 12)
    }

    @Test func whatFixesNoMapGivesNone() {
        let line = (0..<30).map { Point(Double($0), Double($0) * 2) }
        #expect(RobustHomography(line, to: line, tolerance: 3) == nil)
        let one = [Point](repeating: Point(5, 5), count: 30)
        #expect(RobustHomography(one, to: one, tolerance: 3) == nil)
        #expect(RobustHomography([], to: [], tolerance: 3) == nil)
        #expect(RobustHomography(line, to: Array(line.dropLast()), tolerance: 3) == nil)
    }

    @Test func extremesNeverTrap() {
        var random = Seeded(5)
        for _ in 0..<300 {
            func some() -> Double { Extremes.numbers.randomElement(using: &random) ?? 0 }
            let points = (0..<8).map { _ in Point(some(), some()) }
            let images = (0..<8).map { _ in Point(some(), some()) }
            _ = RobustHomography(points, to: images, tolerance: some(), samples: 20)
            _ = Homography.fitting(points, to: images)
        }
    }

    @Test func aFittedMapGoesThroughExactPairs() throws {
        let (points, images) = try pairs(9, wrong: 0, noise: 0, seed: 2)
        let fitted = try #require(Homography.fitting(points, to: images))
        for (point, image) in zip(points, images) { #expect(fitted.image(of: point).distance(to: image) < 1e-6) }
        let back = try #require(fitted.inverse)
        let same = fitted.then(back)
        #expect(same.image(of: Point(17, 23)).distance(to: Point(17, 23)) < 1e-6)
    }
}
