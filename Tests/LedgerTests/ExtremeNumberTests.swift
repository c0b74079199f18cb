import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

/// A ledger is a file like any other: no number in it may end the process.
@Suite struct ExtremeNumberTests {
    @Test func countsOfAnySizeAreRead() throws {
        for number in Extremes.integers {
            try withLedgerFile { file in
                let bench = try Bench(file)
                try bench.audit([("S1/2025-08-13/a.jpg", 1)])
                try bench.ledger.database.run("UPDATE tally SET paths = ?1", [.integer(number)])
                let counts = try bench.ledger.counts()
                #expect(counts.audited == Int(number))
                _ = counts.closes
                #expect(try bench.ledger.knownPaths(drop: bench.drop).count == 1)
            }
        }
    }

    @Test func timesSizesAndAttemptsOfAnySizeAreReadAndGoOn() throws {
        for number in Extremes.integers {
            try withLedgerFile { file in
                let bench = try Bench(file)
                let path = "S1/2025-08-13/a.jpg"
                try bench.audit([(path, 1), ("S1/2025-08-13/b.jpg", 2)])
                _ = try bench.ledger.stage(branch: "b", maxRecords: 1)
                try bench.ledger.database.run(
                    """
                    UPDATE bundle SET records = ?1, content_bytes = ?1, created_ms = ?1, bytes = ?1, sealed_ms = ?1,
                      next_try_ms = ?1, uploaded_ms = ?1
                    """, [.integer(number)])
                try bench.ledger.database.run("UPDATE record SET taken_ms = ?1, audited_ms = ?1", [.integer(number)])
                try bench.ledger.database.run(
                    "UPDATE path SET size = ?1, mtime_ns = ?1, next_try_ms = ?1, first_seen_ms = ?1", [.integer(number)]
                )
                _ = try bench.ledger.bundles()
                _ = try bench.ledger.uploadsDue()
                _ = try bench.ledger.unbundledStores()
                _ = try bench.ledger.openRuns()
                _ = try bench.ledger.knownPaths(drop: bench.drop)
                #expect(try bench.ledger.standing(drop: bench.drop, path: PathBytes(path))?.size == number)
                let seen = sighting(path, size: 5, mtime: number)
                let claim = try bench.ledger.claim(drop: bench.drop, [seen], run: bench.run, now: noon)
                #expect(claim.granted == [0])
                // The largest number of attempts is left to SQLite, which refuses to count on.
                let attempts = min(number, .max - 1)
                try bench.ledger.database.run("UPDATE path SET attempts = ?1", [.integer(attempts)])
                let failed = Outcome(seen, .failed(Reason(code: "read_error", message: "")))
                #expect(try bench.ledger.commit(drop: bench.drop, [failed], run: bench.run, now: noon) == [.failed])
            }
        }
    }

    @Test func clocksOfAnyCenturyBeginARun() throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            for second in Extremes.numbers where !second.isNaN {
                let run = try ledger.beginRun(
                    kind: "test", owner: "test", now: Date(timeIntervalSince1970: second), lease: second)
                try ledger.endRun(run, outcome: "done", now: Date(timeIntervalSince1970: second))
            }
        }
    }
}
