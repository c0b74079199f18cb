import Foundation
import Geometry
import Inference
import Photo
import Records
import TestSupport
import Testing

@testable import Artwork

/// The artwork that should hang beside the board that hangs.
@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct ArtworkPairTests {
    private let small = SmallCatalogue()
    private let index: ArtworkIndex
    private let quad = Quad(Point(22, 27), Point(288, 25), Point(283, 95), Point(21, 93))

    init() throws {
        let (catalogue, model) = try small.compiled()
        index = try ArtworkIndex(catalogue, model)
    }

    /// A board as the examiner leaves it: with what hangs there and the corners of its print.
    private func examined(_ artwork: Pixels, hiding: Box? = nil) throws -> (Board, Pixels) {
        var (photo, _) = try Siblings.photo(of: artwork, seed: 7)
        if let hiding { photo.fill(hiding, colour: Colour(30, 25, 20)) }
        var board = Board(box: quad.hull, quad: quad, confidence: 0.9, slot: "top_ad")
        let match = try BoardMatcher(index, index.model.makeSession()).match(quad, in: photo)
        board.take(match, of: index.catalogue) { $0 }
        return (board, photo)
    }

    private func reds(_ pixels: Pixels) -> Int {
        stride(from: 0, to: pixels.bytes.count, by: 3).count { at in
            let (red, green, blue) = (pixels.bytes[at], pixels.bytes[at + 1], pixels.bytes[at + 2])
            return red > 200 && green < 70 && blue < 70
        }
    }

    @Test func siblingsAreMarkedWhereTheyDiffer() throws {
        let (board, photo) = try examined(small.siblings.first)
        #expect(board.creative?.id == "a-1")
        let pair = try #require(try ArtworkPair("a-2", board, in: photo, index))
        guard case .parts(let parts) = pair.difference else {
            Issue.record("\(pair.difference)")
            return
        }
        let patch = Box(
            Siblings.patch.x0 / 800, Siblings.patch.y0 / 200, Siblings.patch.x1 / 800, Siblings.patch.y1 / 200)
        #expect(!parts.isEmpty)
        for part in parts { #expect(part.intersection(patch).area > 0.5 * part.area, "\(part)") }
        // A wide one stands above the other; both have the marks.
        #expect(pair.drawn.height > 150 && pair.drawn.width == 300 && reds(pair.drawn) > 200)
    }

    @Test func theRightOneIsMarkedWhereItIsHidden() throws {
        let (whole, photo) = try examined(small.siblings.first)
        let sound = try #require(try ArtworkPair("a-1", whole, in: photo, index))
        guard case .parts(let none) = sound.difference else {
            Issue.record("\(sound.difference)")
            return
        }
        #expect(none.reduce(0) { $0 + $1.area } < 0.1, "\(none)")
        // The left third stands behind something dark.
        let (board, hidden) = try examined(small.siblings.first, hiding: Box(0, 0, 108, 120))
        let pair = try #require(try ArtworkPair("a-1", board, in: hidden, index))
        guard case .parts(let parts) = pair.difference else {
            Issue.record("\(pair.difference)")
            return
        }
        let left = parts.reduce(0) { $0 + $1.intersection(Box(0, 0, 0.36, 1)).area }
        #expect((0.15...0.36).contains(left) && left > 0.7 * parts.reduce(0) { $0 + $1.area }, "\(parts)")
    }

    @Test func anotherPrintIsFramedWhole() throws {
        let (board, photo) = try examined(small.siblings.first)
        #expect(try ArtworkPair("tall", board, in: photo, index)?.difference == .whole)
        let (unknown, other) = try examined(print(seed: 33, width: 800, height: 200))
        let pair = try #require(try ArtworkPair("a-1", unknown, in: other, index))
        #expect(pair.difference == .whole && reds(pair.drawn) > 1000)
        #expect(try ArtworkPair("no such creative", board, in: photo, index) == nil)
        let line = Board(
            box: Box(0, 0, 9, 0), quad: Quad(Point(0, 0), Point(9, 0), Point(9, 0), Point(0, 0)), confidence: 1,
            slot: nil)
        #expect(try ArtworkPair("a-1", line, in: photo, index) == nil)
    }
}
