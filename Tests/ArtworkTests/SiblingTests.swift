import Geometry
import Photo
import Records
import TestSupport
import Testing

@testable import Artwork

/// Artworks that differ in one patch.
struct Siblings {
    let first: Pixels
    let second: Pixels
    /// Where they differ, pixels of the artworks.
    static let patch = Box(520, 90, 640, 150)

    init(seed: UInt64 = 11) {
        let one = print(seed: seed, width: 800, height: 200)
        var rgb = one.bytes
        for y in 90..<150 {
            for x in 520..<640 {
                let at = (y * 800 + x) * 3
                // Stripes: as a price differs from another.
                let isDark = (x / 12 + y / 20) % 2 == 0
                for channel in 0..<3 { rgb[at + channel] = isDark ? 20 : 235 }
            }
        }
        first = one
        second = Pixels(width: 800, height: 200, rgb: rgb)
    }

    /// The artwork as a dim, warm photo shows it, a third of its size.
    static func photo(of artwork: Pixels, seed: UInt64) throws -> (pixels: Pixels, map: Homography) {
        let map = try #require(
            Homography(
                from: Quad(Box(0, 0, 800, 200)), to: Quad(Point(20, 30), Point(290, 22), Point(286, 92), Point(24, 96)))
        )
        let back = try #require(map.inverse)
        let seen = try #require(artwork.warped(by: back, size: Size(width: 310, height: 120)))
        var random = Seeded(seed)
        let gains = [0.8, 0.65, 0.5]
        let rgb = seen.bytes.enumerated().map { index, value in
            UInt8(max(0, min(255, Double(value) * gains[index % 3] + 25 + Double.random(in: -6...6, using: &random))))
        }
        return (Pixels(width: 310, height: 120, rgb: rgb), map)
    }
}

struct SiblingComparisonTests {
    private let siblings = Siblings()
    private let same = Homography.scaling(1, 1)

    @Test func thePhotoLooksLikeTheOneItShowsInAnyLight() throws {
        for (artwork, sign) in [(siblings.first, 1.0), (siblings.second, -1.0)] {
            let (photo, map) = try Siblings.photo(of: artwork, seed: 3)
            let margin = try #require(
                SiblingComparison.margin(
                    photo, first: siblings.first, firstInPhoto: map, second: siblings.second, between: same))
            #expect(margin * sign > BoardMatcher.clear)
        }
    }

    @Test func equalArtworksCannotBeToldApart() throws {
        let (photo, map) = try Siblings.photo(of: siblings.first, seed: 4)
        #expect(
            SiblingComparison.margin(
                photo, first: siblings.first, firstInPhoto: map, second: siblings.first, between: same) == nil)
    }

    @Test func whereTheDifferenceIsOutOfTheFrameNothingIsSaid() throws {
        let (photo, map) = try Siblings.photo(of: siblings.second, seed: 5)
        // The photo ends before the patch.
        let cut = try #require(photo.warped(by: .scaling(1, 1), size: Size(width: 150, height: 120)))
        #expect(
            SiblingComparison.margin(
                cut, first: siblings.first, firstInPhoto: map, second: siblings.second, between: same) == nil)
    }

    @Test func hostileMapsNeverTrap() {
        let photo = print(seed: 6, width: 40, height: 30)
        for value in Extremes.numbers {
            let map = Homography.scaling(value, value)
            _ = SiblingComparison.margin(
                photo, first: siblings.first, firstInPhoto: map, second: siblings.second, between: map)
        }
    }
}

@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct BoardMatcherTests {
    private let session: FeatureSession
    private let matcher: BoardMatcher
    private let siblings = Siblings()

    init() throws {
        session = try FeatureModel(folder: featureFolder, precision: .f32).makeSession()
        let other = print(seed: 21, width: 800, height: 200)
        matcher = BoardMatcher(
            [
                try ReferenceArtwork(id: "a-1", family: "a", picture: siblings.first, session),
                try ReferenceArtwork(id: "a-2", family: "a", picture: siblings.second, session),
                try ReferenceArtwork(id: "b", family: nil, picture: other, session),
            ], session)
    }

    private let quad = Quad(Point(22, 27), Point(288, 25), Point(283, 95), Point(21, 93))

    @Test func theSiblingThatHangsThereIsNamed() throws {
        for (artwork, id) in [(siblings.first, "a-1"), (siblings.second, "a-2")] {
            let (photo, map) = try Siblings.photo(of: artwork, seed: 7)
            let match = try matcher.match(quad, in: photo)
            #expect(match.family == "a" && match.turn == .upright)
            #expect(match.reference.map(matcher.id) == id && match.margin >= BoardMatcher.clear)
            let truth = Quad(Box(0, 0, 800, 200)).map { map.image(of: $0) }
            // 3 % of its width: points alone, nothing is refined by pixels.
            for (p, q) in zip(try #require(match.quad).corners, truth.corners) { #expect(p.distance(to: q) < 8) }
        }
    }

    @Test func anUnknownPrintIsNobodysAndStillRanked() throws {
        let (photo, _) = try Siblings.photo(of: print(seed: 33, width: 800, height: 200), seed: 8)
        let match = try matcher.match(quad, in: photo)
        #expect(match.family == nil && match.reference == nil && match.quad == nil && match.margin == 0)
    }
}
