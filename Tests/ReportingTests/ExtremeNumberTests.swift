import Foundation
import Ledger
import Records
import TestSupport
import Testing

@testable import Reporting

private let hasSQLite = (try? runTool("sqlite3", ["--version"]).status) == 0

/// A report of a ledger in which any number stands is a report, never a crash.
@Suite struct ExtremeNumberTests {
    @Test(.enabled(if: hasSQLite)) func aLedgerFullOfAbsurdNumbersHasAReport() throws {
        let reals = ["-9e999", "9e999", "-1e300", "1e300", "-1e18", "1e18", "1e-300", "0.0"]
        try withFleet { fleet, folder in
            let integers = Extremes.integers.map { "\($0)" }
            func pick(_ values: [String], _ salt: Int) -> String {
                let cases = values.enumerated().map { "WHEN \($0.offset) THEN \($0.element)" }
                return "CASE (rowid + \(salt)) % \(values.count) \(cases.joined(separator: " ")) END"
            }
            let sql = """
                UPDATE record SET fixture_offset = \(pick(reals, 0)), uncertainty = abs(\(pick(reals, 3))),
                  photo_offset = \(pick(reals, 5)), bytes = \(pick(integers, 0)), width = \(pick(integers, 1)),
                  height = \(pick(integers, 2)), audited_ms = \(pick(integers, 3));
                UPDATE finding SET value = \(reals[0]), "limit" = \(reals[1]) WHERE record_id % 3 = 0;
                UPDATE finding SET value = \(reals[3]), "limit" = \(reals[2]) WHERE record_id % 3 = 1;
                UPDATE path SET first_seen_ms = \(integers.last ?? "0");
                """
            let spoilt = try runTool("sqlite3", [fleet.file.escaped, sql])
            #expect(spoilt.status == 0, "\(String(decoding: spoilt.output, as: UTF8.self))")
            for language in [ReportLanguage.english, .korean] {
                try Report.write(request(language: language), from: fleet.ledger, to: path(folder))
            }
            #expect(try contents(folder, "report.html").count > 10_000)
        }
    }

    @Test(.enabled(if: hasSQLite)) func timesOfAnyCenturyHaveAReport() throws {
        for time in Extremes.integers {
            try withFleet { fleet, folder in
                // All tables but the records that keep the period alive.
                let sql = """
                    UPDATE record SET taken_ms = \(time) WHERE id % 2 = 0;
                    UPDATE path SET first_seen_ms = \(time), changed_ms = \(time), next_try_ms = \(time);
                    UPDATE tally SET paths = \(time);
                    """
                #expect(try runTool("sqlite3", [fleet.file.escaped, sql]).status == 0)
                try Report.write(request(), from: fleet.ledger, to: path(folder))
            }
        }
    }

    @Test func wordsAndDaysOfAnyNumber() {
        let wording = Wording(.english)
        for number in Extremes.numbers {
            _ = wording.percent(number)
            _ = wording.points(number)
            _ = wording.offset(number)
            _ = decimal(number, 5)
        }
        var clock = LocalClock(zone: seoul)
        for number in Extremes.integers {
            _ = wording.number(Int(number))
            _ = clock.text(number)
            _ = "\(CalendarDay(instant(number), in: seoul))"
            _ = rfc3339(instant(number))
        }
    }
}
