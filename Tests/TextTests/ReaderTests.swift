import Foundation
import Geometry
import Inference
import Photo
import Records
import TestSupport
import Testing

@testable import Text

private let hasRuntime = (try? Runtime.load()) != nil

/// On tags written by the project's own lettering: nothing that is kept elsewhere.
@Suite(.enabled(if: hasRuntime, "the runtime of the networks is needed: Systemd/openvino-runtime"))
struct ReaderTests {
    private static let tag = Quad(Box(0, 0, 300, 200))

    /// A tag with a name and a price, hung into a wall by these corners.
    private func wall(_ hung: Quad, turn: Int = 0) throws -> Pixels {
        var tag = Pixels(width: 300, height: 200, filledWith: .white)
        tag.text("COFFEE 2026", at: Point(24, 20), scale: 4, colour: .black, backing: nil)
        tag.text("4,750", at: Point(60, 100), scale: 9, colour: .red, backing: nil)
        var wall = Pixels(width: 640, height: 480, filledWith: Colour(90, 110, 120))
        let c = hung.corners
        let print = Quad(c[turn % 4], c[(turn + 1) % 4], c[(turn + 2) % 4], c[(turn + 3) % 4])
        let map = try #require(Homography(from: print, to: Self.tag))
        let seen = try #require(tag.warped(by: map, size: Size(width: 640, height: 480)))
        for y in 0..<480 {
            for x in 0..<640 {
                let place = map.image(of: Point(Double(x) + 0.5, Double(y) + 0.5))
                if (0..<300).contains(place.x), (0..<200).contains(place.y) { wall[x, y] = seen[x, y] }
            }
        }
        return wall
    }

    private func prices(_ reading: Reading) -> [String] {
        TextFields().find(in: reading.lines).filter { $0.kind == .price }.map(\.value)
    }

    @Test(arguments: 0..<4)
    func aTagIsReadWhicheverWayItHangs(turn: Int) throws {
        let hung = turn % 2 == 0 ? Quad(Box(200, 150, 440, 310)) : Quad(Box(240, 110, 400, 350))
        let wall = try wall(hung, turn: turn)
        let reading = try TextModel().makeReader().read(hung, in: wall)
        #expect(reading.turn == turn)
        #expect(prices(reading).first == "4750", "\(reading)")
        let price = try #require(reading.lines.first { $0.text.contains("4") && $0.text.contains("750") })
        #expect(price.confidence > 0.8)
        // In the photo's frame, below the tag's middle as the print has it, and beginning at its left.
        let c = hung.corners
        let print = Quad(c[turn % 4], c[(turn + 1) % 4], c[(turn + 2) % 4], c[(turn + 3) % 4])
        let back = try #require(Homography(from: print, to: Self.tag))
        let (start, end) = (back.image(of: price.quad.topLeft), back.image(of: price.quad.bottomRight))
        #expect(start.x > 0 && start.x < 80 && start.y > 70 && start.y < 125, "\(start)")
        #expect(end.x > 200 && end.x < 300 && end.y > 140 && end.y < 210, "\(end)")
    }

    @Test func aTagInPerspectiveIsRead() throws {
        let hung = Quad(Point(180, 200), Point(430, 130), Point(450, 300), Point(195, 350))
        #expect(prices(try TextModel().makeReader().read(hung, in: try wall(hung))).first == "4750")
    }

    @Test func theWholePhotoIsReadWithoutItsCorners() throws {
        let wall = try wall(Quad(Point(180, 200), Point(420, 150), Point(440, 310), Point(195, 360)))
        #expect(prices(try TextModel().makeReader().read(wall)).first == "4750")
    }

    @Test func aKnownDirectionIsTaken() throws {
        let hung = Quad(Box(200, 150, 440, 310))
        let reader = try TextModel().makeReader()
        #expect(prices(try reader.read(hung, in: try wall(hung), turn: 0)).first == "4750")
        #expect(try reader.read(hung, in: try wall(hung), turn: 2).turn == 2)
    }

    @Test func whatIsNoPartOfAPictureSaysNothing() throws {
        let reader = try TextModel().makeReader()
        let grey = Pixels(width: 200, height: 100, filledWith: Colour(120, 120, 120))
        #expect(try reader.read(grey).lines.isEmpty)
        #expect(try reader.read(Pixels()).lines.isEmpty)
        for quad in [
            Quad(Box(0, 0, 0, 0)), Quad(Point(.nan, 0), Point(1, 0), Point(1, 1), Point(0, 1)),
            Quad(Box(-1e9, 0, 1e9, 5)), Quad(Point(0, 0), Point(50, 50), Point(50, 0), Point(0, 50)),
        ] { #expect(try reader.read(quad, in: grey).lines.isEmpty) }
        #expect(try reader.read(Quad(Box(5000, 5000, 5100, 5050)), in: grey).lines.isEmpty)
    }

    @Test func aChangedFileIsRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            let shipped = try ProgramPlace.shippedNetwork(
                variable: "SIGHTLINE_TEXT", folder: "text", room: "Text", holding: "card.json", name: "")
            for name in try FileManager.default.contentsOfDirectory(atPath: shipped.escaped) {
                let file = folder.appending(path: name)
                try FileManager.default.copyItem(atPath: shipped.escaped + "/" + name, toPath: file.path)
            }
            let list = folder.appending(path: "characters.txt")
            try Data("x\n".utf8).write(to: list)
            #expect(throws: InferenceError.self) { try TextModel(folder: PathBytes(folder.path)) }
            try Data("{}".utf8).write(to: folder.appending(path: "card.json"))
            let error = #expect(throws: InferenceError.self) { try TextModel(folder: PathBytes(folder.path)) }
            #expect(error?.code == .modelCardInvalid)
        }
    }
}
