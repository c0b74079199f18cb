import Foundation
public import Records

/// An earlier photo of a store.
public struct EarlierPhoto: Sendable {
    public var drop: String
    public var path: PathBytes
    /// SHA-256, lower-case hex.
    public var sha256: String
    public var date: String?
    public var verdict: Verdict?
}

/// Whether a person changed a photo, with what the queue knew of it.
public struct ReviewedFeatures: Sendable {
    public var features: [Float]
    public var isChanged: Bool
    /// It was drawn at random, not chosen.
    public var isDrawn: Bool
}

extension Ledger {
    /// The store's photos of earlier days, newest first.
    public func earlierPhotos(than record: Record, limit: Int) throws(LedgerError) -> [EarlierPhoto] {
        guard let store = record.photo.storeID, let date = record.photo.date else { return [] }
        return try database.all(
            """
            SELECT d.name, r.path, lower(hex(r.sha256)), r.date, r.verdict
              FROM record r JOIN drop_root d ON d.id = r.drop_id
             WHERE r.current = 1 AND r.state = 'audited' AND r.left_ms IS NULL AND r.date < ?2
               AND r.store = (SELECT id FROM store WHERE store_id = ?1)
             ORDER BY r.date DESC, r.path LIMIT ?3
            """, [.text(store), .text(date), LedgerValue(limit)]
        ) {
            EarlierPhoto(
                drop: $0.text(0) ?? "", path: PathBytes($0.blob(1)), sha256: $0.text(2) ?? "", date: $0.text(3),
                verdict: $0.text(4).flatMap(Verdict.init))
        }
    }

    /// The SHA-256 of the photo that a relation names, lower-case hex; nil where it is no longer current.
    public func contentHash(of photo: Relation.Photo) throws(LedgerError) -> String? {
        try database.first(
            """
            SELECT lower(hex(r.sha256)) FROM record r JOIN drop_root d ON d.id = r.drop_id
             WHERE d.name = ?1 AND r.path = ?2 AND r.current = 1
            """, [.text(photo.drop), .blob(photo.path.bytes)]
        ) { $0.text(0) ?? "" }
    }

    /// The latest answers on the page, with the features that the queue has of their photos: what the queue learns from.
    public func reviewedFeatures(limit: Int) throws(LedgerError) -> [ReviewedFeatures] {
        let rows = try database.all(
            """
            SELECT p.features, c.answer <> 'confirmed', c.chance IS NULL AND p.drawn_ms IS NOT NULL
              FROM review_photo p JOIN correction c ON c.id = p.done WHERE c.origin = 'page' ORDER BY c.id DESC LIMIT ?1
            """, [LedgerValue(limit)]
        ) { (bytes: $0.blob(0), changed: $0.int(1) != 0, drawn: $0.int(2) != 0) }
        return rows.map {
            ReviewedFeatures(features: Ledger.floats($0.bytes), isChanged: $0.changed, isDrawn: $0.drawn)
        }
    }

    /// Photos of the queue that show what an administrator asks for, at most `limit`; those of all conditions given.
    public func photosAsked(
        store: String?, finding: String?, creative: String?, limit: Int
    ) throws(LedgerError) -> [ReviewID] {
        try database.all(
            """
            SELECT p.id FROM review_photo p JOIN record r ON r.id = p.record_id
             WHERE r.current = 1 AND p.done IS NULL
               AND (?1 IS NULL OR r.store = (SELECT id FROM store WHERE store_id = ?1))
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM finding f WHERE f.record_id = r.id AND f.code = ?2))
               AND (?3 IS NULL OR EXISTS (SELECT 1 FROM record_json j WHERE j.record_id = r.id AND instr(j.json, ?3) > 0))
             ORDER BY p.id DESC LIMIT ?4
            """,
            [
                LedgerValue(store), LedgerValue(finding), LedgerValue(creative.map { "\"id\":\"\($0)\"" }),
                LedgerValue(limit),
            ]
        ) { ReviewID($0.int(0)) }
    }
}
