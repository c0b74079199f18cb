import Detection
import Examining
import Foundation
import Records
import TestSupport
import Testing

@testable import Audit

@Suite(.enabled(if: hasRuntime, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct PhotoAuditorTests {
    static let picture: [UInt8] = {
        let file = Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg")
        return (try? Data(contentsOf: file)).map(Array.init) ?? []
    }()

    private func auditor(overlays: Bool = false) throws -> PhotoAuditor {
        var settings = AuditSettings(branch: "test", zone: .gmt, policy: .standard)
        settings.overlays = overlays
        return try PhotoAuditor(settings: settings, detector: try Detector(modelFolder: tinyModel))
    }

    private func input(_ bytes: [UInt8], date: String? = nil) -> PhotoInput {
        PhotoInput(
            drop: "d", path: PathBytes("S1/1.jpg"), bytes: bytes, storeID: "S1", region: "Seoul", date: date)
    }

    @Test func aFileThatIsNoPhotoGetsARejectedRecordWithAReasonAndNothingElse() throws {
        let auditor = try auditor(overlays: true)
        for bytes in [[], Array("no photo".utf8), Array(Self.picture.prefix(40)), [0xFF, 0xD8, 0xFF, 0xD9]] {
            let audited = try auditor.audit(input(bytes))
            #expect(audited.record.state == .rejected && audited.record.reason != nil)
            #expect(audited.evidence.isEmpty && audited.overlay == nil)
            #expect(audited.record.verdict == nil && audited.record.detections.isEmpty)
            #expect(audited.record.photo.bytes == bytes.count && audited.record.photo.storeID == "S1")
        }
    }

    @Test func theSameBytesGiveTheSameRecordWhateverCameBefore() throws {
        let (used, fresh) = (try auditor(), try auditor())
        _ = try used.audit(input(Array("no photo".utf8)))
        _ = try used.audit(input(Array(Self.picture.prefix(Self.picture.count / 2))))
        let (one, other) = (try used.audit(input(Self.picture)), try fresh.audit(input(Self.picture)))
        #expect(one.record == other.record && one.evidence == other.evidence)
        #expect(one.record.state == .audited && one.overlay == nil)
    }

    @Test func anOverlayIsMadeOnlyWhereItIsAskedForAndChangesNoRecord() throws {
        let (plain, painted) = (
            try auditor().audit(input(Self.picture)), try auditor(overlays: true).audit(input(Self.picture))
        )
        #expect(plain.overlay == nil && painted.overlay?.starts(with: [0xFF, 0xD8]) == true)
        #expect(plain.record == painted.record && plain.evidence == painted.evidence)
    }

    @Test func aFoldersDayStandsInForACaptureTimeThatIsMissing() throws {
        let record = try auditor().audit(input(Self.picture, date: "2026-11-20")).record
        #expect(record.photo.date == "2026-11-20")
        #expect(record.exif.capturedAt?.source == "folder")
        #expect(record.exif.capturedAt?.value?.rfc3339.hasPrefix("2026-11-20T12:00:00") == true)
        #expect(try auditor().audit(input(Self.picture)).record.photo.date == nil)
    }

    @Test func theTimeOfAPhotoIsTakenOnce() throws {
        let auditor = try auditor()
        _ = try auditor.audit(input(Self.picture))
        #expect(auditor.takeTimes().stages.contains { $0.stage == .decode && $0.times == 1 })
        #expect(auditor.takeTimes().stages.isEmpty)
    }

    @Test func onlyBytesBehindThePictureLeaveARecordStanding() throws {
        var record = try auditor().audit(input(Self.picture)).record
        #expect(input(Self.picture).holdsPicture(of: record))
        #expect(input(Self.picture + Array("tail".utf8)).holdsPicture(of: record))
        var changed = Self.picture
        changed[changed.count / 2] ^= 1
        #expect(!input(changed).holdsPicture(of: record))
        #expect(!input(Array(Self.picture.dropLast())).holdsPicture(of: record))
        for extreme in Extremes.integers.map(Int.init(clamping:)) where extreme != Self.picture.count {
            record.photo.bytes = extreme
            #expect(!input(Self.picture).holdsPicture(of: record), "\(extreme)")
        }
    }
}
