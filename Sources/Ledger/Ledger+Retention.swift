public import Foundation

/// What a ledger keeps for a time that a setting gives, besides evidence.
public enum KeptKind: String, CaseIterable, Sendable {
    /// The hashes by which a photo that was submitted again is found. Once one is deleted, nothing new is related to its photo,
    /// and relations to it go when a record is judged again.
    case fingerprints
    /// The small pictures that confirm what hashes propose. Without its picture a photo is related to nothing new.
    case features
    /// What reviewers said. A record that stands keeps their word; one that is audited again no longer gets it.
    case corrections
    /// The audit log of the review.
    case logs
}

extension Ledger {
    /// Deletes what was entered before `date`, oldest first, at most `limit` rows a call. Records stay.
    /// - Returns: how many rows were deleted; call again while it equals `limit`.
    public func prune(_ kind: KeptKind, before date: Date, limit: Int = 1000) throws(LedgerError) -> Int {
        let before = milliseconds(date)
        return try database.write { () throws(LedgerError) in
            switch kind {
            case .fingerprints:
                return try delete(
                    "fingerprint", key: "id", before,
                    oldest: "SELECT id, made_ms FROM fingerprint ORDER BY id LIMIT ?1", limit)
            case .features:
                return try delete(
                    "likeness", key: "fingerprint_id", before,
                    oldest: """
                        SELECT l.fingerprint_id, f.made_ms FROM likeness l JOIN fingerprint f ON f.id = l.fingerprint_id
                         ORDER BY l.fingerprint_id LIMIT ?1
                        """, limit)
            case .corrections:
                try permit(kind, before)
                return try delete(
                    "correction", key: "id", before,
                    oldest: "SELECT id, made_ms FROM correction ORDER BY id LIMIT ?1", limit)
            case .logs:
                try permit(kind, before)
                return try delete(
                    "review_event", key: "id", before,
                    oldest: "SELECT id, at_ms FROM review_event ORDER BY id LIMIT ?1", limit)
            }
        }
    }

    /// Numbers grow with time, so the oldest are the first: nothing younger is read. After a clock that was set back, what
    /// lies behind a younger row waits for that row's time.
    private func delete(
        _ table: String, key: String, _ before: Int64, oldest: String, _ limit: Int
    ) throws(LedgerError) -> Int {
        let rows = try database.all(oldest, [LedgerValue(max(0, limit))]) { (key: $0.int(0), time: $0.int(1)) }
        let old = rows.prefix { $0.time < before }
        for row in old { try database.run("DELETE FROM \(table) WHERE \(key) = ?1", [.integer(row.key)]) }
        return old.count
    }

    /// Lets the triggers that keep corrections and log pass what is older.
    private func permit(_ kind: KeptKind, _ before: Int64) throws(LedgerError) {
        try database.run(
            "INSERT OR REPLACE INTO retention (what, before_ms) VALUES (?1, ?2)",
            [.text(kind.rawValue), .integer(before)])
    }
}
