import Audit
import Detection
import Foundation
import Records
import TestSupport
import Testing

@Suite(.enabled(if: hasRuntime, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct CaptureTimeTests {
    /// A small photo whose EXIF states nothing but the file's last change.
    private func edited(_ time: String) throws -> [UInt8] {
        let picture = [UInt8](
            try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg")))
        let entry: [UInt8] = [0x01, 0x32, 0, 2, 0, 0, 0, 20, 0, 0, 0, 26]
        let body =
            Array("Exif\0\0MM\0*".utf8) + [0, 0, 0, 8, 0, 1] + entry + [0, 0, 0, 0] + Array(time.utf8) + [UInt8(0)]
        return picture[..<2] + [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body + picture[2...]
    }

    private func record(of photo: [UInt8], folder date: String?) throws -> Record {
        let detector = try Detector(modelFolder: tinyModel)
        let settings = AuditSettings(branch: "test", zone: .gmt, policy: .standard)
        let auditor = try PhotoAuditor(settings: settings, detector: detector)
        let input = PhotoInput(drop: "d", path: PathBytes("1.jpg"), bytes: photo, storeID: "S1", date: date)
        return try auditor.audit(input).record
    }

    @Test func theFoldersDayGoesBeforeThatOfTheLastChange() throws {
        let captured = try #require(
            try record(of: try edited("2026:11:27 18:00:00"), folder: "2026-11-20").exif.capturedAt)
        #expect(captured.value?.rfc3339 == "2026-11-20T12:00:00+00:00")
        #expect(captured.source == "folder")
        #expect(captured.problem == "DateTime: 2026-11-27T18:00:00+00:00, the last change of the file")
    }

    @Test func theLastChangeCountsOnTheFoldersDayAndWithoutAFolder() throws {
        for folder in ["2026-11-27", nil] {
            let captured = try record(of: try edited("2026:11:27 18:00:00"), folder: folder).exif.capturedAt
            #expect(captured?.value?.rfc3339 == "2026-11-27T18:00:00+00:00")
            #expect(captured?.source == "DateTime+branch")
        }
    }
}
