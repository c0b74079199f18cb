import Audit
import Compliance
import Detection
import Foundation
import Judging
import Records
import TestSupport
import Testing

/// A record says the same when it is judged again: numbers are judged as they are kept.
@Suite(.enabled(if: hasRuntime, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct JudgedAsKeptTests {
    @Test func judgingARecordAgainChangesNothing() throws {
        let detector = try Detector(
            modelFolder: PathBytes(Fixtures.root.appending(path: "Sources/Detection/Resources").path))
        let auditor = try PhotoAuditor(
            settings: AuditSettings(branch: "test", zone: .gmt, policy: .standard), detector: detector)
        let judge = Judge(policy: .standard, uncertainty: try UncertaintyModel(of: detector.card))
        for photo in ["2025-04-24/1", "2025-07-31/1", "2025-07-31/2", "2025-09-13/1"] {
            let file = Fixtures.root.appending(path: "Samples/photos/S05010/\(photo).jpg")
            let input = PhotoInput(
                drop: "d", path: PathBytes("1.jpg"), bytes: [UInt8](try Data(contentsOf: file)), date: "2025-04-24")
            let record = try auditor.audit(input).record
            let kept = try CanonicalJSON.encode(record)
            var again = try CanonicalJSON.decode(Record.self, from: kept)
            _ = judge.judge(&again)
            #expect(
                String(decoding: try CanonicalJSON.encode(again), as: UTF8.self)
                    == String(decoding: kept, as: UTF8.self))
        }
    }
}
