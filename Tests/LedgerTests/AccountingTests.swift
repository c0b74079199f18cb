import Foundation
import Records
import Testing

@testable import Ledger

@Suite struct AccountingTests {
    @Test func everyOutcomeEndsInItsState() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let seen = ["S1/2025-08-13/a.jpg", "S1/2025-08-13/b.jpg", "S1/2025-08-13/c.jpg", "e.jpg", "f.jpg"].map {
                sighting($0)
            }
            let claim = try bench.ledger.claim(drop: bench.drop, seen, run: bench.run, now: noon)
            #expect(claim.granted == [0, 1, 2, 3, 4] && claim.discovered == 5)
            #expect(try bench.ledger.counts().pending == 5)
            let bad = record("S1/2025-08-13/b.jpg", content: 2, state: .rejected)
            let results = try bench.ledger.commit(
                drop: bench.drop,
                [
                    audited("S1/2025-08-13/a.jpg", content: 1),
                    Outcome(seen[1], .recorded(bad, evidence: [])),
                    audited("S1/2025-08-13/c.jpg", content: 1),
                    Outcome(seen[3], .failed(Reason(code: "read_error", message: "EIO"))),
                    Outcome(seen[4], .released),
                ], run: bench.run, now: noon)
            let first = try #require(try bench.ledger.standing(drop: bench.drop, path: seen[0].path)?.record)
            #expect(results[0] == .recorded(first) && results[2] == .duplicate(of: first))
            #expect(results[3] == .failed && results[4] == .released)
            let counts = try bench.ledger.counts(drop: bench.drop)
            #expect(counts.closes && counts.discovered == 5)
            #expect(PhotoState.allCases.allSatisfy { counts[$0] == 1 })
            #expect(try bench.ledger.integrityProblems() == [])
            #expect(try bench.ledger.evidence(for: first) == [jpeg])
        }
    }

    @Test func aSecondLookClaimsNothingThatIsKnown() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 1), ("x.jpg", 3)])
            let again = try bench.ledger.claim(
                drop: bench.drop, ["S1/2025-08-13/a.jpg", "S1/2025-08-13/b.jpg", "x.jpg"].map { sighting($0) },
                run: bench.run, now: noon)
            #expect(again.granted.isEmpty && again.settled == 3)
            let folder = try bench.ledger.known(drop: bench.drop, folder: PathBytes("S1/2025-08-13"))
            #expect(folder.count == 2)
            #expect(folder.isSettled(name: PathBytes("a.jpg"), size: 1000, mtimeNanoseconds: 1))
            #expect(!folder.isSettled(name: PathBytes("a.jpg"), size: 1001, mtimeNanoseconds: 1))
            #expect(!folder.isSettled(name: PathBytes("a.jpg"), size: 1000, mtimeNanoseconds: 2))
            #expect(!folder.isSettled(name: PathBytes("a.jp"), size: 1000, mtimeNanoseconds: 1))
            let all = try bench.ledger.knownPaths(drop: bench.drop)
            #expect(all.count == 3)
            #expect(
                all.isSettled(
                    in: all.key(folder: PathBytes("")), name: PathBytes("x.jpg"), size: 1000, mtimeNanoseconds: 1))
            #expect(
                !all.isSettled(
                    in: all.key(folder: PathBytes("S1")), name: PathBytes("x.jpg"), size: 1000, mtimeNanoseconds: 1))
        }
    }

    @Test func pathsAreBytesNotText() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let names: [[UInt8]] = [
                Array("\u{AC00}.jpg".utf8), Array("\u{1100}\u{1161}.jpg".utf8), [0xFF, 0x2E],
                Array("S/%'\"\n.jpg".utf8),
            ]
            let seen = names.map { Sighting(path: PathBytes($0), size: 1, mtimeNanoseconds: 1) }
            #expect(try bench.ledger.claim(drop: bench.drop, seen, run: bench.run, now: noon).discovered == 4)
            #expect(try bench.ledger.claim(drop: bench.drop, seen, run: bench.run, now: noon).held == 4)
            for one in seen { #expect(try bench.ledger.standing(drop: bench.drop, path: one.path)?.state == .pending) }
        }
    }

    @Test func newBytesAtAKnownPathSupersedeTheOldRecord() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 1)])
            let results = try bench.audit([("S1/2025-08-13/a.jpg", 2)], mtime: 2)
            guard case .recorded(let new) = results[0] else { throw TestFailure() }
            // b repeated what a held before: it has to be looked at again.
            #expect(try bench.states() == ["S1/2025-08-13/a.jpg": "audited", "S1/2025-08-13/b.jpg": "pending"])
            #expect(
                try bench.ledger.database.integer("SELECT superseded_by FROM record WHERE current = 0") == new.number)
            #expect(try bench.ledger.integrityProblems() == [])
            try bench.ledger.release(bench.run)
            try bench.audit([("S1/2025-08-13/b.jpg", 1)])
            #expect(try bench.paths() == ["S1/2025-08-13/a.jpg", "S1/2025-08-13/b.jpg"])
        }
    }

    @Test func aTouchedFileKeepsItsRecord() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let first = try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            let second = try bench.audit([("S1/2025-08-13/a.jpg", 1)], mtime: 2)
            guard case .recorded(let id) = first[0] else { throw TestFailure() }
            #expect(second == [.unchanged(id)])
            #expect(try bench.ledger.database.integer("SELECT count(*) FROM record") == 1)
            #expect(try bench.ledger.integrityProblems() == [])
        }
    }

    @Test func whichOfEqualPhotosStandsDoesNotDependOnTheOrderOfCommits() throws {
        for order in [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]] {
            try withLedgerFile { file in
                let bench = try Bench(file)
                for name in order { try bench.audit([("S1/2025-08-13/\(name).jpg", 7)]) }
                #expect(try bench.paths() == ["S1/2025-08-13/a.jpg"])
                #expect(try bench.ledger.counts().duplicate == 2)
                #expect(try bench.ledger.integrityProblems() == [])
            }
        }
    }

    @Test func aBundledRecordGivesWayToNothing() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/b.jpg", 7)])
            _ = try bench.ledger.stage(branch: "seoul", maxRecords: 10, now: noon)
            try bench.audit([("S1/2025-08-13/a.jpg", 7)])
            #expect(try bench.paths() == ["S1/2025-08-13/b.jpg"])
        }
    }

    @Test func theSameBytesInOtherStoresAreToldOnAllOfThem() throws {
        for order in [["S1", "S2", "S3"], ["S3", "S1", "S2"]] {
            try withLedgerFile { file in
                let bench = try Bench(file)
                for store in order { try bench.audit([("\(store)/2025-08-13/a.jpg", 7)]) }
                var found: [String] = []
                try bench.ledger.query("SELECT store_id, code, value FROM findings ORDER BY 1") { row in
                    found.append("\(row.text(0) ?? "") \(row.text(1) ?? "") \(row.real(2) ?? 0)")
                }
                #expect(found == ["S1", "S2", "S3"].map { "\($0) same_photo_other_store 2.0" })
                let cursor = try bench.ledger.records()
                while let stored = try cursor.next() { #expect(try stored.record().findings.count == 1) }
                #expect(try bench.ledger.integrityProblems() == [])
            }
        }
    }

    @Test func repeatedContentNeedsNoDecodeUnlessItsPathSortsFirst() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/m.jpg", 7)])
            func stands(_ name: String, _ store: String? = "S1") throws -> RecordID? {
                try bench.ledger.standsFor(
                    sha256: sha(7), storeID: store, drop: bench.drop, path: PathBytes("S1/2025-08-13/\(name).jpg"))
            }
            let record = try #require(
                try bench.ledger.standing(drop: bench.drop, path: PathBytes("S1/2025-08-13/m.jpg"))?.record)
            #expect(try stands("z") == record)
            #expect(try stands("a") == nil && stands("m") == nil && stands("z", "S2") == nil && stands("z", nil) == nil)
            let seen = sighting("S1/2025-08-13/z.jpg")
            _ = try bench.ledger.claim(drop: bench.drop, [seen], run: bench.run, now: noon)
            let results = try bench.ledger.commit(
                drop: bench.drop, [Outcome(seen, .repeated(sha256: sha(7)))], run: bench.run, now: noon)
            #expect(results == [.duplicate(of: record)])
        }
    }
}

struct TestFailure: Error {}
