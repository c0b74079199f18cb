import Foundation
import Judging
import Records
import TestSupport
import Testing

@testable import Ledger

/// Leases, drafts, people and the random sample, as the ledger keeps them.
@Suite struct ReviewQueueTests {
    func withQueue(photos: Int, _ body: (CorrectionTests.Fixture, [QueuedPhoto]) throws -> Void) throws {
        try CorrectionTests().withLedger { fixture in
            for index in 0..<photos {
                var record = CorrectionTests.record("\(index).jpg", store: "S\(index)")
                record.photo.sha256 = String(repeating: "b", count: 60) + String(1000 + index)
                try fixture.commit(record)
            }
            let found = try fixture.ledger.unqueued(limit: 1000)
            let photos = try fixture.ledger.enqueue(
                found.enumerated().map { ($1.id, [Float($0), 0.5], Double($0) / Double(max(1, found.count))) })
            try body(fixture, photos)
        }
    }

    @Test func photosAreQueuedOnceAndTakeTheirNewRecordsPlace() throws {
        try withQueue(photos: 3) { (fixture, photos) throws in
            #expect(photos.count == 3 && photos[2].features == [2, 0.5])
            #expect(try fixture.ledger.unqueued(limit: 10).isEmpty)
            var again = try fixture.current("1.jpg").record
            again.versions.model = "new"
            try fixture.commit(again, again: true)
            let found = try fixture.ledger.unqueued(limit: 10)
            #expect(found.count == 1)
            let queued = try fixture.ledger.enqueue([(found[0].id, [7, 7], 0.9)])
            // Its place in the random order stays: a new record is not a new photo.
            #expect(queued[0].id == photos[1].id && queued[0].draw == photos[1].draw && queued[0].features == [7, 7])
            #expect(try fixture.ledger.queuedPhotos().count == 3)
        }
    }

    /// A correction of a published record makes a new record, whose number is higher than that of photos still to be queued.
    @Test func photosAuditedBeforeACorrectionAreQueuedAfterIt() throws {
        try withQueue(photos: 1) { (fixture, photos) throws in
            var late = CorrectionTests.record("late.jpg", store: "S9")
            late.photo.sha256 = String(repeating: "d", count: 64)
            try fixture.commit(late)
            try fixture.ledger.database.run(
                "INSERT INTO bundle (name, branch, state, records, content_bytes, created_ms) VALUES ('b', 'b', 'sealed', 1, 1, 1)"
            )
            try fixture.ledger.database.run("UPDATE record SET bundle_id = 1")
            let stored = try #require(try fixture.ledger.reviewRecord(photos[0].id))
            let panels = Judge.panels(of: try stored.record())
            _ = try fixture.ledger.correct(
                stored.id, CorrectionTests.word(Array(panels.dropFirst()), ticket: "t"), run: fixture.run)
            let found = try fixture.ledger.unqueued(limit: 10)
            #expect(found.contains { $0.record.photo.path == PathBytes("late.jpg") })
            let queued = try fixture.ledger.enqueue(found.map { ($0.id, [9, 9], 0.1) })
            // The corrected photo keeps what it was like when it was answered, and stays done.
            #expect(queued.first { $0.id == photos[0].id }?.features == photos[0].features)
            #expect(queued.first { $0.id == photos[0].id }?.isDone == true)
            #expect(try fixture.ledger.unqueued(limit: 10).isEmpty)
        }
    }

    @Test func aPhotoIsLeasedToOnePersonUntilTheLeaseEnds() throws {
        try withQueue(photos: 1) { (fixture, photos) throws in
            let ledger = fixture.ledger
            let start = Date(timeIntervalSince1970: 1_000_000)
            func take(_ name: String, _ ticket: String, after seconds: Double) throws -> Bool {
                try ledger.lease(
                    photos[0].id, to: name, ticket: ticket, length: 60, isDrawn: false, chance: 0.5,
                    now: start + seconds)
            }
            #expect(try take("a", "1", after: 0))
            #expect(try !take("b", "2", after: 59))
            #expect(try ledger.extendLease(ticket: "1", length: 60, now: start + 30))
            #expect(try !take("b", "3", after: 70))
            #expect(try ledger.saveDraft(ticket: "1", "work", now: start + 80))
            #expect(try take("b", "4", after: 91))
            // The lease is another's now; the draft is still there for the first.
            #expect(try !ledger.extendLease(ticket: "1", length: 60, now: start + 92))
            #expect(try !ledger.saveDraft(ticket: "1", "late", now: start + 92))
            #expect(try ledger.draft(photos[0].id, of: "a") == "work")
            #expect(try ledger.leases(now: start + 92).map(\.reviewer) == ["b"])
        }
    }

    @Test func invitationsWorkOnceAndEndAndAreRevoked() throws {
        try withQueue(photos: 0) { (fixture, _) throws in
            let ledger = fixture.ledger
            func hash(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }
            let start = Date(timeIntervalSince1970: 1_000_000)
            try ledger.setReviewer(Reviewer(name: "jiwon", role: .reviewer))
            try ledger.addSecret(hash(1), .invitation, for: "jiwon", length: 100, now: start)
            try ledger.addSecret(hash(2), .invitation, for: "jiwon", length: 100, now: start)
            #expect(try ledger.exchange(invitation: hash(9), forSession: hash(3), length: 50, now: start) == nil)
            #expect(
                try ledger.exchange(invitation: hash(1), forSession: hash(3), length: 50, now: start + 1)?.name
                    == "jiwon")
            #expect(try ledger.exchange(invitation: hash(1), forSession: hash(4), length: 50, now: start + 2) == nil)
            #expect(try ledger.exchange(invitation: hash(2), forSession: hash(4), length: 50, now: start + 101) == nil)
            #expect(try ledger.reviewer(ofSession: hash(3), now: start + 50)?.role == .reviewer)
            #expect(try ledger.reviewer(ofSession: hash(3), now: start + 52) == nil)
            // An invitation is not a session, and neither is what a session was made from.
            #expect(try ledger.reviewer(ofSession: hash(1), now: start + 2) == nil)
            try ledger.addSecret(hash(5), .session, for: "jiwon", length: 1000, now: start)
            #expect(try ledger.revokeReviewer("jiwon"))
            #expect(try ledger.reviewer(ofSession: hash(5), now: start) == nil)
            #expect(try ledger.reviewer(named: "jiwon") == nil)
            #expect(try ledger.reviewEvents(limit: 10).map(\.kind).contains("revoked"))
        }
    }

    @Test func theSampleIsWhatLiesBelowTheLastPhotoDrawnWhateverItWasDoneFor() throws {
        try withQueue(photos: 10) { (fixture, photos) throws in
            func answer(_ index: Int, drawn: Bool, wrong: Bool) throws {
                let photo = photos[index]
                let ticket = "t\(index)"
                #expect(
                    try fixture.ledger.lease(
                        photo.id, to: "a", ticket: ticket, length: 60, isDrawn: drawn, chance: drawn ? nil : 0.5))
                let stored = try #require(try fixture.ledger.reviewRecord(photo.id))
                var panels = Judge.panels(of: try stored.record())
                if wrong { panels[0].quad = Quad(Box(1300, 900, 1700, 1000)) }
                _ = try fixture.ledger.correct(
                    stored.id, CorrectionTests.word(panels, ticket: ticket), run: fixture.run)
            }
            // 8 and 1 were chosen, 0 and 2 drawn: the sample is 0, 1 and 2, whatever 8 says.
            try answer(8, drawn: false, wrong: true)
            #expect(try fixture.ledger.fieldSample().accuracy(.verdict) == nil)
            try answer(1, drawn: false, wrong: true)
            try answer(0, drawn: true, wrong: false)
            try answer(2, drawn: true, wrong: false)
            let accuracy = try #require(try fixture.ledger.fieldSample().accuracy(.verdict))
            #expect(accuracy.sampled == 3 && accuracy.photos == 10 && abs(accuracy.share - 2.0 / 3) < 1e-9)
            #expect(accuracy.low < 0.6 && accuracy.high > 0.7)
            #expect(try fixture.ledger.fieldSample().accuracy(.centering)?.sampled == 3)
            #expect(try fixture.ledger.fieldSample().accuracy(.creative) == nil)
        }
    }
}
