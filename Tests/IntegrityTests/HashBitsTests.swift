import Foundation
import Records
import TestSupport
import Testing

@testable import Integrity

@Suite struct HashBitsTests {
    struct Reference: Decodable {
        var hash: String

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            hash = try list.decode(String.self)
        }
    }

    /// The eight hashes that are derived from one picture are nearly those of the reference for the photo turned so; not as
    /// near as the hash of a turned photo is (`PerceptualHashTests`), since the reference's filter is not symmetric.
    ///
    /// The reference's are in EXIF's order: as it is, mirrored, half turn, upside down, then those that swap sides.
    @Test func eightHashesOfOnePictureAreTheReferences() throws {
        let fixtures = Fixtures.root.appending(path: "Tests/CaptureTests/Fixtures/pdq.json")
        let references = try JSONDecoder().decode([String: [Reference]].self, from: Data(contentsOf: fixtures))
        let turns: [Turn] = [
            .none, Turn(swapsSides: false, mirrorsX: true, mirrorsY: false),
            Turn(swapsSides: false, mirrorsX: true, mirrorsY: true),
            Turn(swapsSides: false, mirrorsX: false, mirrorsY: true),
            Turn(swapsSides: true, mirrorsX: false, mirrorsY: false),
            Turn(swapsSides: true, mirrorsX: true, mirrorsY: false),
            Turn(swapsSides: true, mirrorsX: true, mirrorsY: true),
            Turn(swapsSides: true, mirrorsX: false, mirrorsY: true),
        ]
        let sampler = try Sampler()
        var worst = 0
        for (path, expected) in references.sorted(by: { $0.key < $1.key }) {
            let sample = try sampler.sample(
                Fixtures.root.appending(path: "Samples/photos/\(path)"), orientation: .upright)
            let portrait = try #require(Portrait(sample.photo))
            for (turn, reference) in zip(turns, expected) {
                let made = try #require(portrait.proposals.first { $0.view == QueryView.whole && $0.turn == turn })
                let wanted = try #require(HashBits(bytes: Array(hex: reference.hash)))
                worst = max(worst, made.hash.distance(to: wanted))
                #expect(made.hash.distance(to: wanted) <= 24, "\(path) \(turn)")
            }
        }
        print("PDQ of eight orientations from one picture: at most \(worst) of 256 bits from the reference")
    }

    @Test func whatIsTurnedAndTurnedBackIsAsBefore() {
        let picture = (0..<64 * 64).map { $0 }
        let frame = Box(0.1, 0.2, 0.4, 0.9)
        for turn in Turn.all {
            let there = turn.applied(to: picture, side: 64)
            #expect(turn.inverse.applied(to: there, side: 64) == picture)
            #expect(turn == .none || there != picture)
            let back = turn.inverse.applied(to: turn.applied(to: frame))
            #expect(abs(back.x0 - frame.x0) + abs(back.y1 - frame.y1) < 1e-12)
        }
        #expect(Set(Turn.all).count == 8)
    }

    @Test func whatIsNoHashIsNone() {
        #expect(HashBits(bytes: []) == nil)
        #expect(HashBits(bytes: [UInt8](repeating: 1, count: 33)) == nil)
        #expect(Likeness(bytes: [1, 2, 3]) == nil)
    }
}
