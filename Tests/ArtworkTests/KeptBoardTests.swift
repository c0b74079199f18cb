import Foundation
import Geometry
import Inference
import Photo
import Records
import TestSupport
import Testing

@testable import Artwork

/// What is kept of a board that no catalogue could name.
@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct KeptBoardTests {
    private let small = SmallCatalogue()
    private let quad = Quad(Point(22, 27), Point(288, 25), Point(283, 95), Point(21, 93))

    private func board(_ creative: RecognisedCreative) -> Board {
        Board(box: quad.hull, quad: quad, confidence: 0.9, slot: "top_ad", creative: creative)
    }

    private let unknown = RecognisedCreative(id: nil, family: nil, score: 0, ranked: [])

    private func kept(_ board: Board, _ photo: Pixels) throws -> [UInt8] {
        let picture = try #require(KeptBoard.picture(of: board, in: photo))
        let jpeg = try JPEGEncoder().encode(picture, maxBytes: KeptBoard.byteLimit, quality: 70).bytes
        #expect(jpeg.count <= 6144)
        return jpeg
    }

    private func matcher() throws -> KeptBoardMatcher {
        let (catalogue, model) = try small.compiled()
        return KeptBoardMatcher(try ArtworkIndex(catalogue, model))
    }

    @Test func itsPictureIsEnoughForALaterCatalogue() throws {
        for (artwork, wanted) in [(small.siblings.first, "a-1"), (small.siblings.second, "a-2")] {
            let (photo, _) = try Siblings.photo(of: artwork, seed: 7)
            let board = board(unknown)
            let named = try #require(try matcher().named(board, jpeg: try kept(board, photo)))
            #expect(named.creative?.id == wanted && named.creative?.family == "a" && named.slot == "top_ad")
            #expect(named.quad == quad, "the photo said where it is")
            #expect(try #require(named.state?.visible) > 0.9)
            let ad = try #require(named.ad(in: Size(width: 310, height: 120)))
            #expect(ad.slot == "top_ad" && ad.confidence > 0.9 && ad.quad == named.quad)
        }
    }

    @Test func oneOfSeveralSiblingsIsNamedAndAForeignPrintIsNot() throws {
        let (photo, _) = try Siblings.photo(of: small.siblings.second, seed: 9)
        let undecided = board(RecognisedCreative(id: nil, family: "a", score: 0.5, ranked: []))
        #expect(try matcher().named(undecided, jpeg: try kept(undecided, photo))?.creative?.id == "a-2")
        let (other, _) = try Siblings.photo(of: print(seed: 33, width: 800, height: 200), seed: 8)
        let foreign = board(unknown)
        #expect(try matcher().named(foreign, jpeg: try kept(foreign, other)) == nil)
        #expect(throws: (any Error).self) { try matcher().named(foreign, jpeg: [1, 2, 3]) }
    }

    @Test func onlyWhatStayedOpenIsKept() {
        var open = board(unknown)
        #expect(KeptBoard.isOpen(open))
        open.slot = nil
        #expect(!KeptBoard.isOpen(open), "a poster")
        open.slot = "top_ad"
        open.confidence = 0.1
        #expect(!KeptBoard.isOpen(open), "hardly a board")
        open.confidence = 0.9
        open.state = BoardState(blank: 0.9)
        #expect(!KeptBoard.isOpen(open), "an empty frame")
        #expect(!KeptBoard.isOpen(board(RecognisedCreative(id: "a-1", family: "a", score: 1, ranked: []))))
        #expect(KeptBoard.isOpen(board(RecognisedCreative(id: nil, family: "a", score: 1, ranked: []))))
        var unasked = board(unknown)
        unasked.creative = nil
        #expect(!KeptBoard.isOpen(unasked), "no catalogue was given")
        let photo = Pixels(width: 310, height: 120)
        #expect(
            KeptBoard.picture(of: Board(box: Box(1, 1, 40, 20), quad: nil, confidence: 1, slot: nil), in: photo) == nil)
        let line = Quad(Point(0, 0), Point(200, 0), Point(200, 0), Point(0, 0))
        #expect(
            KeptBoard.picture(of: Board(box: line.hull, quad: line, confidence: 1, slot: nil), in: photo) == nil)
    }
}
