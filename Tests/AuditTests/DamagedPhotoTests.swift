import Audit
import Detection
import Foundation
import Geometry
import Records
import TestSupport
import Testing

private let shipped = PathBytes(Fixtures.root.appending(path: "Sources/Detection/Resources").path)

/// Photos without a violation, with a block of 4,096 bytes zeroed, lost or repeated, through the shipped model.
@Suite(.enabled(if: hasRuntime, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct DamagedPhotoTests {
    /// Those of the samples that gave non_compliant with offsets of 0.2 to 3.6 cabinet widths.
    private static let cases: [(photo: String, kind: Kind, percent: Int)] = [
        ("S05000/2025-05-21/2", .lost, 10), ("S05000/2025-05-21/2", .zeroed, 40), ("S05002/2025-08-23/1", .lost, 10),
        ("S05006/2025-11-18/1", .repeated, 25), ("S05008/2025-09-02/1", .repeated, 10),
        ("S05010/2025-07-31/1", .zeroed, 25), ("S05011/2025-11-17/1", .zeroed, 25),
    ]

    enum Kind: CaseIterable { case zeroed, lost, repeated }

    private func damaged(_ jpeg: [UInt8], _ kind: Kind, percent: Int) throws -> [UInt8] {
        let marker = try #require(jpeg.indices.dropLast(2).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xDA })
        let first = marker + 12
        let start = (first + (jpeg.count - 2 - first) * percent / 100 + 4095) / 4096 * 4096
        let block: [UInt8] =
            switch kind {
            case .zeroed: Array(repeating: 0, count: 4096)
            case .lost: []
            case .repeated: Array(jpeg[start - 4096..<start])
            }
        return jpeg[..<start] + block + jpeg[(start + 4096)...]
    }

    @Test func noDamageMakesAPhotoNonCompliant() throws {
        let auditor = try PhotoAuditor(
            settings: AuditSettings(branch: "test", zone: .gmt, policy: .standard),
            detector: try Detector(modelFolder: shipped))
        func record(_ bytes: [UInt8]) throws -> Record {
            try auditor.audit(PhotoInput(drop: "d", path: PathBytes("1.jpg"), bytes: bytes, date: "2026-11-20")).record
        }
        for one in Self.cases {
            let whole = [UInt8](try Data(contentsOf: samples.appending(path: one.photo + ".jpg")))
            let sound = try record(whole)
            #expect(sound.verdict != .nonCompliant && sound.quality?.damagedFromRow == nil)
            let got = try record(try damaged(whole, one.kind, percent: one.percent))
            #expect(got.verdict != .nonCompliant, "\(one)")
            let row = try #require(got.quality?.damagedFromRow, "\(one)")
            #expect(got.findings.contains { $0.code == "photo_damaged" && $0.value == Double(row) }, "\(one)")
            let area = try #require(got.quality?.damagedArea)
            #expect(got.detections.allSatisfy { $0.box.intersection(area).area == 0 })
        }
    }

    @Test func theRecordNamesTheDamageAndAWholePhotosRecordHasNoKeyForIt() throws {
        let whole = PhotoQuality(brightness: 0.5, sharpness: 9, truncated: false)
        let broken = PhotoQuality(
            brightness: 0.5, sharpness: 9, truncated: false, damagedFromRow: 480, damagedArea: Box(0, 480, 960, 720))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(whole), as: UTF8.self)
        #expect(text == #"{"brightness":0.5,"sharpness":9,"truncated":false}"#)
        let data = try encoder.encode(broken)
        #expect(String(decoding: data, as: UTF8.self).contains(#""damaged_from_row":480"#))
        #expect(try JSONDecoder().decode(PhotoQuality.self, from: data) == broken)
        #expect(try JSONDecoder().decode(PhotoQuality.self, from: Data(text.utf8)) == whole)
    }
}
