import Records
import Testing

@testable import Compliance
@testable import Judging

@Suite struct CaptureTimeTests {
    @Test func aWrongClockIsSaidInTheRecordAndChangesNoVerdict() throws {
        var exif = ExifFacts()
        for (day, isSaid) in [
            ("1970-01-01", true), ("2099-01-01", true), ("2026-11-19", false), ("2026-11-22", true),
        ] {
            exif.capturedAt = Sourced(
                CaptureTime(rfc3339: "\(day)T10:00:00+09:00", epoch: 0, zone: .branch), source: "DateTimeOriginal")
            let judged = assess(
                detections: [], size: Size(width: 40, height: 30), exif: exif, quality: nil, policy: .standard,
                visit: "2026-11-20")
            let plain = assess(
                detections: [], size: Size(width: 40, height: 30), exif: exif, quality: nil, policy: .standard)
            let finding = judged.findings.first { $0.code == "capture_time_conflict" }
            #expect((finding != nil) == isSaid, "\(day)")
            #expect(finding.map { $0.severity == .warning } ?? true)
            #expect(judged.verdict == plain.verdict)
        }
    }
}
