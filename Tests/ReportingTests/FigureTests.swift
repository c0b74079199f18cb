import Foundation
import Ledger
import Records
import TestSupport
import Testing

@testable import Reporting

private let hasPython = (try? runTool("python3", ["-c", "import sqlite3, zoneinfo"]).status) == 0

@Suite struct FigureTests {
    /// Every figure, computed a second way by a program that shares nothing with the room.
    @Test(
        .enabled(if: hasPython),
        arguments: [
            ("2026-11-01", "2026-11-20", nil), ("2026-11-18", "2026-11-18", nil), ("2026-10-01", "2026-10-31", nil),
            ("2026-10-27", "2026-11-09", nil), ("2026-11-01", "2026-11-20", "서울"), ("2027-05-01", "2027-05-02", nil),
        ] as [(String, String, String?)])
    func everyFigureEqualsAnIndependentComputation(_ from: String, _ to: String, _ region: String?) throws {
        try withFleet { fleet, folder in
            let first = try #require(CalendarDay(from))
            let last = try #require(CalendarDay(to))
            var asked = request(ReportPeriod(first, last))
            asked.region = region
            try Report.write(asked, from: fleet.ledger, to: path(folder))
            var summary = try object(try contents(folder, "summary.json"))
            let script = Fixtures.root.appending(path: "Tests/ReportingTests/recompute.py").path
            let words = [script, fleet.file.escaped, from, to, "Asia/Seoul", "0.95"] + (region.map { [$0] } ?? [])
            let result = try runTool("python3", words)
            try #require(result.status == 0)
            let expected = try object(result.output)
            for key in [
                "schema", "created", "branch", "zone", "scope", "versions", "same_photos", "pictures",
                "photos_to_check", "artworks", "photograph_again",
            ] {
                summary[key] = nil
            }
            if var late = summary["late"] as? [String: Any] {
                late["listed"] = nil
                summary["late"] = late
            }
            if var gone = summary["gone"] as? [String: Any] {
                gone["listed"] = nil
                summary["gone"] = gone
            }
            #expect(Set(summary.keys) == Set(expected.keys))
            for (key, value) in expected {
                let ours = try JSONSerialization.data(withJSONObject: [summary[key] as Any], options: [.sortedKeys])
                let theirs = try JSONSerialization.data(withJSONObject: [value], options: [.sortedKeys])
                #expect(String(decoding: ours, as: UTF8.self) == String(decoding: theirs, as: UTF8.self), "\(key)")
            }
        }
    }

    private func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func theSumsClose() throws {
        try withFleet { fleet, folder in
            let summary = try Report.write(request(), from: fleet.ledger, to: path(folder))
            #expect(summary.accounting.closes)
            #expect(summary.ledger.closes)
            #expect(summary.accounting.failed == 1)
            #expect(summary.accounting.pending == 1)
            #expect(summary.accounting.duplicate == 1)
            #expect(summary.samePhotoGroups == 1)
            #expect(summary.late.photos > 0)
            #expect(summary.photos.withoutStore == 1)
            for visits in [summary.visits, summary.previousVisits] + summary.days.map(\.visits)
                + summary.months.map(\.visits)
            {
                #expect(
                    visits.visits == visits.compliant + visits.nonCompliant + visits.notAssessable + visits.unread)
            }
            let regions = summary.regions.reduce(0) { $0 + $1.visits.visits }
            #expect(regions == summary.visits.visits)
            let rows = try csv(contents(folder, "report.csv")).count - 1
            #expect(rows == summary.accounting.discovered)
            let lines = try contents(folder, "report.ndjson").split(separator: 0x0A)
            #expect(lines.count == summary.visits.visits)
            let stores = try csv(contents(folder, "stores.csv"))
            let visits = try #require(stores.first?.firstIndex(of: "visits"))
            #expect(stores.dropFirst().reduce(0) { $0 + (Int($1[visits]) ?? 0) } == summary.visits.visits)
        }
    }

    @Test func theSummaryHasThePublishedKeys() throws {
        try withFleet { fleet, folder in
            try Report.write(request(), from: fleet.ledger, to: path(folder))
            let summary = try object(try contents(folder, "summary.json"))
            #expect(summary["schema"] as? String == "sightline.report/1")
            #expect(
                Set(summary.keys) == [
                    "schema", "created", "branch", "zone", "scope", "period", "previous_period", "accounting", "ledger",
                    "photos", "times", "visits", "previous_visits", "rate", "stores", "days", "months", "regions",
                    "slots", "offsets", "findings", "not_assessable", "rejected", "failed", "call_first",
                    "same_photo_groups", "same_photos", "late", "gone", "versions", "ledger_from", "staff", "uploads",
                    "pictures", "photos_to_check", "artworks", "photograph_again",
                ])
        }
    }

    @Test func twoReportsOfOneLedgerDifferOnlyInTheTimeOfCreation() throws {
        try withFleet { fleet, folder in
            let first = folder.appending(path: "a")
            let second = folder.appending(path: "b/c")
            var asked = request()
            try Report.write(asked, from: fleet.ledger, to: path(first))
            let reader = try Ledger(at: fleet.file, options: .readOnly)
            try Report.write(asked, from: reader, to: path(second))
            for name in ReportFiles.names { #expect(try contents(first, name) == contents(second, name), "\(name)") }
            asked.created = Date(timeIntervalSince1970: 1_800_000_000)
            try Report.write(asked, from: reader, to: path(second))
            for name in ReportFiles.names {
                let before = String(decoding: try contents(first, name), as: UTF8.self)
                let after = String(decoding: try contents(second, name), as: UTF8.self)
                let places = before.components(separatedBy: "2026-11-18T11:06:40Z").count - 1
                #expect(places == (name == "summary.json" || name == "report.html" ? 1 : 0), "\(name)")
                #expect(before.replacing("2026-11-18T11:06:40Z", with: "2027-01-15T08:00:00Z") == after, "\(name)")
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: first.path).sorted()
                    == (ReportFiles.names + [PictureFolder.name]).sorted())
        }
    }

    @Test func anUnknownRegionIsNamed() throws {
        try withFleet { fleet, folder in
            var asked = request()
            asked.region = "nowhere"
            #expect(throws: ReportError.self) { try Report.write(asked, from: fleet.ledger, to: path(folder)) }
        }
    }
}

/// The rows of a CSV file, read by Python, which knows RFC 4180.
func csv(_ data: Data) throws -> [[String]] {
    let program =
        "import csv,json,sys,io;t=io.TextIOWrapper(sys.stdin.buffer,encoding='utf-8-sig',newline='');"
        + "print(json.dumps(list(csv.reader(t,strict=True))))"
    let result = try runTool("python3", ["-c", program], input: data)
    try #require(result.status == 0)
    return try JSONDecoder().decode([[String]].self, from: result.output)
}
