import Foundation
import Ledger
import Records
import SystemCalls
import TestSupport
import Testing

@testable import Reporting

/// Which day a visit counts on, what counts at all, and what a report leaves when it cannot be written.
@Suite struct VisitDayTests {
    private static let day = CalendarDay(year: 2026, month: 11, day: 18)

    /// A ledger of one photo for each clock, all of the same day's folders.
    private func withClocks(_ body: (Fleet, URL) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            let fleet = try Fleet(in: folder)
            for (number, clock) in ["1970-01-01", "2002-12-08", "2027-01-01", "2099-01-01", "2026-11-18"].enumerated() {
                let seen = fleet.sighting("S\(number)", Self.day, PathBytes("S\(number)/\(Self.day)/1.jpg"))
                var record = fleet.make(seen, content: number + 1, state: .audited)
                let camera = try #require(CalendarDay(clock))
                record.exif.capturedAt = Sourced(
                    CaptureTime(rfc3339: "\(clock)T10:00:00+09:00", epoch: seoulTime(camera, hour: 10), zone: .branch),
                    source: "test")
                if clock != "2026-11-18" {
                    let days = Double(camera.number - Self.day.number)
                    record.findings = [
                        Finding(code: "capture_time_conflict", severity: .warning, value: days, limit: 1)
                    ]
                }
                try fleet.commit([(seen, record)], at: seoulTime(Self.day, hour: 22))
            }
            try body(fleet, folder)
        }
    }

    @Test func aVisitCountsOnItsFoldersDayWhateverThePhonesClockSays() throws {
        try withClocks { fleet, folder in
            let summary = try Report.write(request(), from: fleet.ledger, to: path(folder))
            #expect(summary.accounting.discovered == 5 && summary.accounting.closes)
            #expect(summary.visits.visits == 5)
            #expect(summary.times.conflicting == 4)
            #expect(summary.findings.first { $0.code == "capture_time_conflict" }?.photos == 4)
            let rows = try csv(contents(folder, "report.csv"))
            let column = try #require(rows.first?.firstIndex(of: "visit_date"))
            #expect(rows.dropFirst().allSatisfy { $0[column] == "2026-11-18" })
            let page = String(decoding: try contents(folder, "report.html"), as: UTF8.self)
            #expect(page.contains("2099-01-01 10:00:00"))
            #expect(page.contains("On 4 photos the phone&#39;s clock says another day"))
            // And on no other.
            let wrong = try #require(CalendarDay("2027-01-01"))
            let other = try Report.write(request(ReportPeriod(wrong, wrong)), from: fleet.ledger, to: path(folder))
            #expect(other.accounting.discovered == 0)
        }
    }

    @Test func whatWasWithdrawnCountsNowhereAndIsShownWithItsReason() throws {
        try withClocks { fleet, folder in
            let drop = try #require(try fleet.ledger.drops().first)
            try fleet.ledger.withdraw(
                drop: drop.id, path: PathBytes("S1/2026-11-18/1.jpg"), why: "<b>another</b> store",
                now: Date(timeIntervalSince1970: seoulTime(Self.day, hour: 23)))
            let summary = try Report.write(request(), from: fleet.ledger, to: path(folder))
            #expect(summary.visits.visits == 4 && summary.accounting.discovered == 4)
            #expect(summary.gone.withdrawn == 1 && summary.gone.moved == 0)
            #expect(summary.gone.listed.map(\.why) == ["<b>another</b> store"])
            #expect(summary.gone.listed.map(\.date) == ["2026-11-18"])
            #expect(summary.ledger.discovered == 5)
            let page = String(decoding: try contents(folder, "report.html"), as: UTF8.self)
            #expect(page.contains("&lt;b&gt;another&lt;/b&gt; store"))
        }
    }

    @Test func aPhotoWhoseFileIsGoneCountsWithAMark() throws {
        try withClocks { fleet, folder in
            let drop = try #require(try fleet.ledger.drops().first)
            var seen = SeenPaths(expecting: 4)
            for number in 0..<4 {
                let name = Array("1.jpg".utf8)
                let key = seen.key(folder: PathBytes("S\(number)/2026-11-18"))
                name.withUnsafeBytes { seen.insert(in: key, name: $0) }
            }
            let now = Date(timeIntervalSince1970: seoulTime(Self.day + 1, hour: 9))
            let walk = FullWalk(began: now, seen: seen, isMountPoint: false, hasMarker: false)
            #expect(try fleet.ledger.noteFullWalk(drop: drop.id, walk, now: now).gone == 1)
            let summary = try Report.write(request(), from: fleet.ledger, to: path(folder))
            #expect(summary.visits.visits == 5 && summary.gone.photos == 1)
            let rows = try csv(contents(folder, "report.csv"))
            let column = try #require(rows.first?.firstIndex(of: "gone_since"))
            #expect(rows.dropFirst().map { $0[column] }.sorted() == ["", "", "", "", "2026-11-19"])
        }
    }

    #if DEBUG
        /// A disk that fills up, or refuses, at any call: five old files or five new ones, and nothing else.
        @Test(arguments: [SystemCall.write, .fsync, .link, .rename], 1...8)
        func aFaultAtAnyCallLeavesOneWholeReport(_ call: SystemCall, _ nth: Int) throws {
            try withClocks { fleet, folder in
                for isFirst in [false, true] {
                    let out = folder.appending(path: "out-\(isFirst)")
                    var asked = request()
                    if !isFirst { try Report.write(asked, from: fleet.ledger, to: path(out)) }
                    let before = try files(out)
                    asked.created = Date(timeIntervalSince1970: 1_800_000_000)
                    asked.target = 0.5
                    FaultSeam.install([.init(call: call, nth: nth, what: .errno(ENOSPC))], under: path(out))
                    let failed = Result { try Report.write(asked, from: fleet.ledger, to: path(out)) }
                    FaultSeam.remove(under: path(out))
                    let after = try files(out)
                    if case .failure = failed { #expect(after == before, "\(call) \(nth) \(after.keys)") }
                    #expect(Set(after.keys) == (after.isEmpty ? [] : Set(ReportFiles.names)))
                    if case .success = failed { #expect(after["summary.json"] != before["summary.json"]) }
                }
            }
        }

        private func files(_ folder: URL) throws -> [String: Data] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return try Dictionary(uniqueKeysWithValues: names.map { ($0, try contents(folder, $0)) })
        }
    #endif
}
