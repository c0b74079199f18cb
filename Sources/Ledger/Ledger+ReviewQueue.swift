public import Foundation
public import Records

/// A photo's number in the queue.
public enum ReviewKind {}
public typealias ReviewID = LedgerID<ReviewKind>

/// A photo in the queue, with what its place in it depends on.
public struct QueuedPhoto: Hashable, Sendable {
    public var id: ReviewID
    public var record: RecordID
    /// Nil where the layout names none.
    public var store: StoreRow?
    /// Empty where it is not known.
    public var region: String
    /// In [0, 1): random samples are drawn by it, smallest first.
    public var draw: Double
    /// It was drawn for the random share.
    public var isDrawn: Bool
    public var isDone: Bool
    /// Made and read by the Review room.
    public var features: [Float]

    public init(
        id: ReviewID, record: RecordID, store: StoreRow?, region: String, draw: Double, isDrawn: Bool, isDone: Bool,
        features: [Float]
    ) {
        self.id = id
        self.record = record
        self.store = store
        self.region = region
        self.draw = draw
        self.isDrawn = isDrawn
        self.isDone = isDone
        self.features = features
    }
}

/// A record that the queue does not hold yet, or holds an older one of.
public struct UnqueuedRecord: Sendable {
    public var id: RecordID
    public var record: Record
}

/// Who works on a photo.
public struct ReviewLease: Hashable, Sendable {
    public var photo: ReviewID
    public var reviewer: String
    public var ticket: String
    public var began: Date
    public var until: Date
    /// What the queue thought of the chance that something is changed; nil where the photo was drawn at random.
    public var chance: Double?

    public init(photo: ReviewID, reviewer: String, ticket: String, began: Date, until: Date, chance: Double?) {
        self.photo = photo
        self.reviewer = reviewer
        self.ticket = ticket
        self.began = began
        self.until = until
        self.chance = chance
    }
}

extension Ledger {
    // MARK: Enrolment

    /// Current audited records that the queue has not seen, oldest first.
    public func unqueued(limit: Int) throws(LedgerError) -> [UnqueuedRecord] {
        let rows = try database.all(
            """
            SELECT r.id, j.json FROM record r JOIN record_json j ON j.record_id = r.id
             WHERE r.id > coalesce((SELECT max(seen) FROM review_photo), 0) AND r.current = 1 AND r.state = 'audited'
               AND r.left_ms IS NULL
             ORDER BY r.id LIMIT ?1
            """, [LedgerValue(limit)]
        ) { (id: $0.int(0), json: $0.blob(1)) }
        return try rows.map { row throws(LedgerError) in
            UnqueuedRecord(id: RecordID(row.id), record: try decode(row.json, row: row.id))
        }
    }

    /// Puts records into the queue; one whose photo is in it takes its place there. What a photo was like when a person answered
    /// it stays, since the queue learns from that.
    /// - Parameter photos: record, features and a number in [0, 1) each.
    public func enqueue(
        _ photos: [(record: RecordID, features: [Float], draw: Double)]
    ) throws(LedgerError) -> [QueuedPhoto] {
        try database.write(durable: false) { () throws(LedgerError) in
            var queued: [QueuedPhoto] = []
            for photo in photos {
                try database.run(
                    """
                    INSERT INTO review_photo (record_id, seen, sha256, store, drop_id, region, draw, features, done)
                    SELECT r.id, r.id, r.sha256, r.store, r.drop_id, coalesce(s.region, ''), ?2, ?3,
                           (SELECT max(c.id) FROM correction c WHERE c.sha256 = r.sha256 AND c.store IS r.store
                               AND (r.store IS NOT NULL OR c.drop_id = r.drop_id))
                      FROM record r LEFT JOIN store s ON s.id = r.store WHERE r.id = ?1
                    ON CONFLICT (sha256, coalesce(store, -drop_id))
                      DO UPDATE SET record_id = excluded.record_id, seen = excluded.seen,
                        features = CASE WHEN done IS NULL THEN excluded.features ELSE features END
                    """, [photo.record.value, .real(photo.draw), .blob(bytes(photo.features))])
                queued += try queue("WHERE record_id = ?1", [photo.record.value])
            }
            return queued
        }
    }

    /// All photos in the queue.
    public func queuedPhotos() throws(LedgerError) -> [QueuedPhoto] { try queue("ORDER BY id", []) }

    private func queue(_ condition: String, _ values: [LedgerValue]) throws(LedgerError) -> [QueuedPhoto] {
        try database.all(
            """
            SELECT id, record_id, store, region, draw, drawn_ms IS NOT NULL, done IS NOT NULL, features FROM review_photo
            \(condition)
            """, values
        ) { row in
            QueuedPhoto(
                id: ReviewID(row.int(0)), record: RecordID(row.int(1)), store: row.integer(2).map { StoreRow($0) },
                region: row.text(3) ?? "", draw: row.double(4), isDrawn: row.int(5) != 0, isDone: row.int(6) != 0,
                features: Ledger.floats(row.blob(7)))
        }
    }

    /// The current record of a photo in the queue; nil where it left, was withdrawn or is being audited again.
    public func reviewRecord(_ photo: ReviewID) throws(LedgerError) -> StoredRecord? {
        let seen = try database.integer("SELECT record_id FROM review_photo WHERE id = ?1", [photo.value])
        guard let seen, let row = try currentPhoto(RecordID(seen)) else { return nil }
        return StoredRecord(id: RecordID(row.id), json: row.json, isCurrent: true, bundle: nil, file: file.escaped)
    }

    /// After a correction: the photo's row in the queue, where it has one.
    func noteDone(_ row: PhotoRow, record: Int64, correction: Int64) throws(LedgerError) {
        let photo: [LedgerValue] = [.blob(row.content), .integer(row.store ?? -row.drop)]
        try database.run(
            """
            UPDATE review_photo SET done = ?3, record_id = ?4 WHERE sha256 = ?1 AND coalesce(store, -drop_id) = ?2
            """, photo + [.integer(correction), .integer(record)])
        let mine = "(SELECT id FROM review_photo WHERE sha256 = ?1 AND coalesce(store, -drop_id) = ?2)"
        try database.run("DELETE FROM review_lease WHERE photo = \(mine)", photo)
        try database.run("DELETE FROM review_draft WHERE photo = \(mine)", photo)
    }

    // MARK: Leases and drafts

    /// Leases a photo to a reviewer, unless another holds it.
    /// - Parameters:
    ///   - isDrawn: it is part of the random share.
    ///   - length: seconds.
    /// - Returns: false where another's lease still holds.
    public func lease(
        _ photo: ReviewID, to reviewer: String, ticket: String, length: Double, isDrawn: Bool, chance: Double?,
        now: Date = Date()
    ) throws(LedgerError) -> Bool {
        let time = milliseconds(now)
        return try database.write(durable: false) { () throws(LedgerError) in
            try database.run(
                """
                INSERT INTO review_lease (photo, reviewer, ticket, began_ms, until_ms, chance) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (photo) DO UPDATE SET reviewer = excluded.reviewer, ticket = excluded.ticket,
                  began_ms = excluded.began_ms, until_ms = excluded.until_ms, chance = excluded.chance
                 WHERE until_ms <= excluded.began_ms
                """,
                [
                    photo.value, .text(reviewer), .text(ticket), .integer(time),
                    .integer(time.addingClamped(Int64(clamped: length * 1000))), LedgerValue(chance),
                ])
            guard database.changes == 1 else { return false }
            if isDrawn {
                try database.run(
                    "UPDATE review_photo SET drawn_ms = coalesce(drawn_ms, ?2) WHERE id = ?1",
                    [photo.value, .integer(time)])
            }
            return true
        }
    }

    /// The leases that hold now, oldest first.
    /// - Parameter reviewer: nil: everyone's.
    public func leases(of reviewer: String? = nil, now: Date = Date()) throws(LedgerError) -> [ReviewLease] {
        try database.all(
            """
            SELECT photo, reviewer, ticket, began_ms, until_ms, chance FROM review_lease
             WHERE until_ms > ?1 AND (?2 IS NULL OR reviewer = ?2) ORDER BY began_ms, photo
            """, [.integer(milliseconds(now)), LedgerValue(reviewer)]
        ) {
            ReviewLease(
                photo: ReviewID($0.int(0)), reviewer: $0.text(1) ?? "", ticket: $0.text(2) ?? "",
                began: instant($0.int(3)), until: instant($0.int(4)), chance: $0.real(5))
        }
    }

    /// Lets a lease hold longer; false where it has ended.
    public func extendLease(ticket: String, length: Double, now: Date = Date()) throws(LedgerError) -> Bool {
        let time = milliseconds(now)
        return try database.write(durable: false) { () throws(LedgerError) in
            try database.run(
                "UPDATE review_lease SET until_ms = ?3 WHERE ticket = ?1 AND until_ms > ?2",
                [.text(ticket), .integer(time), .integer(time.addingClamped(Int64(clamped: length * 1000)))])
            return database.changes == 1
        }
    }

    /// Ends a lease: the photo may go to someone else. The draft stays.
    public func endLease(ticket: String) throws(LedgerError) {
        try database.write(durable: false) { () throws(LedgerError) in
            try database.run("DELETE FROM review_lease WHERE ticket = ?1", [.text(ticket)])
        }
    }

    /// Keeps unfinished work of the holder of a lease, durably; false where the lease has ended and nothing was kept.
    public func saveDraft(ticket: String, _ json: String, now: Date = Date()) throws(LedgerError) -> Bool {
        let time = milliseconds(now)
        return try database.write { () throws(LedgerError) in
            try database.run(
                """
                INSERT INTO review_draft (photo, reviewer, saved_ms, json)
                SELECT photo, reviewer, ?2, ?3 FROM review_lease WHERE ticket = ?1 AND until_ms > ?2
                ON CONFLICT (photo, reviewer) DO UPDATE SET saved_ms = excluded.saved_ms, json = excluded.json
                """, [.text(ticket), .integer(time), .text(json)])
            return database.changes == 1
        }
    }

    /// A reviewer's unfinished work on a photo.
    public func draft(_ photo: ReviewID, of reviewer: String) throws(LedgerError) -> String? {
        try database.first(
            "SELECT json FROM review_draft WHERE photo = ?1 AND reviewer = ?2", [photo.value, .text(reviewer)]
        ) { $0.text(0) ?? "" }
    }

    /// The photo that a reviewer corrected last, to look at it once more.
    public func lastReviewed(by reviewer: String) throws(LedgerError) -> ReviewID? {
        try database.integer(
            """
            SELECT p.id FROM correction c JOIN review_photo p ON p.sha256 = c.sha256
               AND coalesce(p.store, -p.drop_id) = coalesce(c.store, -c.drop_id)
             WHERE c.reviewer = ?1 ORDER BY c.id DESC LIMIT 1
            """, [.text(reviewer)]
        ).map { ReviewID($0) }
    }

    private func bytes(_ features: [Float]) -> [UInt8] {
        features.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    }

    static func floats(_ bytes: [UInt8]) -> [Float] {
        stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { at in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
            return Float(bitPattern: bits)
        }
    }
}
