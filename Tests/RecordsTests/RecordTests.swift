import Foundation
import Records
import Testing

@Suite struct RecordTests {
    static let record = Record(
        photo: PhotoSource(
            drop: "seoul", path: PathBytes("S1/2025-01-02/1.jpg"), storeID: "S1", region: nil, date: "2025-01-02",
            sha256: "00", bytes: 10, width: 4, height: 3, orientation: 6),
        state: .audited,
        detections: [Detection(slot: Slot.topAd, confidence: 0.987654, box: Box(1.234, 2, 3, 4), quad: nil)],
        centering: Centering(photoOffset: 0.1, fixtureOffset: nil, uncertainty: nil, reference: .photo),
        verdict: .notAssessable,
        versions: Versions(program: "0.1.0", model: "m", modelSHA256: "ab", precision: "f32", policy: "p"))

    @Test func jsonHasTheFixedKeysAndExplicitNulls() throws {
        let text = String(decoding: try CanonicalJSON.encode(Self.record), as: UTF8.self)
        #expect(text.contains(#""box":[1.23,2,3,4]"#))
        #expect(text.contains(#""confidence":0.9877"#))
        #expect(text.contains(#""quad":null"#))
        #expect(text.contains(#""fixture_offset":null"#))
        #expect(text.contains(#""reason":null"#))
        #expect(text.contains(#""path":"S1/2025-01-02/1.jpg""#))
        #expect(!text.contains("\n"))
    }

    @Test func aRecordComesBackFromItsJSON() throws {
        let data = try CanonicalJSON.encode(Self.record)
        let back = try CanonicalJSON.decode(Record.self, from: data)
        #expect(try CanonicalJSON.encode(back) == data)
        #expect(back.photo == Self.record.photo)
    }
}

@Suite struct PathBytesTests {
    @Test func hangulInTwoFormsIsTwoPaths() {
        #expect(PathBytes("\u{AC00}") != PathBytes("\u{1100}\u{1161}"))
    }

    @Test(
        arguments: [[0xFF, 0x41], [0x0A], [0x5C, 0x78, 0x34], [0xEA, 0xB0], [0xC2, 0x85], Array(0x01...0xFF)]
            as [[UInt8]])
    func escapedTextIsOneSafeLineAndReadsBack(bytes: [UInt8]) {
        let path = PathBytes(bytes)
        #expect(PathBytes(escaped: path.escaped) == path)
        #expect(!path.escaped.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
    }
}
