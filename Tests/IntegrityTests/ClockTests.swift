import Foundation
import Judging
import Ledger
import Records
import TestSupport
import Testing

@testable import Integrity

/// A device whose clock is steadily off is corrected, and what its wrong clock alone said is taken back.
@Suite struct ClockTests {
    /// 2025-08-13T00:00:00Z.
    private static let midnight = 1_755_043_200.0

    /// A photo of that day, by a clock that is `ahead` seconds ahead.
    private func outcome(_ content: Int, ahead: Double, hasGPS: Bool = true, device: String? = "serial-1") -> Outcome {
        let path = "S\(content % 3)/2025-08-13/\(content).jpg"
        let seen = Handed(path: path, luma: [], content: content).sighting
        let digits = String(content, radix: 16)
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes(path), storeID: seen.storeID, region: nil, date: seen.date,
                sha256: String(repeating: "0", count: 64 - digits.count) + digits, bytes: 1000, width: 800, height: 600,
                orientation: 1),
            state: .audited,
            versions: Versions(program: "0.1.0", model: "m", modelSHA256: "ab", precision: "f32", policy: "p"))
        let taken = Self.midnight + 3600 + Double(content) * 300
        func text(_ epoch: Double) -> String { Date(timeIntervalSince1970: epoch).formatted(.iso8601) }
        record.exif.capturedAt = Sourced(
            CaptureTime(rfc3339: text(taken + ahead), epoch: taken + ahead, zone: .exif), source: "test")
        if hasGPS { record.exif.gpsTime = Sourced(text(taken - Double(content % 4) * 8), source: "test") }
        record.device = device.map { CaptureDevice(id: $0, source: .serial) }
        Judge(policy: .standard).judge(&record)
        return Outcome(seen, .recorded(record, evidence: []))
    }

    private func commit(_ outcomes: [Outcome], to branch: Branch) throws {
        _ = try branch.ledger.claim(
            drop: branch.drop, outcomes.map(\.sighting), run: branch.run, now: Branch.noon, mode: .again)
        _ = try branch.ledger.commit(drop: branch.drop, outcomes, run: branch.run, now: Branch.noon)
    }

    private func records(_ branch: Branch) throws -> [Record] {
        var records: [Record] = []
        let cursor = try branch.ledger.records(RecordFilter(.current))
        while let stored = try cursor.next() { records.append(try stored.record()) }
        return records
    }

    private func clockCodes(_ record: Record) -> [String] {
        record.findings.map(\.code).filter { $0.hasPrefix("capture_") }
    }

    @Test func fivePhotosThatAgreeCorrectTheClockAndFourDoNot() throws {
        let ahead = 3 * 86_400.0
        try withBranchFile { file in
            let branch = try Branch(file)
            for content in 1...4 { try commit([outcome(content, ahead: ahead)], to: branch) }
            for record in try records(branch) {
                #expect(record.device?.clock == nil)
                #expect(clockCodes(record) == ["capture_time_conflict", "capture_in_future"])
            }
            // A photo without GPS counts for nothing, and is corrected all the same.
            try commit([outcome(5, ahead: ahead, hasGPS: false), outcome(6, ahead: ahead)], to: branch)
            let corrected = try records(branch)
            #expect(corrected.count == 6)
            for record in corrected {
                #expect(record.device?.clock == ahead, "\(record.photo.path.escaped)")
                #expect(clockCodes(record) == [])
                #expect(record.exif.capturedAt?.value?.rfc3339.hasPrefix("2025-08-16") == true, "as it was written")
            }
            // One of them is taken back: nothing proves the correction any more.
            let gone = try #require(corrected.first { $0.exif.gpsTime != nil }).photo.path
            try branch.ledger.withdraw(drop: branch.drop, path: gone, why: "test", now: Branch.noon)
            for record in try records(branch) where record.photo.path != gone {
                #expect(record.device?.clock == nil)
                #expect(clockCodes(record).first == "capture_time_conflict")
            }
            try branch.ledger.endWithdrawal(drop: branch.drop, path: gone, now: Branch.noon)
            #expect(try records(branch).allSatisfy { $0.device?.clock == ahead && clockCodes($0).isEmpty })
            #expect(try branch.ledger.integrityProblems() == [])
            // Auditing them again changes nothing.
            let before = try records(branch)
            try commit((1...4).map { outcome($0, ahead: ahead) }, to: branch)
            #expect(try records(branch) == before)
        }
    }

    @Test func aRightClockAnUnsteadyOneAndAnUnknownDeviceAreLeftAlone() throws {
        let sets: [[Outcome]] = [
            (1...8).map { outcome($0, ahead: 30) },
            (1...8).map { outcome($0, ahead: Double($0) * 3600) },
            (1...8).map { outcome($0, ahead: 3 * 86_400, device: nil) },
            (1...8).map { outcome($0, ahead: 3 * 86_400, device: "serial-\($0)") },
        ]
        for set in sets {
            try withBranchFile { file in
                let branch = try Branch(file)
                try commit(set, to: branch)
                #expect(try records(branch).allSatisfy { $0.device?.clock == nil })
            }
        }
    }

    /// One photo of another time among many does not hide behind the correction.
    @Test func aPhotoThatIsDatedBackIsFoundByTheCorrectedClockToo() throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            // The clock is an hour ahead; one photo's GPS time says five days more.
            var strange = outcome(9, ahead: 3600)
            if case .recorded(var record, let evidence) = strange.kind {
                let later = Date(timeIntervalSince1970: Self.midnight + 5 * 86_400).formatted(.iso8601)
                record.exif.gpsTime = Sourced(later, source: "test")
                Judge(policy: .standard).judge(&record)
                strange = Outcome(strange.sighting, .recorded(record, evidence: evidence))
            }
            try commit((1...8).map { outcome($0, ahead: 3600) } + [strange], to: branch)
            for record in try records(branch) {
                #expect(record.device?.clock == 3600)
                let isStrange = record.photo.path == strange.sighting.path
                #expect(clockCodes(record) == (isStrange ? ["capture_backdated"] : []))
            }
        }
    }

    @Test func theOrderOfArrivalChangesNothing() throws {
        var random = Seeded(11)
        let photos = (1...9).map { outcome($0, ahead: -2 * 86_400, hasGPS: $0 != 4) }
        var seen: Set<[Record]> = []
        for size in [1, 2, 9] {
            let order = photos.shuffled(using: &random)
            try withBranchFile { file in
                let branch = try Branch(file)
                for start in stride(from: 0, to: order.count, by: size) {
                    try commit(Array(order[start..<min(order.count, start + size)]), to: branch)
                }
                seen.insert(try records(branch))
            }
        }
        #expect(seen.count == 1)
        #expect(seen.first?.allSatisfy { $0.device?.clock == -2 * 86_400 } == true)
    }
}
