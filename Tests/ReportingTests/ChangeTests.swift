import Foundation
import Ledger
import Records
import Stores
import TestSupport
import Testing

@testable import Reporting

/// What is new since the last report, who was there, and whom to call.
@Suite struct ChangeTests {
    private let day = CalendarDay(year: 2026, month: 11, day: 10)

    /// Five stores, each with a visit that a report knew and, but for one, another one since.
    private func withVisits(_ body: (Fleet, URL, _ since: Date) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            let fleet = try Fleet(in: folder)
            let since = Date(timeIntervalSince1970: seoulTime(day + 1, hour: 6))
            // By store: bad before and good now, and so on; nil: not visited since.
            let stories: [(String, before: Bool, now: Bool?)] = [
                ("A1", false, true), ("A2", true, false), ("A3", false, false), ("A4", true, true), ("A5", false, nil),
            ]
            for (index, story) in stories.enumerated() {
                let visits =
                    [(day, story.before, seoulTime(day, hour: 22))]
                    + (story.now.map { [(day + 1, $0, seoulTime(day + 1, hour: 22))] } ?? [])
                for (date, isGood, arrived) in visits {
                    let staff = index % 2 == 0 ? "kim" : "이"
                    let seen = fleet.sighting(
                        story.0, date, PathBytes("\(staff)/\(story.0)/\(date)/1.jpg"))
                    var record = fleet.make(seen, content: 1000 + index * 2 + (date == day ? 0 : 1), state: .audited)
                    if !isGood {
                        record.findings = [Finding(code: "missing_top_ad", severity: .violation, value: 1, limit: 0.95)]
                        record.verdict = .nonCompliant
                    }
                    try fleet.commit([(seen, record)], at: arrived)
                }
            }
            try body(fleet, folder, since)
        }
    }

    @Test func theReportSaysWhatChangedSinceTheLastOne() throws {
        try withVisits { fleet, folder, since in
            var wanted = request()
            wanted.since = since
            let summary = try Report.write(wanted, from: fleet.ledger, to: path(folder))
            let changes = try #require(summary.changes)
            #expect(changes.visits.visits == 4 && changes.visits.compliant == 2 && changes.visits.nonCompliant == 2)
            #expect(changes.newCalls.map(\.storeId) == ["A2"] && changes.newCallsCount == 1)
            #expect(changes.stillCalls.map(\.storeId) == ["A3"])
            #expect(changes.fixed.map(\.storeId) == ["A1"])
            let page = String(decoding: try contents(folder, "report.html"), as: UTF8.self)
            #expect(page.contains("New on the call list (1)") && page.contains("Fixed (1)"))
            #expect(page.contains("4 visits with photos audited since: 2 compliant, 2 non-compliant"))

            wanted.since = nil
            let first = try Report.write(wanted, from: fleet.ledger, to: path(folder))
            #expect(first.changes == nil)
            #expect(
                String(decoding: try contents(folder, "report.html"), as: UTF8.self)
                    .contains("There is no earlier report in this folder"))
        }
    }

    @Test func visitsCountForThoseWhoMadeThemAndStoresCanBeCalled() throws {
        try withVisits { fleet, folder, _ in
            var wanted = request()
            wanted.staff = { drop, path in drop == "d" ? path.escaped.split(separator: "/").first.map(String.init) : nil
            }
            let table = "store_id,name,전화,Address,lat\nA2,Corner,02-555-1234,\"Main <street> 7\",37.5\nA3,Other,,,\n"
            wanted.registry = try StoreRegistry(csv: Array(table.utf8))
            let summary = try Report.write(wanted, from: fleet.ledger, to: path(folder))
            #expect(summary.staff.map(\.staff) == ["kim", "이"])
            #expect(summary.staff.map(\.visits.visits) == [5, 4] && summary.staff.map(\.stores) == [3, 2])
            let page = String(decoding: try contents(folder, "report.html"), as: UTF8.self)
            #expect(page.contains("By salesperson"))
            #expect(page.contains("Phone <a href=\"tel:025551234\">02-555-1234</a>"))
            #expect(page.contains("Address Main &lt;street&gt; 7"))
            let lines = String(decoding: try contents(folder, "report.ndjson"), as: UTF8.self)
            #expect(lines.contains(#""staff":["kim"]"#))
        }
    }

    @Test func whatTheLedgerDoesNotCoverIsUnknownNotZero() throws {
        try withVisits { fleet, folder, _ in
            let summary = try Report.write(request(), from: fleet.ledger, to: path(folder))
            #expect(summary.ledgerFrom == "2026-11-10")
            #expect(summary.months.map(\.date) == ["2026-11"])
            #expect(summary.days.first?.date == "2026-11-10")
            let page = String(decoding: try contents(folder, "report.html"), as: UTF8.self)
            #expect(page.contains("earlier days are unknown, not zero"))
        }
    }
}
