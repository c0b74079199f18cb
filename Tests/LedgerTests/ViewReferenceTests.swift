import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

@Suite struct ViewReferenceTests {
    @Test func everyColumnOfEveryViewIsInTheReferenceInItsOrder() throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            #expect(ViewReference.all.map(\.name) == Views.names)
            for view in ViewReference.all {
                let columns = try ledger.database.all("SELECT name FROM pragma_table_info('\(view.name)')") {
                    $0.text(0) ?? ""
                }
                #expect(columns == view.columns.map(\.name), "\(view.name)")
            }
        }
    }

    @Test func viewsOfAnotherVersionOfTheProgramAreMadeAnewOnce() throws {
        try withLedgerFile { file in
            func version(_ ledger: Ledger) throws -> Int64? { try ledger.database.integer("PRAGMA schema_version") }
            do {
                let ledger = try Ledger(at: file)
                try ledger.database.script("DROP VIEW gps; DROP VIEW stores; CREATE VIEW stores AS SELECT 1 AS one")
            }
            let repaired = try Ledger(at: file)
            #expect(try repaired.database.integer("SELECT count(*) FROM pragma_table_info('stores')") == 15)
            #expect(try repaired.database.integer("SELECT count(*) FROM gps") == 0)
            // The usual case writes nothing.
            let made = try version(repaired)
            #expect(try version(try Ledger(at: file)) == made)
        }
    }

    @Test func theAnalystsViewsSayWhatTheRecordsHold() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.ledger.setStores([
                RegisteredStore(storeID: "S1", name: "a", region: "R", latitude: 37.5665, longitude: 126.978),
                RegisteredStore(storeID: "S2", name: "b", region: "R", latitude: nil, longitude: nil),
            ])
            func audit(_ path: String, content: Int, mtime: Int64, _ change: (inout Record) -> Void) throws {
                let seen = sighting(path, mtime: mtime)
                _ = try bench.ledger.claim(drop: bench.drop, [seen], run: bench.run, now: noon)
                var made = record(path, content: content)
                change(&made)
                _ = try bench.ledger.commit(
                    drop: bench.drop, [Outcome(seen, .recorded(made, evidence: []))], run: bench.run, now: noon)
            }
            for (path, content) in [("S1/2025-08-13/a.jpg", 1), ("S2/2025-08-13/b.jpg", 2)] {
                try audit(path, content: content, mtime: 1) {
                    $0.exif.latitude = Sourced(35.1796, source: "GPSLatitude")
                    $0.exif.longitude = Sourced(129.0756, source: "GPSLongitude")
                    $0.exif.make = Sourced("Maker", source: "Make")
                    $0.exif.iso = Sourced(100, source: "ISO")
                }
            }
            // Other bytes at the same path, and another verdict.
            try audit("S2/2025-08-13/b.jpg", content: 3, mtime: 2) { $0.verdict = .nonCompliant }

            var rows: [String] = []
            func ask(_ sql: String) throws -> [String] {
                rows = []
                try bench.ledger.query(sql) { row in
                    rows.append((0..<row.count).map { row.text($0) ?? "-" }.joined(separator: "|"))
                }
                return rows
            }
            #expect(
                try ask("SELECT path, make, iso, latitude, captured_at FROM exif ORDER BY path") == [
                    "S1/2025-08-13/a.jpg|Maker|100|35.1796|2025-08-13T14:20:52.25+09:00",
                    "S2/2025-08-13/b.jpg|-|-|-|2025-08-13T14:20:52.25+09:00",
                ])
            #expect(try ask("SELECT make, photos, stores FROM devices ORDER BY make") == ["-|1|1", "Maker|1|1"])
            // Seoul to Busan; by the haversine formula on the mean radius, computed by Python: 325,111.7 m.
            let distance = try #require(Double(try ask("SELECT distance FROM gps")[0]))
            #expect(rows.count == 1 && abs(distance - 325_112) < 2, "\(distance)")
            #expect(
                try ask("SELECT path, from_verdict, to_verdict, same_photo FROM verdict_changes") == [
                    "S2/2025-08-13/b.jpg|compliant|non_compliant|0"
                ])
        }
    }
}
