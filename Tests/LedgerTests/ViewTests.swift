import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

@Suite struct ViewTests {
    private func sqlite(_ file: PathBytes, _ sql: String) throws -> String {
        let result = try runTool("sqlite3", ["-readonly", file.escaped, sql])
        #expect(result.status == 0)
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    private func fill(_ bench: Bench) throws {
        try bench.ledger.setStores([
            RegisteredStore(storeID: "S1", name: "가게", region: "서울", latitude: 37.5, longitude: 127),
            RegisteredStore(storeID: "S9", name: "empty", region: "부산", latitude: nil, longitude: nil),
        ])
        try bench.audit([
            ("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 1), ("S1/2025-08-14/c.jpg", 2),
            ("S2/2025-08-13/d.jpg", 1),
        ])
        let seen = [sighting("S2/2025-08-13/e.jpg"), sighting("S2/2025-08-13/f.jpg")]
        _ = try bench.ledger.claim(drop: bench.drop, seen, run: bench.run, now: noon)
        let rejected = record("S2/2025-08-13/e.jpg", content: 3, state: .rejected)
        _ = try bench.ledger.commit(
            drop: bench.drop, [Outcome(seen[0], .recorded(rejected, evidence: []))], run: bench.run, now: noon)
        // A superseded record must be seen nowhere.
        try bench.audit([("S1/2025-08-14/c.jpg", 4)], mtime: 2)
    }

    @Test(.enabled(if: Tools.sqlite)) func theCommandLineToolReadsTheViews() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try fill(bench)
            #expect(try sqlite(file, "PRAGMA integrity_check") == "ok")
            for view in Views.names { _ = try sqlite(file, "SELECT * FROM \(view)") }
            #expect(
                try sqlite(file, "SELECT path, state, verdict, region FROM photos ORDER BY path") == """
                    S1/2025-08-13/a.jpg|audited|compliant|서울
                    S1/2025-08-14/c.jpg|audited|compliant|서울
                    S2/2025-08-13/d.jpg|audited|compliant|R
                    S2/2025-08-13/e.jpg|rejected||R
                    """)
            #expect(
                try sqlite(file, "SELECT store_id, code, value FROM findings ORDER BY 1") == """
                    S1|same_photo_other_store|1.0
                    S2|same_photo_other_store|1.0
                    """)
            #expect(
                try sqlite(file, "SELECT DISTINCT reference, photo_offset, fixture_offset, uncertainty FROM centering")
                    == "cabinet|0.1|0.05|0.01")
            #expect(
                try sqlite(
                    file, "SELECT store_id, name, registered, photos, visits, audited, rejected FROM stores ORDER BY 1")
                        == """
                        S1|가게|1|2|2|2|0
                        S2||0|2|1|1|1
                        S9|empty|1|0|0|0|0
                        """)
            #expect(
                try sqlite(file, "SELECT store_id, date, photos, compliant FROM visit_photos ORDER BY 1, 2") == """
                    S1|2025-08-13|1|1
                    S1|2025-08-14|1|1
                    S2|2025-08-13|2|1
                    """)
            #expect(
                try sqlite(file, "SELECT store_id, date, status, photos, fixture_offset FROM visits ORDER BY 1, 2")
                    == """
                    S1|2025-08-13|compliant|1|0.05
                    S1|2025-08-14|compliant|1|0.05
                    S2|2025-08-13|compliant|2|0.05
                    """)
            #expect(
                try sqlite(file, "SELECT slot, sum(photos), max(confidence) FROM visit_slots GROUP BY 1") == """
                    cabinet|3|0.8
                    top_ad|3|0.9
                    """)
            #expect(try sqlite(file, "SELECT * FROM accounting") == "d|6|3|1|0|1|1")
            #expect(
                try sqlite(file, "SELECT taken_at, time_source, audited_at FROM photos LIMIT 1")
                    == "2025-08-13T05:20:52.250Z|exif|2025-08-12T12:00:00.000Z")
        }
    }

    @Test(.enabled(if: Tools.sqlite)) func theStoredJSONIsTheRecord() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            let text = try sqlite(file, "SELECT json FROM record_json")
            let expected = try CanonicalJSON.encode(record("S1/2025-08-13/a.jpg", content: 1))
            #expect(Data(text.utf8) == expected)
            #expect(try sqlite(file, "SELECT json ->> '$.photo.store_id' FROM record_json") == "S1")
        }
    }

    @Test func recordsAreFilteredAndStreamedInOrder() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try fill(bench)
            func paths(_ change: (inout RecordFilter) -> Void) throws -> [String] {
                var filter = RecordFilter()
                change(&filter)
                let cursor = try bench.ledger.records(filter)
                var found: [String] = []
                while let stored = try cursor.next() { found.append(try stored.record().photo.path.escaped) }
                return found
            }
            #expect(try paths { $0.storeID = "S1" } == ["S1/2025-08-13/a.jpg", "S1/2025-08-14/c.jpg"])
            #expect(try paths { $0.region = "서울" }.count == 2)
            #expect(try paths { $0.dates = "2025-08-14"..."2025-08-31" } == ["S1/2025-08-14/c.jpg"])
            #expect(try paths { $0.state = .rejected } == ["S2/2025-08-13/e.jpg"])
            #expect(try paths { $0.verdict = .compliant }.count == 3)
            #expect(try paths { $0.which = .all }.count == 5)
            #expect(try paths { $0.drop = DropID(77) } == [])
        }
    }

    /// The plans of what runs often, or over much: none walks the records or the paths.
    @Test(arguments: [
        ("bundle cutting", "UNBUNDLED", "record_unbundled"),
        ("a bundle's records", "SELECT id FROM record WHERE bundle_id = 1", "record_bundle"),
        ("a period", "SELECT * FROM record WHERE current = 1 AND taken_ms >= 1 AND taken_ms < 2", "record_taken"),
        ("a period of photos", "SELECT * FROM photos WHERE taken_ms BETWEEN 1 AND 2", "record_taken"),
        ("a day", "SELECT * FROM photos WHERE date = '2025-08-13'", "record_visit"),
        ("days of findings", "SELECT * FROM findings WHERE date BETWEEN '2025-08-01' AND '2025-08-31'", "record_visit"),
        (
            "days of visits", "SELECT * FROM visits WHERE date BETWEEN '2025-08-01' AND '2025-08-31'",
            "record_visit (date>? AND date<?)"
        ),
        (
            "days of photos by visit", "SELECT * FROM visit_photos WHERE date BETWEEN '2025-08-01' AND '2025-08-31'",
            "record_visit (date>? AND date<?)"
        ),
        (
            "equal bytes",
            "SELECT id FROM record WHERE current = 1 AND sha256 = x'00' AND store IS 1 AND state = 'audited'",
            "record_content"
        ),
        ("failures", "SELECT * FROM paths WHERE state = 'failed'", "path_failed"),
    ])
    func frequentQueriesUseAnIndex(_ what: String, _ sql: String, _ index: String) throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            let query = sql == "UNBUNDLED" ? RecordFilter(.unbundled).query.sql : sql
            var plan: [String] = []
            try ledger.query("EXPLAIN QUERY PLAN \(query)") { plan.append($0.text(3) ?? "") }
            let text = plan.joined(separator: "\n")
            #expect(text.contains(index), "\(what): \(text)")
            #expect(
                !text.contains("SCAN r\n") && !text.contains("SCAN p\n") && !text.contains("SCAN record"), "\(text)")
            if sql == "UNBUNDLED" { #expect(!text.contains("TEMP B-TREE FOR ORDER BY"), "\(text)") }
        }
    }

    /// The plans of all that a report asks: none walks the records, findings, slots or paths.
    @Test func everyReadOfDaysAndPlacesUsesAnIndex() throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            let queries =
                DayQueries.all + [Ledger.firstSeenQuery, Ledger.contentQuery]
                + [Ledger.openPaths(.failed), Ledger.openPaths(.pending)]
            for sql in queries {
                var plan: [String] = []
                try ledger.query("EXPLAIN QUERY PLAN \(sql)") { plan.append($0.text(3) ?? "") }
                let text = plan.joined(separator: "\n")
                #expect(text.contains("USING INDEX") || text.contains("USING COVERING INDEX"), "\(text)")
                for scan in ["SCAN r", "SCAN record", "SCAN f\n", "SCAN k", "SCAN finding", "SCAN slot_seen"] {
                    #expect(!(text + "\n").contains(scan), "\(sql): \(text)")
                }
                if sql.contains("taken_ms >= ?1") {
                    #expect(text.contains("record_taken (taken_ms>? AND taken_ms<?)"), "\(text)")
                }
            }
        }
    }
}
