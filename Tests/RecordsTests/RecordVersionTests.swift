import Foundation
import Records
import Testing

@Suite struct RecordVersionTests {
    let plain = Record(
        photo: PhotoSource(
            drop: "d", path: PathBytes("S1/a.jpg"), storeID: "S1", region: nil, date: "2026-11-02",
            sha256: String(repeating: "0", count: 64), bytes: 1, width: 40, height: 30, orientation: 1),
        state: .audited, versions: Versions(program: "1", model: "m", modelSHA256: "a", precision: "f32", policy: "p"))

    @Test func everyKeyOfVersionTwoIsReadBackAsItWasWritten() throws {
        var record = plain
        let box = Box(1, 2, 30, 20)
        record.boards = [
            Board(
                box: box, quad: Quad(box), confidence: 0.5, slot: "top_ad",
                creative: RecognisedCreative(
                    id: "C1", family: "C", score: 0.75,
                    ranked: [.init(id: "C1", score: 0.75), .init(id: "C2", score: 0.25)]),
                state: BoardState(visible: 1, damaged: 0, faded: nil, glare: 0.25, blank: 0)),
            Board(box: box, quad: nil, confidence: 0.25, slot: nil),
        ]
        record.fingerprint = Fingerprint(pdq: String(repeating: "f", count: 64), quality: 100)
        record.capture = Capture(screen: 0.125, print: nil)
        record.relations = [
            Relation(
                .sameFileOtherStore, photo: .init(drop: "d", path: PathBytes("b.jpg"), storeID: "S2", date: nil),
                value: 1)
        ]
        record.texts = [ReadText(board: 0, field: "price", text: "4,500원", confidence: 0.5)]
        record.measures = ["redness": 0.5]
        record.examiners = [ExaminerVersion(name: "detection", version: "1")]
        record.review = Review(by: "r1", at: "2026-11-28T00:00:00Z", verdict: .compliant)
        let json = try CanonicalJSON.encode(record)
        #expect(try CanonicalJSON.decode(Record.self, from: json) == record)
        #expect(try CanonicalJSON.encode(CanonicalJSON.decode(Record.self, from: json)) == json)
    }

    @Test func aRecordOfVersionOneIsReadAsOneOfWhichNobodyAskedTheNewerQuestions() throws {
        var keys = try #require(JSONSerialization.jsonObject(with: CanonicalJSON.encode(plain)) as? [String: Any])
        for key in ["boards", "fingerprint", "capture", "relations", "texts", "measures", "examiners", "review"] {
            #expect(keys.removeValue(forKey: key) != nil, "\(key)")
        }
        keys["schema"] = "sightline.record/1"
        let read = try CanonicalJSON.decode(Record.self, from: JSONSerialization.data(withJSONObject: keys))
        var expected = plain
        expected.schema = "sightline.record/1"
        #expect(read == expected)
        #expect(try CanonicalJSON.encode(read) == CanonicalJSON.encode(plain))
    }

    @Test func aRecordOfAnotherVersionIsNamed() throws {
        let text = String(decoding: try CanonicalJSON.encode(plain), as: UTF8.self)
            .replacing("sightline.record/2", with: "sightline.record/3")
        let failure = #expect(throws: DecodingError.self) {
            try CanonicalJSON.decode(Record.self, from: Data(text.utf8))
        }
        #expect("\(try #require(failure))".contains("sightline.record/3 is not known"))
    }
}
