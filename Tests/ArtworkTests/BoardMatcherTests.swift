import Catalogue
import Examining
import Foundation
import Geometry
import Inference
import Photo
import Records
import TestSupport
import Testing

@testable import Artwork

/// A catalogue of two siblings, an artwork of another shape and one that shares nothing with them, compiled from files.
struct SmallCatalogue {
    let siblings = Siblings()
    let tall = print(seed: 21, width: 200, height: 800)

    func compiled(describer: String? = nil) throws -> (CompiledCatalogue, FeatureModel) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sightline-test-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try FeatureModel(folder: featureFolder, precision: .f32)
        let pictures = [
            ("a-1", siblings.first), ("a-2", siblings.second), ("tall", tall),
            ("wide", print(seed: 22, width: 700, height: 220)),
        ]
        let encoder = try JPEGEncoder()
        var table = "id,file,slots,family\n"
        for (id, picture) in pictures {
            try Data(try encoder.encode(picture, quality: 95)).write(to: folder.appending(path: "\(id).jpg"))
            table += "\(id),\(id).jpg,top_ad,\(id.hasPrefix("a") ? "a" : id)\n"
        }
        try Data(table.utf8).write(to: folder.appending(path: "creatives.csv"))
        let network = model.describer()
        let catalogue = try CatalogueCompiler.compile(
            try CatalogueFolder(contentsOf: PathBytes(folder.path)), describer: describer ?? network.name,
            describe: network.describe)
        return (catalogue, model)
    }
}

@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct BoardMatcherTests {
    private let small = SmallCatalogue()
    private let index: ArtworkIndex
    private let matcher: BoardMatcher
    private let quad = Quad(Point(22, 27), Point(288, 25), Point(283, 95), Point(21, 93))

    init() throws {
        let (catalogue, model) = try small.compiled()
        index = try ArtworkIndex(catalogue, model)
        matcher = BoardMatcher(index, model.makeSession())
    }

    private func id(_ place: Int?) -> String? { place.map { index.catalogue.entries[$0].creative.id } }

    @Test func theSiblingThatHangsThereIsNamed() throws {
        for (artwork, wanted) in [(small.siblings.first, "a-1"), (small.siblings.second, "a-2")] {
            let (photo, map) = try Siblings.photo(of: artwork, seed: 7)
            let match = try matcher.match(quad, in: photo)
            let print = try #require(match.print)
            #expect(id(print.place) == wanted && print.isDecided && print.turn == .upright)
            #expect(id(match.ranked.first?.place) == wanted && match.ranked.count == 4)
            let truth = Quad(Box(0, 0, 800, 200)).map { map.image(of: $0) }
            for (p, q) in zip(print.quad.corners, truth.corners) { #expect(p.distance(to: q) < 1.5) }
            #expect(try #require(print.state).visible > 0.9)
        }
    }

    @Test func aHiddenPartIsNotSeenAndMovesNoCorner() throws {
        let (photo, map) = try Siblings.photo(of: small.siblings.first, seed: 12)
        var hidden = photo
        // The left third stands behind something dark.
        hidden.fill(Box(0, 0, 108, 120), colour: Colour(30, 25, 20))
        let print = try #require(try matcher.match(quad, in: hidden).print)
        let visible = try #require(print.state).visible
        #expect((0.5...0.8).contains(visible), "\(visible)")
        let truth = Quad(Box(0, 0, 800, 200)).map { map.image(of: $0) }
        for (p, q) in zip(print.quad.corners, truth.corners) { #expect(p.distance(to: q) < 3) }
    }

    @Test func anUnknownPrintIsNobodysAndStillRanked() throws {
        let (photo, _) = try Siblings.photo(of: print(seed: 33, width: 800, height: 200), seed: 8)
        let match = try matcher.match(quad, in: photo)
        #expect(match.print == nil && match.ranked.count == 4)
        #expect(match.ranked.allSatisfy { $0.score < 0.5 })
    }

    @Test func aPrintThatHangsUpsideDownIsRecognisedAsThat() throws {
        let (upright, _) = try Siblings.photo(of: small.siblings.second, seed: 10)
        let around = Homography([-1, 0, 310, 0, -1, 120, 0, 0])
        let photo = try #require(upright.warped(by: around, size: Size(width: 310, height: 120)))
        let print = try #require(try matcher.match(quad.map { around.image(of: $0) }.turned, in: photo).print)
        #expect(id(print.place) == "a-2" && print.turn == .upsideDown && print.turn.degrees == 180)
        // As seen, the corners are in the order of the board's own.
        #expect(print.turn.seen(of: print.quad).topLeft.distance(to: around.image(of: quad.bottomRight)) < 12)
    }

    @Test func aCatalogueOfAnotherNetworkIsRefused() throws {
        let (catalogue, model) = try SmallCatalogue().compiled(describer: "another 1")
        #expect { try ArtworkIndex(catalogue, model) } throws: {
            ($0 as? CatalogueError)?.code == .otherDescriber && "\($0)".contains("catalogue build")
        }
    }
}

extension Quad {
    /// Half a turn: the corners in the order in which they are seen then.
    fileprivate var turned: Quad { Quad(bottomRight, bottomLeft, topLeft, topRight) }
}

@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct ArtworkExaminerTests {
    private let small = SmallCatalogue()
    private let quad = Quad(Point(22, 27), Point(288, 25), Point(283, 95), Point(21, 93))

    private func facts(of artwork: Pixels) throws -> Observation {
        let (catalogue, model) = try small.compiled()
        let examiner = ArtworkExaminer(try ArtworkIndex(catalogue, model), slots: ["top_ad"])
        let (photo, _) = try Siblings.photo(of: artwork, seed: 11)
        var facts = Observation()
        facts.detections = [
            Detection(slot: "cabinet", confidence: 0.9, box: Box(0, 0, 310, 120), quad: nil),
            Detection(slot: "top_ad", confidence: 0.6, box: quad.hull, quad: quad),
        ]
        var pixels = Pixels()
        let decoded = try PhotoDecoder().decode(
            try JPEGEncoder().encode(photo, quality: 95), atLeast: 310, into: &pixels)
        try examiner.examine(View(pixels: pixels, decoded: decoded, exif: ExifFacts()), &facts)
        return facts
    }

    @Test func aRecognisedBoardIsAnAdWithTheCornersOfItsPrint() throws {
        let facts = try facts(of: small.siblings.second)
        let board = try #require(facts.boards.first)
        #expect(facts.boards.count == 1 && board.creative?.id == "a-2" && board.creative?.family == "a")
        #expect(board.state?.visible ?? 0 > 0.9)
        let ad = try #require(facts.detections.first { $0.slot == "top_ad" })
        #expect(facts.detections.count == 2 && ad.confidence > 0.9 && ad.quad == board.quad && ad.quad != quad)
    }

    @Test func aBoardThatShowsNoneOfThemIsNoAd() throws {
        let facts = try facts(of: print(seed: 34, width: 800, height: 200))
        #expect(facts.detections.map(\.slot) == ["cabinet"])
        let creative = try #require(facts.boards.first?.creative)
        #expect(creative.id == nil && creative.family == nil && creative.ranked.count == 4)
    }
}
