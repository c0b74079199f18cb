import Foundation
import Records
import Testing

@testable import Ledger

/// Paths that are gone, moved, back, or taken back by hand.
@Suite struct PresenceTests {
    private let day: Double = 86_400

    /// A whole walk that saw these paths.
    @discardableResult
    private func walk(
        _ bench: Bench, saw paths: [String], at now: Date, mount: Bool = false, marker: Bool = false
    ) throws -> Departures {
        var seen = SeenPaths(expecting: paths.count)
        for path in paths {
            let split = SplitPath(PathBytes(path))
            split.name.withUnsafeBytes { seen.insert(in: seen.key(folder: PathBytes(split.folder)), name: $0) }
        }
        let walk = FullWalk(began: now - 1, seen: seen, isMountPoint: mount, hasMarker: marker)
        return try bench.ledger.noteFullWalk(drop: bench.drop, walk, now: now)
    }

    private func rows(_ bench: Bench, _ sql: String) throws -> [String] {
        var rows: [String] = []
        try bench.ledger.query(sql) { row in
            rows.append((0..<row.count).map { row.text($0) ?? "-" }.joined(separator: "|"))
        }
        return rows
    }

    private func counting(_ bench: Bench) throws -> [String] {
        try rows(bench, "SELECT path FROM photos WHERE counts = 1 ORDER BY path")
    }

    private func isSound(_ bench: Bench) throws -> Bool {
        let problems = try bench.ledger.integrityProblems()
        #expect(problems == [])
        return try problems.isEmpty && bench.ledger.counts().closes
    }

    @Test func aPathThatIsGoneIsMarkedAndKeepsItsStateRecordAndPlaceInTheAccounting() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 2)])
            let before = try bench.ledger.counts()
            let told = try walk(bench, saw: ["S1/2025-08-13/b.jpg"], at: noon + day)
            #expect(told.gone == 1 && told.moved == 0 && told.doubt == nil)
            #expect(try bench.ledger.counts() == before)
            #expect(
                try rows(bench, "SELECT path, state, gone_since FROM gone") == [
                    "S1/2025-08-13/a.jpg|audited|2025-08-13T12:00:00.000Z"
                ])
            // Deleted for good, it counts on: a drop that is cleared must not lose its past.
            #expect(try counting(bench).count == 2)
            #expect(try walk(bench, saw: ["S1/2025-08-13/b.jpg"], at: noon + 2 * day).gone == 0)
            #expect(try isSound(bench))
        }
    }

    @Test func onePhotoThatComesBackLosesItsMarkWithoutANewRecord() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 2)])
            try walk(bench, saw: ["S1/2025-08-13/b.jpg"], at: noon + day)
            #expect(try bench.ledger.knownPaths(drop: bench.drop).count == 1)
            let again = try bench.audit([("S1/2025-08-13/a.jpg", 1)], now: noon + 2 * day)
            #expect(again.count == 1)
            guard case .unchanged = again[0] else { return #expect(Bool(false), "\(again)") }
            #expect(try rows(bench, "SELECT * FROM gone") == [])
            #expect(try isSound(bench))
        }
    }

    @Test func aPhotoRenamedInItsStoreCountsOnceAtItsNewPlace() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-12/a.jpg", 1)])
            // The new name was met before the old one was missed: a duplicate so far.
            try bench.audit([("S1/2025-08-13/z.jpg", 1)], now: noon + day)
            #expect(try bench.states()["S1/2025-08-13/z.jpg"] == "duplicate")
            let told = try walk(bench, saw: ["S1/2025-08-13/z.jpg"], at: noon + 2 * day)
            #expect(told.sentBack == 1)
            let back = try bench.ledger.sentBack(drop: bench.drop, at: told.time)
            #expect(back.map(\.path) == [PathBytes("S1/2025-08-13/z.jpg")])
            #expect(try bench.ledger.sentBack(drop: bench.drop, at: told.time, after: back[0].path) == [])
            #expect(
                try bench.ledger.standsFor(
                    sha256: sha(1), storeID: "S1", drop: bench.drop, path: back[0].path, now: noon + 2 * day) == nil)
            try bench.audit([("S1/2025-08-13/z.jpg", 1)], now: noon + 2 * day)
            #expect(try counting(bench) == ["S1/2025-08-13/z.jpg"])
            #expect(try rows(bench, "SELECT store_id, date, photos FROM visits") == ["S1|2025-08-13|1"])
            #expect(try bench.ledger.counts().audited == 2)
            #expect(try isSound(bench))
        }
    }

    @Test func aRenamedPhotoThatIsMetAfterItsOldNameWasMissedCountsOnceToo() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-12/a.jpg", 1)])
            try bench.audit([("S1/2025-08-12/b.jpg", 2)])
            try walk(bench, saw: ["S1/2025-08-12/b.jpg"], at: noon + day)
            try bench.audit([("S1/2025-08-13/z.jpg", 1)], now: noon + 1.1 * day)
            #expect(try counting(bench) == ["S1/2025-08-12/b.jpg", "S1/2025-08-13/z.jpg"])
            #expect(try isSound(bench))
        }
    }

    @Test func aPhotoMovedToTheRightStoreCountsThereAndIsNoLongerSuspected() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 2)])
            try walk(bench, saw: ["S1/2025-08-13/a.jpg", "S1/2025-08-13/b.jpg"], at: noon + day)
            try bench.audit([("S2/2025-08-13/a.jpg", 1)], now: noon + 1.5 * day)
            #expect(try rows(bench, "SELECT path FROM findings ORDER BY 1").count == 2)
            let told = try walk(bench, saw: ["S1/2025-08-13/b.jpg", "S2/2025-08-13/a.jpg"], at: noon + 2 * day)
            #expect(told.gone == 1 && told.moved == 1)
            #expect(try counting(bench) == ["S1/2025-08-13/b.jpg", "S2/2025-08-13/a.jpg"])
            #expect(try rows(bench, "SELECT * FROM findings") == [])
            #expect(try isSound(bench))
            // And back again.
            try bench.audit([("S1/2025-08-13/a.jpg", 1)], now: noon + 3 * day)
            try walk(bench, saw: ["S1/2025-08-13/a.jpg", "S1/2025-08-13/b.jpg"], at: noon + 4 * day)
            #expect(try counting(bench) == ["S1/2025-08-13/a.jpg", "S1/2025-08-13/b.jpg"])
            #expect(try isSound(bench))
        }
    }

    /// An archive that is cleared is not a move of last year's photos to where somebody had handed them in a second time.
    @Test func aPhotoHandedInTwiceStaysSoWhenTheOlderFileIsCleared() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let both = ["S1/2025-08-13/a.jpg", "S2/2025-08-13/a.jpg"]
            try bench.audit([(both[0], 1), (both[1], 1)])
            try walk(bench, saw: both, at: noon + day)
            let told = try walk(bench, saw: [both[1]], at: noon + 30 * day)
            #expect(told.gone == 1 && told.moved == 0)
            #expect(try counting(bench) == both)
            // Nor is the same file, a month after it went.
            try bench.audit([("S1/2025-09-30/new.jpg", 1)], now: noon + 60 * day)
            #expect(try bench.states()["S1/2025-09-30/new.jpg"] == "duplicate")
            #expect(try isSound(bench))
        }
    }

    @Test func aWalkOfADropThatMayBeAwayMarksNothing() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let paths = (0..<300).map { "S1/2025-08-13/\($0).jpg" }
            try bench.audit(paths.enumerated().map { ($0.element, $0.offset) })
            #expect(try walk(bench, saw: [], at: noon + day).doubt?.contains("0 of 300") == true)
            #expect(try walk(bench, saw: ["stray.jpg", "other.jpg"], at: noon + day).doubt != nil)
            try walk(bench, saw: paths, at: noon + day, mount: true, marker: true)
            #expect(try walk(bench, saw: Array(paths.prefix(200)), at: noon + 2 * day, mount: true).doubt != nil)
            #expect(try walk(bench, saw: Array(paths.prefix(200)), at: noon + 2 * day, marker: true).doubt != nil)
            #expect(try rows(bench, "SELECT * FROM gone") == [])
            let told = try walk(bench, saw: Array(paths.prefix(200)), at: noon + 2 * day, mount: true, marker: true)
            #expect(told.gone == 100)
        }
    }

    /// What another process entered while the walk was under way was not there when its folder was read.
    @Test func whatCameDuringTheWalkIsNotMarked() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            try bench.audit([("S1/2025-08-13/late.jpg", 2)], now: noon + day)
            #expect(try walk(bench, saw: ["S1/2025-08-13/a.jpg"], at: noon + day).gone == 0)
        }
    }

    @Test func aWithdrawnPhotoCountsNowhereUntilItIsGivenBack() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let path = PathBytes("S1/2025-08-13/a.jpg")
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 2), ("S2/2025-08-13/a.jpg", 1)])
            try bench.ledger.withdraw(drop: bench.drop, path: path, why: "of the shop next door", now: noon + day)
            #expect(try counting(bench) == ["S1/2025-08-13/b.jpg", "S2/2025-08-13/a.jpg"])
            #expect(
                try rows(bench, "SELECT path, withdrawn_why, counts FROM gone") == [
                    "S1/2025-08-13/a.jpg|of the shop next door|0"
                ])
            #expect(try rows(bench, "SELECT withdrawn_why FROM photos WHERE counts = 0") == ["of the shop next door"])
            #expect(try rows(bench, "SELECT * FROM findings") == [])
            #expect(try bench.ledger.unbundled().records == 2)
            // Touched, audited again, seen by a walk: it stays withdrawn.
            try bench.audit([("S1/2025-08-13/a.jpg", 1)], mtime: 2, now: noon + 2 * day)
            #expect(try counting(bench).count == 2)
            #expect(try isSound(bench))
            try bench.ledger.endWithdrawal(drop: bench.drop, path: path, now: noon + 3 * day)
            #expect(try counting(bench).count == 3)
            #expect(try rows(bench, "SELECT * FROM gone") == [])
            #expect(throws: LedgerError.self) { try bench.ledger.endWithdrawal(drop: bench.drop, path: path) }
            #expect(throws: LedgerError.self) {
                try bench.ledger.withdraw(drop: bench.drop, path: PathBytes("no.jpg"), why: "x")
            }
            #expect(try isSound(bench))
        }
    }

    @Test func otherBytesAtAWithdrawnPathAreAnotherPhoto() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let path = PathBytes("S1/2025-08-13/a.jpg")
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/copy.jpg", 1)])
            #expect(try bench.ledger.withdraw(drop: bench.drop, path: path, why: "blurred", now: noon + day) == 1)
            try bench.audit([("S1/2025-08-13/copy.jpg", 1)], now: noon + day)
            #expect(try counting(bench) == ["S1/2025-08-13/copy.jpg"])
            try bench.audit([("S1/2025-08-13/a.jpg", 3)], mtime: 9, now: noon + 2 * day)
            #expect(try counting(bench) == ["S1/2025-08-13/a.jpg", "S1/2025-08-13/copy.jpg"])
            #expect(try isSound(bench))
        }
    }

    /// A new policy makes a new record of one that was published: its marks go with it.
    @Test func aNewPolicyBringsNoWithdrawnPhotoBack() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 2), ("S1/2025-08-13/c.jpg", 3)])
            let bundle = try #require(
                try bench.ledger.stageBundle(branch: "b", maxRecords: 9, now: noon) { "bundle-\($0)" })
            try bench.ledger.sealBundle(bundle.id, sha256: sha(9), bytes: 1, now: noon)
            try bench.ledger.withdraw(drop: bench.drop, path: PathBytes("S1/2025-08-13/a.jpg"), why: "x", now: noon)
            try walk(bench, saw: ["S1/2025-08-13/a.jpg", "S1/2025-08-13/c.jpg"], at: noon + day)
            let result = try bench.ledger.reassess(run: bench.run, now: noon + day) { before in
                var record = before
                record.versions.policy = "p2"
                return record
            }
            #expect(result.changed == 3)
            #expect(try counting(bench) == ["S1/2025-08-13/b.jpg", "S1/2025-08-13/c.jpg"])
            #expect(try rows(bench, "SELECT path FROM photos WHERE gone_since IS NOT NULL") == ["S1/2025-08-13/b.jpg"])
            // What is not published yet and no longer counts is not published at all.
            #expect(try bench.ledger.unbundled().records == 2)
            #expect(try isSound(bench))
        }
    }

    /// A million known paths: read once, and nothing written for those that are there.
    @Test func marksAreSetInOneStatementForEachTable() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let paths = (0..<2_000).map { "S\($0 % 40)/2025-08-13/\($0).jpg" }
            try bench.audit(paths.enumerated().map { ($0.element, $0.offset) })
            let told = try walk(bench, saw: paths.filter { !$0.hasSuffix("7.jpg") }, at: noon + day)
            #expect(told.gone == 200)
            #expect(try rows(bench, "SELECT * FROM gone").count == 200)
            #expect(try isSound(bench))
        }
    }
}
