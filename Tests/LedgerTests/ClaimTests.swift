import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

@Suite struct ClaimTests {
    private let seen = (0..<20).map { sighting("S1/2025-08-13/\($0).jpg") }

    @Test func aClaimHoldsUntilTheLeaseEndsAndThenGoesToAnother() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let other = try Ledger(at: file)
            let second = try other.beginRun(kind: "test", owner: "other", now: noon, lease: 600)
            _ = try bench.ledger.claim(drop: bench.drop, seen, run: bench.run, now: noon)
            #expect(try other.claim(drop: bench.drop, seen, run: second, now: noon + 599).held == 20)
            try bench.ledger.renew(bench.run, now: noon + 599)
            #expect(try other.claim(drop: bench.drop, seen, run: second, now: noon + 1198).held == 20)
            #expect(try other.claim(drop: bench.drop, seen, run: second, now: noon + 1199).granted.count == 20)
            // The first returns too late: nothing of its work is taken, nothing is lost.
            let late = try bench.ledger.commit(
                drop: bench.drop, [audited("S1/2025-08-13/0.jpg", content: 1)], run: bench.run, now: noon + 1200)
            #expect(late == [.lostClaim])
            #expect(try other.counts().pending == 20)
        }
    }

    @Test func anEndedRunFreesItsClaimsAndMayClaimNoMore() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            _ = try bench.ledger.claim(drop: bench.drop, seen, run: bench.run, now: noon)
            #expect(try bench.ledger.openRuns().map(\.claims) == [20])
            try bench.ledger.endRun(bench.run, outcome: "cancelled", now: noon)
            #expect(try bench.ledger.openRuns().isEmpty)
            #expect(throws: LedgerError.self) {
                try bench.ledger.claim(drop: bench.drop, seen, run: bench.run, now: noon)
            }
            let next = try bench.ledger.beginRun(kind: "test", owner: "next", now: noon)
            #expect(try bench.ledger.claim(drop: bench.drop, seen, run: next, now: noon).granted.count == 20)
            #expect(try bench.ledger.counts().discovered == 20)
        }
    }

    @Test func aFailedPathIsTriedAgainWithGrowingPauses() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let one = [sighting("S1/2025-08-13/a.jpg")]
            var time = noon
            for pause in [60.0, 120, 240] {
                #expect(try bench.ledger.claim(drop: bench.drop, one, run: bench.run, now: time).granted == [0])
                let failure = Outcome(one[0], .failed(Reason(code: "read_error", message: "EIO")))
                #expect(try bench.ledger.commit(drop: bench.drop, [failure], run: bench.run, now: time) == [.failed])
                #expect(
                    try bench.ledger.claim(drop: bench.drop, one, run: bench.run, now: time + pause - 1).waiting == 1)
                time += pause
            }
            let standing = try #require(try bench.ledger.standing(drop: bench.drop, path: one[0].path))
            #expect(standing.state == .failed && standing.reason == Reason(code: "read_error", message: "EIO"))
            try bench.audit([("S1/2025-08-13/a.jpg", 1)], now: time)
            #expect(try bench.ledger.standing(drop: bench.drop, path: one[0].path)?.reason == nil)
        }
    }

    @Test func againReplacesRecordsAndKeepsThemWhereTheAuditFails() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 2), ("S1/2025-08-13/c.jpg", 1)])
            let all = ["a", "b", "c"].map { sighting("S1/2025-08-13/\($0).jpg") }
            let claim = try bench.ledger.claim(drop: bench.drop, all, run: bench.run, now: noon, mode: .again)
            #expect(claim.granted == [0, 1, 2])
            #expect(try bench.ledger.counts().audited == 2)
            let newer = record("S1/2025-08-13/a.jpg", content: 1, policy: "p2")
            let results = try bench.ledger.commit(
                drop: bench.drop,
                [
                    Outcome(all[0], .recorded(newer, evidence: [jpeg])),
                    Outcome(all[1], .failed(Reason(code: "read_error", message: "EIO"))),
                    Outcome(all[2], .repeated(sha256: sha(1))),
                ], run: bench.run, now: noon)
            guard case .recorded(let id) = results[0] else { throw TestFailure() }
            #expect(results[1] == .kept && results[2] == .duplicate(of: id))
            #expect(try bench.paths() == ["S1/2025-08-13/a.jpg", "S1/2025-08-13/b.jpg"])
            #expect(try bench.ledger.integrityProblems() == [])
        }
    }

    @Test func aRecordThatIsNoJSONFailsItsPathAndNotTheBatch() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            _ = try bench.ledger.claim(drop: bench.drop, Array(seen.prefix(2)), run: bench.run, now: noon)
            let broken = record("S1/2025-08-13/0.jpg", content: 1, offset: .nan)
            let results = try bench.ledger.commit(
                drop: bench.drop,
                [Outcome(seen[0], .recorded(broken, evidence: [])), audited("S1/2025-08-13/1.jpg", content: 2)],
                run: bench.run, now: noon)
            #expect(results[0] == .failed)
            #expect(try bench.ledger.standing(drop: bench.drop, path: seen[0].path)?.reason?.code == "invalid_record")
            #expect(try bench.ledger.counts().audited == 1)
        }
    }

    @Test func aDeadProcessIsToldFromALivingOne() throws {
        #expect(!ProcessIdentity.isDead(owner: ProcessIdentity.current.text))
        #expect(!ProcessIdentity.isDead(owner: "someone else"))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["sleep", "60"]
        try process.run()
        let identity = ProcessIdentity(processID: process.processIdentifier).text
        #expect(!ProcessIdentity.isDead(owner: identity))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(ProcessIdentity.isDead(owner: identity))
        let reused = identity.split(separator: ":").dropLast().joined(separator: ":") + ":1"
        let me = "\(ProcessInfo.processInfo.processIdentifier)"
        let other = reused.replacing(":\(process.processIdentifier):", with: ":\(me):")
        #expect(ProcessIdentity.isDead(owner: other))
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func fingerprintsAgreeWithASet(seed: UInt64) {
        var random = Seeded(seed)
        var known = KnownPaths(expecting: 10)
        var set: Set<String> = []
        func look(_ n: Int, _ body: (KnownPaths.FolderKey, PathBytes, Int64) -> Void) {
            body(known.key(folder: PathBytes("f\(n % 7)")), PathBytes("n\(n / 7).jpg"), Int64(n % 3))
        }
        for _ in 0..<3000 {
            let n = Int.random(in: 0..<4000, using: &random)
            set.insert("\(n)")
            look(n) { known.insert(in: $0, name: $1, size: $2, mtimeNanoseconds: 5) }
        }
        #expect(known.count == set.count)
        for n in 0..<4000 {
            look(n) {
                #expect(known.isSettled(in: $0, name: $1, size: $2, mtimeNanoseconds: 5) == set.contains("\(n)"))
                #expect(!known.isSettled(in: $0, name: $1, size: $2, mtimeNanoseconds: 6))
            }
        }
    }
}
