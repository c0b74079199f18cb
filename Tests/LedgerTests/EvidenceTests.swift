import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

/// Where a record's pictures are when it was superseded, and what is known of those that were deleted.
@Suite struct EvidenceTests {
    private func judged(_ bench: Bench, _ policy: String) throws {
        _ = try bench.ledger.reassess(run: bench.run, now: noon) { record in
            var judged = record
            judged.versions.policy = policy
            return judged
        }
    }

    private func seal(_ ledger: Ledger) throws -> BundleID {
        let id = try #require(try ledger.stage(branch: "b", maxRecords: 9, now: noon)).id
        try ledger.sealBundle(id, sha256: sha(1), bytes: 1, now: noon)
        return id
    }

    private func pictures(_ ledger: Ledger, _ filter: RecordFilter) throws -> [[Evidence]] {
        let cursor = try ledger.records(filter)
        var pictures: [[Evidence]] = []
        while let stored = try cursor.next() { pictures.append(try ledger.evidence(for: stored.id)) }
        return pictures
    }

    @Test func everyBundleOfAPhotoHasItsPicturesHoweverOftenItIsJudgedAnew() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("a.jpg", 1)])
            var bundles: [BundleID] = []
            for policy in ["second", "third", "fourth"] {
                bundles.append(try seal(bench.ledger))
                try judged(bench, policy)
            }
            for bundle in bundles {
                #expect(try pictures(bench.ledger, RecordFilter(.bundle(bundle))) == [[jpeg]])
            }
            #expect(try pictures(bench.ledger, RecordFilter(.unbundled)) == [[jpeg]])
            #expect(try bench.ledger.unbundled().bytes > jpeg.jpeg.count)
            #expect(try bench.ledger.database.integer("SELECT count(*) FROM evidence") == 1)
            #expect(try bench.ledger.integrityProblems() == [])
        }
    }

    @Test func picturesStayUntilTheLastRecordThatShowsThemIsPublished() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("a.jpg", 1)])
            let first = try seal(bench.ledger)
            try judged(bench, "second")
            #expect(try bench.ledger.pruneEvidence(before: noon + 9) == 0)
            let second = try seal(bench.ledger)
            #expect(try bench.ledger.pruneEvidence(before: noon + 9) == 1)
            for bundle in [first, second] {
                let cursor = try bench.ledger.records(RecordFilter(.bundle(bundle)))
                let stored = try #require(try cursor.next())
                #expect(try bench.ledger.evidence(for: stored.id).isEmpty)
                #expect(try bench.ledger.isEvidencePruned(of: stored.id))
            }
        }
    }

    @Test func theRecordsOfABundleMoveToANewOneAndTheOldRowSaysWhy() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("a.jpg", 1), ("b.jpg", 2)])
            let old = try seal(bench.ledger)
            let new = try bench.ledger.restageBundle(old, problem: "lost", now: noon) { "new-\($0)" }
            #expect(new.state == .staged && new.records == 2 && new.name == "new-\(new.id.number)")
            let row = try #require(try bench.ledger.bundle(old))
            #expect(row.state == .pruned && row.problem == "lost")
            #expect(try pictures(bench.ledger, RecordFilter(.bundle(new.id))) == [[jpeg], [jpeg]])
            #expect(try pictures(bench.ledger, RecordFilter(.bundle(old))).isEmpty)
            #expect(throws: LedgerError.self) {
                _ = try bench.ledger.restageBundle(old, problem: "again", now: noon) { "x\($0)" }
            }
        }
    }
}
