import Catalogue
import Examining
import Foundation
import Geometry
import Inference
import Records
import TestSupport
import Testing

@testable import Photo
@testable import Text

private let hasRuntime = (try? Runtime.load()) != nil

/// On artworks written by the project's own lettering, hung into a wall.
@Suite(.enabled(if: hasRuntime, "the runtime of the networks is needed: Systemd/openvino-runtime"))
struct TextExaminerTests {
    private static let size = Size(width: 400, height: 160)
    private static let hung = Quad(Point(120, 90), Point(520, 110), Point(516, 276), Point(124, 262))

    private static func artwork(_ price: String, brand: String = "NORDIK") -> Pixels {
        var picture = Pixels(width: size.width, height: size.height, filledWith: .white)
        picture.fill(Box(0, 0, 400, 60), colour: Colour(30, 60, 120))
        picture.text(brand, at: Point(20, 14), scale: 5, colour: .white, backing: nil)
        picture.text(price, at: Point(180, 92), scale: 6, colour: .black, backing: nil)
        return picture
    }

    /// Two siblings that differ in their price alone, and what a shop sells.
    private static func catalogue(_ model: TextModel) throws -> CompiledCatalogue {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sightline-test-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, price) in [("a-1", "4,500"), ("a-2", "4,700")] {
            try Data(try JPEGEncoder().encode(artwork(price), quality: 95)).write(
                to: folder.appending(path: name + ".jpg"))
        }
        try Data(
            """
            id,file,slots,family,text_brand,text_price
            a-1,a-1.jpg,top_ad,a,NORDIK,"4,500원"
            a-2,a-2.jpg,top_ad,a,NORDIK,"4,700원"

            """.utf8
        ).write(to: folder.appending(path: "creatives.csv"))
        try Data("code,name,price\nAB-1234,CAMEL BLUE,4500\nAB-9876,BOHEM CIGAR,5000\n".utf8).write(
            to: folder.appending(path: "products.csv"))
        return try CatalogueCompiler.compile(
            try CatalogueFolder(contentsOf: PathBytes(folder.path)), describer: "none", finder: model.lineFinder(),
            describe: { _ in try ArtworkFeatures(width: 8, height: 8, points: [], dimensions: 1, descriptors: []) })
    }

    /// The print on a wall, turned by quarters clockwise.
    private static func wall(_ print: Pixels, turn: Int = 0) throws -> Pixels {
        var wall = Pixels(width: 640, height: 400, filledWith: Colour(90, 110, 120))
        let c = hung.corners
        let corners = Quad(c[turn % 4], c[(turn + 1) % 4], c[(turn + 2) % 4], c[(turn + 3) % 4])
        let whole = Quad(Box(0, 0, Double(print.width), Double(print.height)))
        let map = try #require(Homography(from: corners, to: whole))
        let seen = try #require(print.warped(by: map, size: Size(width: 640, height: 400)))
        for y in 0..<400 {
            for x in 0..<640 {
                let place = map.image(of: Point(Double(x) + 0.5, Double(y) + 0.5))
                if (0..<Double(print.width)).contains(place.x), (0..<Double(print.height)).contains(place.y) {
                    wall[x, y] = seen[x, y]
                }
            }
        }
        return wall
    }

    private static func view(_ pixels: Pixels) -> View {
        View(
            pixels: pixels,
            decoded: DecodedInfo(
                size: pixels.fullSize, storedSize: pixels.fullSize, orientation: .upright, denominator: 1,
                truncated: false, lacksData: false, realRows: pixels.height, damagedFromRow: nil, scans: 1, warnings: 0,
                firstWarning: nil),
            exif: ExifFacts())
    }

    private static func facts(_ creative: RecognisedCreative?) -> Observation {
        var facts = Observation()
        facts.boards = [
            Board(box: hung.hull, quad: hung, confidence: 0.9, slot: "top_ad", creative: creative)
        ]
        return facts
    }

    private static func undecided(turn: Int? = nil) -> RecognisedCreative {
        RecognisedCreative(
            id: nil, family: "a", score: 0.5, ranked: [.init(id: "a-1", score: 0.5), .init(id: "a-2", score: 0.45)],
            turn: turn)
    }

    @Test func theCatalogueKnowsWhereItsTextsStand() throws {
        let catalogue = try Self.catalogue(try TextModel())
        let lines = try #require(catalogue["a-1"]).lines
        #expect(lines.map(\.name) == ["brand", "price"] && lines.last?.price == "4500")
        let price = try #require(lines.last).quad.hull
        #expect(price.x0 > 0.35 && price.y0 > 0.45 && price.y1 < 1, "\(price)")
        #expect(catalogue.products.map(\.code) == ["AB-1234", "AB-9876"])
        #expect(try CompiledCatalogue(try catalogue.encoded()) == catalogue)
    }

    @Test(arguments: [("4,500", "4500"), ("4,700", "4700")])
    func onAKnownBoardTheKnownLinesAreRead(printed: String, price: String) throws {
        let model = try TextModel()
        let examiner = try TextExaminer(model, scope: .boards, catalogue: try Self.catalogue(model))
        var facts = Self.facts(RecognisedCreative(id: "a-1", family: "a", score: 0.9, ranked: []))
        try examiner.examine(Self.view(try Self.wall(Self.artwork(printed))), &facts)
        #expect(facts.texts.map(\.field) == ["text_brand", "text_price", "price"], "\(facts.texts)")
        #expect(facts.texts.allSatisfy { $0.board == 0 && $0.confidence > 0.5 })
        #expect(facts.texts.last?.text == price, "what was read, not what the catalogue says")
        #expect(facts.boards[0].creative?.decidedBy == nil)
    }

    @Test(arguments: [("4,500", "a-1", 0), ("4,700", "a-2", 0), ("4,700", "a-2", 2)])
    func whatIsReadDecidesBetweenSiblingsAndStandsAsEvidence(printed: String, id: String, turn: Int) throws {
        let model = try TextModel()
        let examiner = try TextExaminer(model, scope: .boards, catalogue: try Self.catalogue(model))
        var facts = Self.facts(Self.undecided(turn: turn == 0 ? nil : turn * 90))
        try examiner.examine(Self.view(try Self.wall(Self.artwork(printed), turn: turn)), &facts)
        let creative = try #require(facts.boards[0].creative)
        #expect(creative.id == id)
        let evidence = try #require(creative.decidedBy)
        #expect(evidence.field == "text_price" && evidence.sibling == (id == "a-1" ? "a-2" : "a-1"))
        #expect(evidence.printed.hasPrefix(printed) && !evidence.siblingPrinted.hasPrefix(printed))
        #expect(facts.texts.contains { $0.field == "price" })
    }

    @Test func aPriceThatNoSiblingHasDecidesNothing() throws {
        let model = try TextModel()
        let examiner = try TextExaminer(model, scope: .boards, catalogue: try Self.catalogue(model))
        for print in [Self.artwork("9,900"), Self.artwork("")] {
            var facts = Self.facts(Self.undecided())
            try examiner.examine(Self.view(try Self.wall(print)), &facts)
            #expect(facts.boards[0].creative?.id == nil && facts.boards[0].creative?.decidedBy == nil)
        }
    }

    @Test func onAnUnknownBoardEverythingIsReadAndTheProductNamed() throws {
        let model = try TextModel()
        let examiner = try TextExaminer(model, scope: .boards, catalogue: try Self.catalogue(model))
        var facts = Self.facts(RecognisedCreative(id: nil, family: nil, score: 0, ranked: []))
        try examiner.examine(Self.view(try Self.wall(Self.artwork("4,700", brand: "AB-1234"))), &facts)
        func text(_ field: String?) -> [String] { facts.texts.filter { $0.field == field }.map(\.text) }
        #expect(text("price") == ["4700"] && text("product") == ["AB-1234"], "\(facts.texts)")
        #expect(text(nil).count == 2)
    }

    @Test func nothingIsReadWhereNothingIsAskedAndTheRestOnlyWhenItIs() throws {
        let model = try TextModel()
        let view = Self.view(try Self.wall(Self.artwork("4,700")))
        for (scope, isRead) in [(TextScope.off, false), (.boards, false), (.all, true)] {
            var facts = Observation()
            try TextExaminer(model, scope: scope).examine(view, &facts)
            #expect(!facts.texts.isEmpty == isRead)
            #expect(facts.texts.allSatisfy { $0.board == nil })
        }
        var blank = Self.facts(nil)
        blank.boards[0].state = BoardState(blank: 0.9)
        try TextExaminer(model, scope: .boards).examine(view, &blank)
        #expect(blank.texts.isEmpty)
    }

    @Test func aLargePhotoIsSeenMoreCloselyThanItWasExamined() throws {
        let model = try TextModel()
        let wall = try Self.wall(Self.artwork("4,700"))
        let jpeg = try JPEGEncoder().encode(wall, quality: 95)
        var small = Pixels()
        let decoded = try PhotoDecoder().decode(jpeg, atLeast: 80, into: &small)
        #expect(small.width == 80)
        let source = View.Source(jpeg: jpeg, layout: JPEGLayout(jpeg), orientation: .upright)
        let closer = try CloserView()
        closer.show(View(pixels: small, decoded: decoded, exif: ExifFacts(), source: source))
        #expect(closer.pixels.width == 640 && closer.pixels.fullSize == small.fullSize)
        closer.show(View(pixels: small, decoded: decoded, exif: ExifFacts()))
        #expect(closer.pixels == small, "what was examined, where there is nothing to decode")
        #expect(closer.isLargeEnough(Quad(Box(0, 0, 60, 20))) && !closer.isLargeEnough(Quad(Box(0, 0, 30, 20))))
        var facts = Self.facts(nil)
        try TextExaminer(model, scope: .boards).examine(
            View(pixels: small, decoded: decoded, exif: ExifFacts(), source: source), &facts)
        #expect(facts.texts.filter { $0.field == "price" }.map(\.text) == ["4700"])
    }
}
