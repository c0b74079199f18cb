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
    private let parts = [
        Box(Siblings.patch.x0 / 800, Siblings.patch.y0 / 200, Siblings.patch.x1 / 800, Siblings.patch.y1 / 200)
    ]

    /// At the size of a catalogue's thumbnail.
    private func small(_ artwork: Pixels) throws -> ColourPlanes {
        ColourPlanes(
            try #require(artwork.warped(by: .scaling(800 / 256, 200 / 64), size: Size(width: 256, height: 64))))
    }

    private func margin(_ photo: Pixels, _ map: Homography, first: Pixels, second: Pixels) throws -> SiblingMargin? {
        let artwork = try small(first)
        let view = BoardView(
            photo, map: Homography.scaling(800 / 256, 200 / 64).then(map), artwork: artwork, unlike: parts)
        return try view.map { SiblingComparison.margin($0, first: artwork, second: try small(second), parts: parts) }
    }

    @Test func thePhotoLooksLikeTheOneItShowsInAnyLight() throws {
        for (artwork, sign) in [(siblings.first, 1.0), (siblings.second, -1.0)] {
            let (photo, map) = try Siblings.photo(of: artwork, seed: 3)
            let margin = try #require(try margin(photo, map, first: siblings.first, second: siblings.second))
            #expect(margin.margin * sign > 0.16 && margin.isClear(isWhole: false) == (sign > 0))
            let other = try #require(try self.margin(photo, map, first: siblings.second, second: siblings.first))
            #expect(other.margin * sign < -0.16 && other.isClear(isWhole: false) == (sign < 0))
        }
    }

    @Test func equalArtworksCannotBeToldApart() throws {
        let (photo, map) = try Siblings.photo(of: siblings.first, seed: 4)
        #expect(try margin(photo, map, first: siblings.first, second: siblings.first) == SiblingMargin.none)
    }

    @Test func whereTheDifferenceIsOutOfTheFrameNothingIsSaid() throws {
        let (photo, map) = try Siblings.photo(of: siblings.second, seed: 5)
        // The photo ends before the patch.
        let cut = try #require(photo.warped(by: .scaling(1, 1), size: Size(width: 150, height: 120)))
        #expect(try margin(cut, map, first: siblings.first, second: siblings.second) == SiblingMargin.none)
    }

    @Test func hostileMapsNeverTrap() throws {
        let photo = print(seed: 6, width: 40, height: 30)
        let artwork = try small(siblings.first)
        for value in Extremes.numbers {
            let map = Homography.scaling(value, value)
            _ = try margin(photo, map, first: siblings.first, second: siblings.second)
            _ = PhotometricRefinement.refined(map, artwork: artwork.green, in: photo)
        }
    }

    @Test func aRoughPlaceIsRefinedOnPixels() throws {
        let (photo, map) = try Siblings.photo(of: siblings.first, seed: 9)
        let truth = Homography.scaling(800 / 256, 200 / 64).then(map)
        // The artwork lies 2 pixels to the right of its place and is a hundredth too large.
        let rough = Homography.scaling(1.01, 1.01).then(truth).then(
            try #require(Homography(from: Box(0, 0, 1, 1), to: Quad(Box(2, 1, 3, 2)))))
        let refined = PhotometricRefinement.refined(rough, artwork: try small(siblings.first).green, in: photo)
        let outline = Quad(Box(0, 0, 256, 64))
        for (p, q) in zip(outline.corners.map { refined.image(of: $0) }, outline.corners.map { truth.image(of: $0) }) {
            #expect(p.distance(to: q) < 0.4)
        }
    }
}

struct ChoiceTests {
    @Test func theOneThatBeatsAllIsChosenWhereverTheSearchBegins() {
        let worth = [0: 0.1, 1: 0.5, 2: 0.3, 3: 0.45]
        for first in worth.keys {
            let choice = Choice(worth.keys.sorted(), from: first) {
                SiblingMargin(margin: (worth[$0] ?? 0) - (worth[$1] ?? 0), agreement: 0)
            }
            #expect(choice.place == 1 && abs(choice.margin - 0.05) < 1e-9)
            let shares = choice.shares(of: 0.9)
            #expect(abs(shares.values.reduce(0, +) - 0.9) < 1e-9)
            #expect(shares[1] ?? 0 > shares[3] ?? 1)
        }
    }

    @Test func manyPlacesThatSayALittleAreAsClearAsAFewThatSayMuch() {
        func choice(_ margin: Double, _ agreement: Double) -> Choice {
            Choice([0, 1], from: 0) { first, _ in
                SiblingMargin(margin: first == 0 ? margin : -margin, agreement: first == 0 ? agreement : -agreement)
            }
        }
        #expect(choice(0.2, 1).isClear(isWhole: true) && choice(0.05, 5).isClear(isWhole: true))
        #expect(!choice(0.1, 3).isClear(isWhole: true) && !choice(0.01, 9).isClear(isWhole: true))
        // What stands before a board agrees with itself.
        #expect(choice(0.2, 1).isClear(isWhole: false) && !choice(0.05, 5).isClear(isWhole: false))
    }

    @Test func oneWithoutSiblingsIsCertain() {
        let choice = Choice([7], from: 7) { _, _ in SiblingMargin(margin: -1, agreement: 0) }
        #expect(choice.place == 7 && choice.margin == 1 && choice.shares(of: 1) == [7: 1])
    }
}
