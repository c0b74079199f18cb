import Foundation
import Judging
import Records
import TestSupport
import Testing

@testable import Ledger

/// What the ledger keeps for a time is deleted after it, and not before.
@Suite struct RetentionTests {
    let later = Date(timeIntervalSinceNow: 3_600)
    let earlier = Date(timeIntervalSinceNow: -3_600)

    @Test func correctionsAndTheAuditLogGoAfterTheirTimeAndNotBefore() throws {
        try CorrectionTests().withLedger { fixture in
            try fixture.commit(CorrectionTests.record("1.jpg"))
            let (id, before) = try fixture.current("1.jpg")
            var panels = Judge.panels(of: before)
            panels[0].quad = Quad(Box(1200, 900, 1600, 1000))
            _ = try fixture.ledger.correct(id, CorrectionTests.word(panels, ticket: "t1"), run: fixture.run)
            for number in 0..<5 { try fixture.ledger.noteReview("x", by: "y", subject: "\(number)") }
            let log = try fixture.ledger.reviewEvents(limit: 100).count
            #expect(try fixture.ledger.prune(.corrections, before: earlier) == 0)
            #expect(try fixture.ledger.prune(.logs, before: earlier) == 0)
            // Nobody else may delete them either.
            for sql in ["DELETE FROM correction", "DELETE FROM review_event"] {
                #expect(throws: LedgerError.self) { try fixture.ledger.database.run(sql) }
            }
            #expect(try fixture.ledger.prune(.logs, before: later, limit: 2) == 2)
            #expect(try fixture.ledger.reviewEvents(limit: 100).count == log - 2)
            #expect(try fixture.ledger.prune(.logs, before: later) == log - 2)
            let corrected = try fixture.current("1.jpg").record
            #expect(try fixture.ledger.prune(.corrections, before: later) == 1)
            #expect(try fixture.ledger.correctionCount() == 0)
            // The record keeps the reviewer's word; a new audit no longer gets it.
            #expect(try fixture.current("1.jpg").record == corrected && corrected.review != nil)
            try fixture.commit(CorrectionTests.record("1.jpg", model: "new"), again: true)
            #expect(try fixture.current("1.jpg").record.review == nil)
            #expect(try fixture.ledger.integrityProblems().isEmpty)
        }
    }

    @Test func aLedgerOfTheVersionBeforeKeepsItsFingerprintsTimes() throws {
        try withLedgerFile { file in
            let before = try #require(Schema.migrations.indices.dropLast().last)
            do {
                let old = try Ledger(at: file, options: .init(), migrations: Array(Schema.migrations[...before]))
                try old.database.script(
                    """
                    INSERT INTO drop_root (id, name, root, first_seen_ms) VALUES (1, 'd', x'2f', 0);
                    INSERT INTO version (id, program, model, model_sha256, precision, policy) VALUES (1, '1', 'm', 'm', 'f32', 'p');
                    INSERT INTO record (id, drop_id, path, taken_ms, time_source, sha256, bytes, width, height, state, version, run,
                      audited_ms, current) VALUES (1, 1, x'31', 0, 'none', zeroblob(32), 1, 1, 1, 'audited', 1, 1, 77, 0);
                    INSERT INTO fingerprint (id, record_id, pdq) VALUES (1, 1, zeroblob(32));
                    """)
            }
            let ledger = try Ledger(at: file)
            #expect(try ledger.database.integer("SELECT made_ms FROM fingerprint") == 77)
            #expect(try ledger.prune(.fingerprints, before: earlier) == 1)
        }
    }
}
