import Foundation
import Inference
import Photo
import Records
import TestSupport
import Testing

@testable import Sightline

@Suite struct ReadCommandTests {
    /// A photo of a tag: a name and a price.
    private func tag(_ folder: URL, turned: Bool = false) throws -> String {
        var tag = Pixels(width: 320, height: 200, filledWith: .white)
        tag.text("CAMEL BLUE", at: Point(20, 20), scale: 4, colour: .black, backing: nil)
        tag.text("4,750", at: Point(40, 100), scale: 9, colour: .red, backing: nil)
        if turned { tag = Pixels(width: 320, height: 200, rgb: turnedOver(tag)) }
        let file = folder.appending(path: "tag.jpg")
        try Data(try JPEGEncoder().encode(tag, quality: 92)).write(to: file)
        return file.path
    }

    private func turnedOver(_ pixels: Pixels) -> [UInt8] {
        stride(from: pixels.bytes.count - 3, through: 0, by: -3).flatMap { pixels.bytes[$0..<$0 + 3] }
    }

    private struct Line: Decodable {
        struct Field: Decodable { var field, text: String }
        struct Candidate: Decodable { var code: String }
        var turn: Int
        var fields: [Field]
        var candidates: [Candidate]?
        var product: String?
    }

    @Test(.enabled(if: (try? Runtime.load()) != nil, "the runtime of the networks is needed: Systemd/openvino-runtime"))
    func aTagIsReadAndLookedUp() throws {
        try Fixtures.withTemporaryFolder { folder in
            let products = folder.appending(path: "products.csv")
            try Data("code,name,price\n880,Camel Blue,4700\n881,Camel Original,4700\n".utf8).write(to: products)
            let picture = folder.appending(path: "lines.jpg").path
            let run = try sightline(
                ["read", try tag(folder, turned: true), "--products", products.path, "--picture", picture, "--json"],
                home: folder)
            #expect(run.status == 0, "\(run.errors)")
            let line = try CanonicalJSON.decode(Line.self, from: Data(run.output.utf8))
            #expect(line.turn == 180 && line.product == "880" && line.candidates?.map(\.code) == ["880", "881"])
            #expect(line.fields.first?.text == "4750")
            #expect(try Pixels(upright: Array(try Data(contentsOf: URL(filePath: picture))), longSide: 64).width > 0)
            let page = try sightline(
                ["read", try tag(folder), "--quad", "0,80,320,80,320,200,0,200"], home: folder)
            #expect(page.output.contains("price  4750") && !page.output.contains("CAMEL"), "\(page.output)")
        }
    }

    @Test(.enabled(if: (try? Runtime.load()) != nil, "the runtime of the networks is needed: Systemd/openvino-runtime"))
    func aPhotoThatCannotBeReadDoesNotStopTheOthers() throws {
        try Fixtures.withTemporaryFolder { folder in
            let run = try sightline(["read", folder.path + "/none.jpg", try tag(folder)], home: folder)
            #expect(run.status == 3 && run.errors.contains("none.jpg") && run.output.contains("4750"))
        }
    }

    @Test(arguments: ["1,2,3", "0,0,1,0,1,1,0,x", "0,0,9,9,9,0,0,9", "nan,0,9,0,9,9,0,9", ""])
    func cornersThatAreNoneAreRefused(text: String) {
        #expect(throws: UsageError.self) { try Command.corners(text) }
    }

    @Test func wrongUseIsSaid() throws {
        try Fixtures.withTemporaryFolder { folder in
            #expect(try sightline(["read"], home: folder).status == 2)
            #expect(try sightline(["read", "a.jpg", "b.jpg", "--picture", "c.jpg"], home: folder).status == 2)
            let empty = folder.appending(path: "p.csv")
            try Data("name\nx\n".utf8).write(to: empty)
            let run = try sightline(["read", "a.jpg", "--products", empty.path], home: folder)
            #expect(run.status == 2 && run.errors.contains("code"), "\(run.errors)")
        }
    }
}
