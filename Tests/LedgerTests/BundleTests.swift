import Foundation
import Judging
import Records
import TestSupport
import Testing

@testable import Ledger

@Suite struct BundleTests {
    private func contents(_ ledger: Ledger, _ id: BundleID) throws -> [String] {
        let cursor = try ledger.records(RecordFilter(.bundle(id)))
        var lines: [String] = []
        while let stored = try cursor.next() { lines.append(String(decoding: stored.json, as: UTF8.self)) }
        return lines
    }

    @Test func recordsGoIntoBundlesOnceAndInOrder() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let second = try bench.ledger.register(drop: "a drop before d", root: PathBytes("/a"), now: noon)
            try bench.audit((0..<5).reversed().map { ("S1/2025-08-13/\($0).jpg", $0 + 1) })
            _ = try bench.ledger.claim(drop: second, [sighting("S9/x.jpg")], run: bench.run, now: noon)
            _ = try bench.ledger.commit(
                drop: second, [audited("S9/x.jpg", content: 99, drop: "a drop before d")], run: bench.run, now: noon)
            let waiting = try bench.ledger.unbundled()
            #expect(waiting.records == 6 && waiting.oldest == noon)
            #expect(try bench.ledger.unbundled(storeID: "S9").records == 1)
            let first = try #require(try bench.ledger.stage(branch: "서울/1", maxRecords: 4, now: noon))
            let rest = try #require(try bench.ledger.stage(branch: "seoul", maxRecords: 4, now: noon))
            #expect(try bench.ledger.stage(branch: "seoul", maxRecords: 4, now: noon) == nil)
            #expect(first.name == "서울/1-1.tar.zst")
            #expect(rest.name == "seoul-2.tar.zst")
            #expect(first.records == 4 && first.contentBytes + rest.contentBytes == waiting.bytes)
            let paths = try (contents(bench.ledger, first.id) + contents(bench.ledger, rest.id)).map {
                try CanonicalJSON.decode(Record.self, from: Data($0.utf8)).photo.path.escaped
            }
            #expect(paths == ["S9/x.jpg"] + (0..<5).map { "S1/2025-08-13/\($0).jpg" })
        }
    }

    @Test func aBundleIsLimitedInBytesButNeverEmpty() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("a.jpg", 1), ("b.jpg", 2), ("c.jpg", 3)])
            let each = try bench.ledger.unbundled().bytes / 3
            #expect(try bench.ledger.stage(branch: "b", maxRecords: 9, maxBytes: 1)?.records == 1)
            #expect(try bench.ledger.stage(branch: "b", maxRecords: 9, maxBytes: each * 2)?.records == 2)
        }
    }

    @Test func aStagedBundleStaysTheSameUntilItIsSealed() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/b.jpg", 2)])
            let bundle = try #require(try bench.ledger.stage(branch: "b", maxRecords: 9, now: noon))
            let before = try contents(bench.ledger, bundle.id)
            // New bytes, the same bytes elsewhere, a new policy: what is staged does not change.
            try bench.audit([("S1/2025-08-13/a.jpg", 3)], mtime: 2)
            try bench.audit([("S2/2025-08-13/b.jpg", 2)])
            _ = try bench.ledger.reassess(run: bench.run, now: noon) { record in
                var judged = record
                judged.verdict = .nonCompliant
                return judged
            }
            _ = try bench.ledger.pruneEvidence(before: noon + 9999, unbundledToo: true)
            let reopened = try Ledger(at: file)
            #expect(try reopened.bundles(.staged).map(\.id) == [bundle.id])
            #expect(try contents(reopened, bundle.id) == before)
            let cursor = try reopened.records(RecordFilter(.bundle(bundle.id)))
            while let stored = try cursor.next() { #expect(try reopened.evidence(for: stored.id) == [jpeg]) }
            #expect(try bench.ledger.integrityProblems() == [])
        }
    }

    @Test func aBundleGoesItsWayAndNoOther() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let ledger = bench.ledger
            try bench.audit([("a.jpg", 1)])
            let id = try #require(try ledger.stage(branch: "b", maxRecords: 9, now: noon)).id
            #expect(throws: LedgerError.self) { try ledger.noteUpload(id, receipt: "r") }
            try ledger.sealBundle(id, sha256: sha(5), bytes: 77, now: noon)
            #expect(throws: LedgerError.self) { try ledger.unstageBundle(id) }
            #expect(try ledger.uploadsDue(now: noon).map(\.id) == [id])
            try ledger.noteUploadFailure(id, problem: "no route", nextTry: noon + 60)
            #expect(try ledger.uploadsDue(now: noon + 59).isEmpty)
            #expect(try ledger.bundle(id)?.problem == "no route" && ledger.bundle(id)?.attempts == 1)
            try ledger.noteUpload(id, receipt: "r", now: noon + 60)
            try ledger.notePruned(id, now: noon + 90)
            let row = try #require(try ledger.bundle(named: "b-1.tar.zst"))
            #expect(row.state == .pruned && row.receipt == "r" && row.bytes == 77 && row.sha256 == sha(5))
            #expect(try ledger.bundle(named: "foreign.tar.zst") == nil)
        }
    }

    @Test func anUnstagedBundleGivesItsRecordsBackAndItsNumberIsBurnt() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("a.jpg", 1)])
            let id = try #require(try bench.ledger.stage(branch: "b", maxRecords: 9, now: noon)).id
            try bench.ledger.unstageBundle(id)
            #expect(try bench.ledger.unbundled().records == 1)
            #expect(try #require(try bench.ledger.stage(branch: "b", maxRecords: 9, now: noon)).id > id)
        }
    }

    @Test func evidenceIsPrunedOnlyAfterItIsSealed() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("a.jpg", 1)])
            let id = try #require(try bench.ledger.stage(branch: "b", maxRecords: 9, now: noon)).id
            try bench.audit([("b.jpg", 2)])
            #expect(try bench.ledger.pruneEvidence(before: noon + 1) == 0)
            try bench.ledger.sealBundle(id, sha256: sha(1), bytes: 1, now: noon)
            #expect(try bench.ledger.pruneEvidence(before: noon) == 0)
            #expect(try bench.ledger.pruneEvidence(before: noon + 1) == 1)
            #expect(try bench.ledger.pruneEvidence(before: noon + 1, unbundledToo: true) == 1)
            #expect(try bench.ledger.counts().audited == 2)
            _ = try bench.ledger.returnFreeSpace()
            #expect(try bench.ledger.integrityProblems() == [])
        }
    }

    @Test func aNewPolicyChangesWhatIsUnpublishedAndSupersedesWhatIsPublished() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1), ("S1/2025-08-13/c.jpg", 1), ("S2/2025-08-13/a.jpg", 1)])
            let id = try #require(
                try bench.ledger.stage(branch: "b", maxRecords: 9, storeID: "S1", now: noon)
            ).id
            try bench.ledger.sealBundle(id, sha256: sha(1), bytes: 1, now: noon)
            let before = try contents(bench.ledger, id)
            let result = try bench.ledger.reassess(run: bench.run, now: noon) { record in
                var judged = record
                judged.verdict = .nonCompliant
                judged.findings = [Finding(code: "top_ad_off_centre", severity: .violation, value: 0.05, limit: 0.01)]
                judged.versions.policy = "strict"
                Judge(policy: .standard).judgeRelations(&judged)
                return judged
            }
            #expect((result.examined, result.changed, result.newVerdicts) == (2, 2, 2))
            #expect(try contents(bench.ledger, id) == before)
            #expect(try bench.ledger.unbundled().records == 2)
            var rows: [String] = []
            try bench.ledger.query("SELECT store_id, code FROM findings ORDER BY 1, 2") {
                rows.append("\($0.text(0) ?? "") \($0.text(1) ?? "")")
            }
            let codes = ["same_photo_other_store", "top_ad_off_centre"]
            #expect(rows == ["S1", "S2"].flatMap { store in codes.map { "\(store) \($0)" } })
            let cursor = try bench.ledger.records()
            while let stored = try cursor.next() {
                #expect(try stored.record().versions.policy == "strict")
                #expect(try bench.ledger.evidence(for: stored.id) == [jpeg])
            }
            #expect(try bench.ledger.integrityProblems() == [])
            let same = try bench.ledger.reassess(run: bench.run, now: noon) { $0 }
            #expect(same.changed == 0)
        }
    }
}
