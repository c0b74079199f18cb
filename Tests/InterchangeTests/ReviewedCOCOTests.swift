import Foundation
import Records
import Testing

@testable import Interchange

@Suite struct ReviewedCOCOTests {
    private func photo(
        _ path: String, drop: String = "seoul", _ panels: [Correction.Panel], cannotTell: Bool = false,
        texts: [ReadText]? = nil
    ) -> ReviewedPhoto {
        let record = Record(
            photo: PhotoSource(
                drop: drop, path: PathBytes(path), storeID: "S1", region: nil, date: "2026-11-20",
                sha256: String(repeating: "e", count: 64), bytes: 1, width: 1000, height: 800, orientation: 1),
            state: .audited,
            versions: Versions(program: "1", model: "m", modelSHA256: "m", precision: "f32", policy: "p"))
        let word = ReviewersWord(
            by: "jiwon", at: "2026-11-21T01:00:00Z",
            correction: Correction(cannotTell: cannotTell, panels: panels, texts: texts), machine: [])
        return ReviewedPhoto(record: record, word: word)
    }

    private let ad = Correction.Panel(
        slot: "top_ad", quad: Quad(Point(-20.5, 10), Point(300, 12.25), Point(298, 90), Point(-18, 88)),
        creative: "c-1",
        tags: [.truncated, .glare])
    private let board = Correction.Panel(slot: nil, quad: Quad(Box(400, 300, 500, 450)), creative: "", tags: [])

    private func json(_ photos: [ReviewedPhoto]) throws -> [String: Any] {
        let bytes = try ReviewedCOCO(photos).encoded()
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func theFileHoldsWhatLabellingToolsAskFor() throws {
        let file = try json([photo("a/1.jpg", [ad, board])])
        for key in ["info", "licenses", "images", "annotations", "categories"] { #expect(file[key] != nil, "\(key)") }
        let categories = try #require(file["categories"] as? [[String: Any]])
        #expect(categories.map { $0["name"] as? String } == ["board", "top_ad"])
        #expect(categories.allSatisfy { $0["supercategory"] is String && $0["id"] is Int })
        let image = try #require((file["images"] as? [[String: Any]])?.first)
        #expect(image["file_name"] as? String == "a/1.jpg" && image["license"] as? Int == 1)
        let note = try #require((file["annotations"] as? [[String: Any]])?.first)
        // The box is what lies in the photo; the polygon keeps the corners outside.
        #expect(note["bbox"] as? [Double] == [0, 10, 300, 80] && note["iscrowd"] as? Int == 0)
        #expect((note["segmentation"] as? [[Double]])?.first == [-20.5, 10, 300, 12.25, 298, 90, -18, 88])
        #expect(note["tags"] as? [String] == ["truncated", "glare"])
        let attributes = try #require(note["attributes"] as? [String: Any])
        #expect(attributes["truncated"] as? Bool == true && attributes["occluded"] as? Bool == false)
    }

    @Test func whatGoesOutComesBackAsItWas() throws {
        let texts = [ReadText(board: 0, field: "price", text: "4,500원", confidence: 1)]
        let photos = [photo("a/1.jpg", [ad, board], texts: texts), photo("b/2.jpg", [])]
        let back = try ImportedReviews(coco: Data(try ReviewedCOCO(photos).encoded()), file: "x").photos
        #expect(back.map(\.name) == ["a/1.jpg", "b/2.jpg"])
        #expect(back.map(\.correction) == photos.map(\.word.correction))
        #expect(back[0].sha256 == photos[0].record.photo.sha256)
    }

    @Test func aPhotoOfWhichNobodyCanTellIsLeftOutAndDropsAreTold() throws {
        let photos = [
            photo("1.jpg", [ad], cannotTell: true), photo("2.jpg", [ad]), photo("2.jpg", drop: "/mnt/busan", [board]),
        ]
        let images = try #require(try json(photos)["images"] as? [[String: Any]])
        #expect(images.map { $0["file_name"] as? String } == ["seoul/2.jpg", "mnt/busan/2.jpg"])
        #expect(try ReviewedCOCO([]).encoded().last == 0x0A)
    }

    @Test func aToolsFlagsAndBoxesAreUnderstood() throws {
        let text = """
            {"images": [{"id": 4, "file_name": "a.jpg", "width": 1000, "height": 800}],
             "categories": [{"id": 1, "name": "top_ad"}, {"id": 2, "name": "board"}],
             "annotations": [
              {"id": 1, "image_id": 4, "category_id": 1, "bbox": [10, 20, 30, 40], "iscrowd": 0, "segmentation": [],
               "attributes": {"occluded": true, "creative": "c-2", "rotation": 0.0, "damaged": "odd"}, "tags": ["glare"]},
              {"id": 2, "image_id": 4, "category_id": 2, "bbox": [0, 0, 9, 9], "iscrowd": 0,
               "segmentation": [[1, 1, 8, 2, 9, 9, 0, 8]]}]}
            """
        let photo = try #require(try ImportedReviews(coco: Data(text.utf8), file: "x").photos.first)
        let panels = photo.correction.panels
        #expect(panels[0].quad == Quad(Box(10, 20, 40, 60)) && panels[0].creative == "c-2")
        #expect(panels[0].tags == [.occluded, .glare])
        #expect(panels[1].slot == nil && panels[1].quad.bottomRight == Point(9, 9) && panels[1].creative == nil)
        #expect(throws: TruthError.self) { try ImportedReviews(coco: Data("{}".utf8), file: "x") }
    }
}
