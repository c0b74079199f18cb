import Foundation
import Judging
import Ledger
import Records
import Reporting
import TestSupport
import Testing

@testable import Service
@testable import Visits

private let hasSQLite = (try? runTool("sqlite3", ["--version"]).status) == 0

/// A visit means the same in the rule, in the ledger's view for analysts, in the report and in the service's metrics.
@Suite struct OneDefinitionTests {
    /// What is compared of a visit, as one line.
    private struct Line: Hashable, Decodable, CustomStringConvertible {
        var storeId: String
        var date: String
        var status: String
        var photos: Int
        var audited: Int
        var rejected: Int
        var violations: [String]
        var fixtureOffset: Double?
        var uncertainty: Double?

        var description: String {
            "\(storeId) \(date) \(status) \(photos) \(audited) \(rejected) \(violations) \(fixtureOffset as Any) "
                + "\(uncertainty as Any)"
        }
    }

    private func withMonth(seed: UInt64, _ body: (RandomMonth, URL) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            var month = try RandomMonth(in: folder, seed: seed)
            try month.fill()
            try body(month, folder)
        }
    }

    private func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(identifier: name)) }

    private func byRule(_ month: RandomMonth, _ zone: TimeZone, detailed: Bool) throws -> [Line] {
        let stores = Dictionary(uniqueKeysWithValues: try month.ledger.stores().map { ($0.row, $0.storeID) })
        var reader = VisitReader(month.ledger, zone: zone)
        var lines: [Line] = []
        for number in 1...30 {
            let day = try #require(CalendarDay("\(RandomMonth.month)-\(number.padded(2))"))
            for visit in reader.visits(try reader.photos(day, detailed: detailed), day) {
                lines.append(
                    Line(
                        storeId: stores[visit.store] ?? "", date: "\(visit.day)", status: visit.status.rawValue,
                        photos: visit.photos, audited: visit.audited, rejected: visit.rejected,
                        violations: visit.violations, fixtureOffset: visit.centre?.offset,
                        uncertainty: visit.centre?.uncertainty))
            }
        }
        return lines.sorted { ($0.date, $0.storeId) < ($1.date, $1.storeId) }
    }

    private func byView(_ month: RandomMonth, _ zone: TimeZone) throws -> [Line] {
        let sql = """
            SELECT json_object('storeId', store_id, 'date', date, 'status', status, 'photos', photos, 'audited', audited,
              'rejected', rejected, 'fixtureOffset', fixture_offset, 'uncertainty', uncertainty, 'violations',
              json(CASE violations WHEN '' THEN '[]' ELSE '["' || replace(violations, ';', '","') || '"]' END))
              FROM visits WHERE date BETWEEN '\(RandomMonth.month)-01' AND '\(RandomMonth.month)-30' ORDER BY date, store_id
            """
        let result = try runTool("TZ=\(zone.identifier)", ["sqlite3", "-readonly", month.file.escaped, sql])
        try #require(result.status == 0)
        return try result.output.split(separator: 0x0A).map { try JSONDecoder().decode(Line.self, from: Data($0)) }
    }

    private func byReport(_ month: RandomMonth, _ zone: TimeZone, _ folder: URL) throws -> [Line] {
        let from = try #require(CalendarDay("\(RandomMonth.month)-01"))
        let request = ReportRequest(branch: "b", zone: zone, period: ReportPeriod(from, from + 29))
        try Report.write(request, from: month.ledger, to: PathBytes(folder.path))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try Data(contentsOf: folder.appending(path: "report.ndjson")).split(separator: 0x0A).map {
            try decoder.decode(Line.self, from: Data($0))
        }.sorted { ($0.date, $0.storeId) < ($1.date, $1.storeId) }
    }

    private func byMetrics(_ month: RandomMonth, _ zone: TimeZone) throws -> [String: Int] {
        var figures = LedgerFigures()
        let day = try #require(CalendarDay("\(RandomMonth.month)-18"))
        try figures.readMonth(of: day, zone: zone, month.ledger)
        #expect(figures.month == RandomMonth.month)
        let empty = """
            {"version": "1", "started": "2026-11-18T00:00:00Z", "process": 1, "resting": {}, "photos": {}, "in_hand": 0,
             "committed": 0, "drops": [], "outbox": {"bundles": 0, "bytes": 0, "age": 0, "unbundled": 0}, "stages": {},
             "queues": {}, "problems": 0, "model": "m"}
            """
        var status = try ServiceStatus(json: Data(empty.utf8))
        status.visitsMonth = figures.visits
        let text = Metrics(status: status, now: Date()).text
        var found: [String: Int] = [:]
        for match in text.matches(of: /sightline_visits_month\{status="(\w+)"\} (\d+)/) {
            found[String(match.1)] = Int(match.2)
        }
        return found
    }

    @Test(.enabled(if: hasSQLite), arguments: [1, 2, 3] as [UInt64], ["Asia/Seoul", "America/Caracas", "UTC"])
    func theRuleTheViewTheReportAndTheMetricCountTheSameVisits(_ seed: UInt64, _ zone: String) throws {
        let zone = try self.zone(zone)
        try withMonth(seed: seed) { month, folder in
            let rule = try byRule(month, zone, detailed: true)
            var statuses = Dictionary(uniqueKeysWithValues: Visit.Status.allCases.map { ($0.rawValue, 0) })
            for line in rule { statuses[line.status, default: 0] += 1 }
            #expect(statuses.values.allSatisfy { $0 > 5 }, "\(statuses)")
            #expect(try byView(month, zone) == rule)
            #expect(try byReport(month, zone, folder) == rule)
            #expect(try byMetrics(month, zone) == statuses)
        }
    }

    /// What is read for trends and metrics, without the details, tells the same status.
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func aReadingWithoutDetailsFindsTheSameStatuses(_ seed: UInt64) throws {
        let zone = try self.zone("Asia/Seoul")
        try withMonth(seed: seed) { month, _ in
            let full = try byRule(month, zone, detailed: true)
            let light = try byRule(month, zone, detailed: false)
            #expect(
                full.map { "\($0.date) \($0.storeId) \($0.status) \($0.violations) \($0.fixtureOffset as Any)" }
                    == light.map { "\($0.date) \($0.storeId) \($0.status) \($0.violations) \($0.fixtureOffset as Any)" }
            )
        }
    }
}
