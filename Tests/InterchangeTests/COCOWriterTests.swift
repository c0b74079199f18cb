import Foundation
import Interchange
import Records
import Testing

struct COCOWriterTests {
    private func record(drop: String = "seoul", path: PathBytes, _ detections: [Detection] = []) -> Record {
        Record(
            photo: PhotoSource(
                drop: drop, path: path, storeID: "S1", region: nil, date: "2026-11-01", sha256: "ab", bytes: 10,
                width: 960, height: 720, orientation: 1),
            state: .audited, detections: detections,
            versions: Versions(program: "1", model: "m", modelSHA256: "cd", precision: "f32", policy: "p"))
    }

    private func write(_ records: [Record]) throws -> Data {
        var data = Data()
        try COCOWriter { each in try records.forEach(each) }.write { data.append(contentsOf: $0) }
        return data
    }

    private let quad = Quad(Point(1, 2), Point(6.125, 2), Point(5.5, 7), Point(1.5, 6.75))

    @Test func `the bytes are a published format`() throws {
        let data = try write([
            record(
                path: PathBytes("S1/1.jpg"),
                [
                    Detection(slot: "top_ad", confidence: 0.98765, box: Box(1.5, 2, 5.5, 7), quad: quad),
                    Detection(slot: "cdu_horizontal", confidence: 0.5, box: Box(10, 20, 30, 25), quad: nil),
                ])
        ])
        let lines = [
            #"{"info":{"description":"sightline results"},"#,
            #""categories":[{"id":1,"name":"cdu_horizontal"},{"id":2,"name":"top_ad"}],"#,
            #""images":[{"date":"2026-11-01","drop":"seoul","file_name":"S1/1.jpg","height":720,"id":1,"#,
            #""sha256":"ab","store_id":"S1","width":960}],"#,
            #""annotations":[{"area":20,"bbox":[1.5,2,4,5],"category_id":2,"id":1,"image_id":1,"iscrowd":0,"#,
            #""quad":[[1,2],[6.13,2],[5.5,7],[1.5,6.75]],"score":0.9877,"#,
            #""segmentation":[[1,2,6.13,2,5.5,7,1.5,6.75]]},"#,
            #"{"area":100,"bbox":[10,20,20,5],"category_id":1,"id":2,"image_id":1,"iscrowd":0,"score":0.5,"#,
            #""segmentation":[[10,20,30,20,30,25,10,25]]}]}"#, "\n",
        ]
        #expect(String(decoding: data, as: UTF8.self) == lines.joined())
    }

    @Test func `what is written is read back as truth`() throws {
        let boxed = Detection(slot: "cabinet", confidence: 0.7, box: Box(3, 4, 30, 40), quad: nil)
        let flat = Detection(
            slot: "top_ad", confidence: 0.9, box: Box(1, 2, 6, 7),
            quad: Quad(Point(1, 2), Point(6, 2), Point(5.5, 7), Point(1.5, 6.75)))
        let set = try TruthSet(
            coco: write([
                record(path: PathBytes("a.jpg"), [boxed, flat]), record(path: PathBytes("b.jpg")),
                record(path: PathBytes("c.jpg"), [flat]),
            ]), file: "c.json")
        #expect(set.labels == ["cabinet", "top_ad"])
        #expect(set.photos.map(\.file) == ["a.jpg", "b.jpg", "c.jpg"])
        #expect(set.photos.map(\.panels.count) == [2, 0, 1])
        #expect(set.photos[0].size == Size(width: 960, height: 720))
        #expect(set.photos[0].panels[0].box == boxed.box && set.photos[0].panels[0].quad == Quad(boxed.box))
        #expect(set.photos[0].panels[1].box == flat.box && set.photos[0].panels[1].quad == flat.quad)
    }

    @Test func `photos of several drops carry the drop's name, and of one drop they do not`() throws {
        let path = PathBytes("S1/1.jpg")
        let (a, b) = (record(drop: "seoul", path: path), record(drop: "/mnt/busan", path: path))
        #expect(try TruthSet(coco: write([a]), file: "t").photos.map(\.file) == ["S1/1.jpg"])
        #expect(
            try TruthSet(coco: write([a, b]), file: "t").photos.map(\.file) == [
                "seoul/S1/1.jpg", "mnt/busan/S1/1.jpg",
            ])
    }

    @Test func `a path that is not UTF-8 keeps its bytes`() throws {
        let path = PathBytes([0xFF, 0x41, 0x2E, 0x6A])
        let set = try TruthSet(coco: write([record(path: path)]), file: "t")
        #expect(PathBytes(escaped: set.photos[0].file) == path)
    }

    @Test func `no records make an empty set`() throws {
        #expect(try TruthSet(coco: write([]), file: "t") == TruthSet(labels: [], photos: []))
    }

    @Test func `what cannot be passed over or taken ends the writing`() throws {
        struct Full: Error {}
        #expect(throws: Full.self) { try COCOWriter { _ in throw Full() }.write { _ in } }
        #expect(throws: Full.self) { try COCOWriter { _ in }.write { _ in throw Full() } }
        // Coordinates that are not finite have no JSON.
        let bad = Detection(slot: "top_ad", confidence: 0.9, box: Box(.nan, 2, 6, 7), quad: nil)
        #expect(throws: EncodingError.self) { try write([record(path: PathBytes("a.jpg"), [bad])]) }
    }
}
