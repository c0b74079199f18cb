import Foundation
import Judging
import Records
import TestSupport
import Testing

@testable import Ledger

/// Corrections as the ledger keeps and judges them.
@Suite struct CorrectionTests {
    /// Judges by the standard policy, as the product does.
    struct Reviews: Reviewing {
        let judge = Judge(policy: .standard)
        func panels(of record: Record) -> [Correction.Panel] { Judge.panels(of: record) }
        func apply(_ word: ReviewersWord, to record: inout Record) { judge.apply(word, to: &record) }
    }

    static let quad = Quad(Box(800, 900, 1200, 1000))

    static func record(_ path: String, store: String = "S01", quad: Quad = quad, model: String = "old") -> Record {
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes(path), storeID: store, region: "north", date: "2026-11-20",
                sha256: String(repeating: "a", count: 63) + String(path.utf8.reduce(0) { $0 &+ Int($1) } % 10),
                bytes: 10,
                width: 2000, height: 1500, orientation: 1),
            state: .audited,
            detections: [
                Detection(slot: "top_ad", confidence: 0.9, box: quad.hull, quad: quad),
                Detection(slot: "cabinet", confidence: 0.9, box: Box(500, 1000, 1500, 1400), quad: nil),
            ], quality: PhotoQuality(brightness: 0.5, sharpness: 500, truncated: false),
            versions: Versions(program: "1", model: model, modelSHA256: "m", precision: "f32", policy: "p"))
        Judge(policy: .standard).judge(&record)
        return record
    }

    final class Fixture {
        let ledger: Ledger
        let run: RunID
        let drop: DropID

        init(_ folder: URL) throws {
            var options = Ledger.Options()
            options.reviewing = Reviews()
            let judge = Judge(policy: .standard)
            options.judge = { judge.judgeRelations(&$0) }
            ledger = try Ledger(at: PathBytes(folder.appending(path: "ledger.sqlite").path), options: options)
            run = try ledger.beginRun(kind: "test", owner: "test")
            drop = try ledger.register(drop: "d", root: PathBytes("/d"))
        }

        /// Audits a record as a scan does.
        @discardableResult
        func commit(_ record: Record, again: Bool = false) throws -> Committed {
            let sighting = Sighting(
                path: record.photo.path, size: Int64(record.photo.bytes), mtimeNanoseconds: 1,
                storeID: record.photo.storeID,
                date: record.photo.date)
            let claim = try ledger.claim(drop: drop, [sighting], run: run, mode: again ? .again : .due)
            #expect(claim.granted == [0])
            return try #require(
                try ledger.commit(drop: drop, [Outcome(sighting, .recorded(record, evidence: []))], run: run).first)
        }

        func current(_ path: String) throws -> (id: RecordID, record: Record) {
            let records = try ledger.records(RecordFilter(.current))
            while let stored = try records.next() {
                let record = try stored.record()
                if record.photo.path == PathBytes(path) { return (stored.id, record) }
            }
            throw CocoaError(.fileNoSuchFile)
        }
    }

    func withLedger(_ body: (Fixture) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { try body(try Fixture($0)) }
    }

    static func word(_ panels: [Correction.Panel], ticket: String, cannotTell: Bool = false) -> NewCorrection {
        NewCorrection(
            ticket: ticket, reviewer: "jiwon", took: 9, origin: .page,
            correction: Correction(cannotTell: cannotTell, panels: panels))
    }

    @Test func aCorrectionIsJudgedAtOnceByTheSamePolicy() throws {
        try withLedger { fixture in
            try fixture.commit(Self.record("1.jpg"))
            let (id, before) = try fixture.current("1.jpg")
            #expect(before.verdict == .compliant)
            var panels = Judge.panels(of: before)
            panels[0].quad = Quad(Box(1200, 900, 1600, 1000))
            guard
                case .kept(_, let after) = try fixture.ledger.correct(
                    id, Self.word(panels, ticket: "t1"), run: fixture.run)
            else {
                Issue.record("not kept")
                return
            }
            #expect(after.verdict == .nonCompliant)
            #expect(after.findings.contains { $0.code == "top_ad_off_centre" })
            #expect(
                after.review?.answer == .corrected && after.review?.by == "jiwon" && after.review?.conflict == false)
            // What is in the ledger is what was answered, and the analysts' views agree.
            #expect(try fixture.current("1.jpg").record == after)
            let verdict = try fixture.ledger.database.first("SELECT verdict FROM photos") { $0.text(0) }
            #expect(verdict == "non_compliant")
            #expect(try fixture.ledger.integrityProblems().isEmpty)
        }
    }

    @Test func theSameTicketCountsOnceAndHistoryIsNeverChanged() throws {
        try withLedger { fixture in
            try fixture.commit(Self.record("1.jpg"))
            let (id, before) = try fixture.current("1.jpg")
            let word = Self.word(Judge.panels(of: before), ticket: "t1")
            guard case .kept(_, let after) = try fixture.ledger.correct(id, word, run: fixture.run) else {
                Issue.record("not kept")
                return
            }
            #expect(after.review?.answer == .confirmed)
            guard case .repeated = try fixture.ledger.correct(id, word, run: fixture.run) else {
                Issue.record("kept twice")
                return
            }
            #expect(try fixture.ledger.correctionCount() == 1)
            for sql in ["UPDATE correction SET reviewer = 'x'", "DELETE FROM correction", "DELETE FROM review_event"] {
                if sql.contains("event") { try fixture.ledger.noteReview("x", by: "y", subject: "z") }
                #expect(throws: LedgerError.self) { try fixture.ledger.database.run(sql) }
            }
        }
    }

    @Test func aCorrectionSurvivesAnotherAuditAndANewModelThatAgrees() throws {
        try withLedger { fixture in
            try fixture.commit(Self.record("1.jpg"))
            let (id, before) = try fixture.current("1.jpg")
            var panels = Judge.panels(of: before)
            panels[0].quad = Quad(Box(1200, 900, 1600, 1000))
            _ = try fixture.ledger.correct(id, Self.word(panels, ticket: "t1"), run: fixture.run)
            let corrected = try fixture.current("1.jpg")
            // The same model again: nothing new.
            #expect(try fixture.commit(Self.record("1.jpg"), again: true) == .unchanged(corrected.id))
            // A new model that finds what the person said.
            try fixture.commit(
                Self.record("1.jpg", quad: Quad(Box(1203, 901, 1601, 1001)), model: "new"), again: true)
            let agreed = try fixture.current("1.jpg").record
            #expect(agreed.detections[0].quad == panels[0].quad && agreed.review?.conflict == false)
            #expect(agreed.versions.model == "new" && agreed.verdict == .nonCompliant)
            // One that sees a third thing: the person's word stands, and the conflict shows.
            try fixture.commit(Self.record("1.jpg", quad: Quad(Box(300, 900, 700, 1000)), model: "third"), again: true)
            let torn = try fixture.current("1.jpg").record
            #expect(torn.detections[0].quad == panels[0].quad && torn.review?.conflict == true)
        }
    }

    @Test func aPublishedRecordIsSupersededAndKeepsItsBytes() throws {
        try withLedger { fixture in
            try fixture.commit(Self.record("1.jpg"))
            let (id, before) = try fixture.current("1.jpg")
            let sealed = try #require(try fixture.ledger.record(id)).json
            try fixture.ledger.database.run(
                "INSERT INTO bundle (name, branch, state, records, content_bytes, created_ms) VALUES ('b', 'b', 'sealed', 1, 1, 1)"
            )
            try fixture.ledger.database.run("UPDATE record SET bundle_id = 1")
            let word = Self.word(Judge.panels(of: before), ticket: "t", cannotTell: true)
            guard case .kept(let made, let after) = try fixture.ledger.correct(id, word, run: fixture.run) else {
                Issue.record("not kept")
                return
            }
            #expect(made != id && after.verdict == .notAssessable)
            #expect(after.findings.map(\.code) == ["reviewer_cannot_tell"])
            #expect(try fixture.ledger.record(id)?.json == sealed)
            #expect(try fixture.ledger.record(id)?.isCurrent == false)
            #expect(try fixture.ledger.integrityProblems().isEmpty)
            // The record that the reviewer saw is history; its photo's current one is meant.
            guard
                case .kept = try fixture.ledger.correct(
                    id, Self.word(Judge.panels(of: before), ticket: "u"), run: fixture.run)
            else {
                Issue.record("not kept")
                return
            }
        }
    }

    @Test func whatNoPageCouldSendIsRefusedAndNothingIsKept() throws {
        try withLedger { fixture in
            try fixture.commit(Self.record("1.jpg"))
            let (id, before) = try fixture.current("1.jpg")
            let far = Correction.Panel(slot: "top_ad", quad: Quad(Box(0, 0, 1e300, 10)))
            let odd = Correction.Panel(slot: "a\u{0}b", quad: Self.quad)
            let empty = Correction.Panel(slot: "", quad: Self.quad)
            for panels in [
                [far], [odd], [empty], Array(repeating: Correction.Panel(slot: nil, quad: Self.quad), count: 101),
            ] {
                #expect(throws: LedgerError.self) {
                    try fixture.ledger.correct(id, Self.word(panels, ticket: "t"), run: fixture.run)
                }
            }
            #expect(try fixture.ledger.correctionCount() == 0)
            #expect(try fixture.current("1.jpg").record == before)
        }
    }

    @Test func aWordIsOfOneStoresPhotoEvenIfAnotherHandedInTheSameBytes() throws {
        try withLedger { fixture in
            try fixture.commit(Self.record("1.jpg", store: "S01"))
            var other = Self.record("2.jpg", store: "S02")
            other.photo.sha256 = try fixture.current("1.jpg").record.photo.sha256
            try fixture.commit(other)
            let (id, before) = try fixture.current("1.jpg")
            _ = try fixture.ledger.correct(
                id, Self.word(Judge.panels(of: before), ticket: "t"), run: fixture.run)
            #expect(try fixture.current("1.jpg").record.review != nil)
            #expect(try fixture.current("2.jpg").record.review == nil)
        }
    }
}
