import Foundation
import Judging
import Ledger
import Records
import TestSupport
import Testing

@testable import Review

/// A ledger whose photos were all answered, made by `Tests/campaign order`.
private let reviewedLedger = ProcessInfo.processInfo.environment["SIGHTLINE_REVIEWED"]

@Suite struct QueueSimulationTests {
    private struct Photo {
        var queued: QueuedPhoto
        var isWrong: Bool
    }

    private func photos() throws -> [Photo] {
        let ledger = try Ledger(at: PathBytes(try #require(reviewedLedger)), options: .readOnly)
        let cursor = try ledger.records(RecordFilter(.current))
        var photos: [Photo] = []
        var stores: [String: Int64] = [:]
        while let stored = try cursor.next() {
            let reviewed = try stored.record()
            guard let correction = try ledger.correction(of: reviewed) else { continue }
            // What the queue sees is the machine's record, before anyone spoke.
            let before = try machineRecord(stored, ledger)
            let store = before.photo.storeID ?? ""
            stores[store] = stores[store] ?? Int64(stores.count + 1)
            photos.append(
                Photo(
                    queued: QueuedPhoto(
                        id: ReviewID(Int64(photos.count + 1)), record: stored.id,
                        store: stores[store].map { StoreRow($0) },
                        region: "", draw: 0, isDrawn: false, isDone: false,
                        features: PhotoFeatures(before, policy: .standard).values),
                    isWrong: correction.verdict != correction.machineVerdict))
        }
        return photos
    }

    /// The published record that the correction superseded.
    private func machineRecord(_ stored: StoredRecord, _ ledger: Ledger) throws -> Record {
        var number = stored.id.number - 1
        let sha256 = try stored.record().photo.sha256
        while number > 0 {
            if let older = try ledger.record(RecordID(number))?.record(), older.photo.sha256 == sha256,
                older.review == nil
            {
                return older
            }
            number -= 1
        }
        throw CocoaError(.fileReadCorruptFile)
    }

    /// Photos in the order in which they are given out.
    private func order(_ photos: [Photo], learns: Bool, _ random: inout Seeded) -> [Bool] {
        var queue = ReviewQueue()
        queue.add(photos.shuffled(using: &random).map(\.queued))
        let truth = Dictionary(uniqueKeysWithValues: photos.map { ($0.queued.id, $0) })
        var (found, examples): ([Bool], [ChangeModel.Example]) = ([], [])
        while let next = queue.next(
            drawn: learns && Double.random(in: 0..<1, using: &random) < 0.1, allows: { _ in true }),
            let photo = truth[next.id]
        {
            queue.noteGiven(next.id, drawn: false)
            queue.done(next.id)
            found.append(photo.isWrong)
            examples.append(.init(features: photo.queued.features, isChanged: photo.isWrong))
            if learns, found.count % 10 == 0 { queue.learn(examples) }
        }
        return found
    }

    @Test(.enabled(if: reviewedLedger != nil, "Tests/campaign order FIELDSET gives the ledger"))
    func theQueueFindsFaultsSooner() throws {
        let photos = try photos()
        let wrong = photos.count { $0.isWrong }
        print("queue: \(photos.count) photos, \(wrong) wrong verdicts")
        func share(_ order: [Bool], _ part: Double) -> Double {
            Double(order.prefix(Int(Double(order.count) * part)).count { $0 }) / Double(max(1, wrong))
        }
        var random = Seeded(20)
        for (name, make) in [
            ("at random", { (random: inout Seeded) in photos.map(\.isWrong).shuffled(using: &random) }),
            ("by uncertainty", { (random: inout Seeded) in self.order(photos, learns: false, &random) }),
            ("as the queue does", { (random: inout Seeded) in self.order(photos, learns: true, &random) }),
        ] {
            let orders = (0..<20).map { _ in make(&random) }
            let shares = [0.1, 0.2, 0.4].map { part in
                orders.reduce(0) { $0 + share($1, part) } / Double(orders.count)
            }
            print("queue: found after 10, 20, 40 % \(name): \(shares.map { String(format: "%.3f", $0) })")
            #expect(orders.allSatisfy { $0.count == photos.count })
        }
    }
}
