public import Foundation
public import Records

/// What the ledger holds of one path.
public struct PathStanding: Hashable, Sendable {
    public var state: PhotoState
    public var size: Int64
    public var mtimeNanoseconds: Int64
    /// Its record; of a duplicate, the record it repeats; of a pending or failed path, that of its former bytes.
    public var record: RecordID?
    /// Why it failed, or was rejected.
    public var reason: Reason?
    /// The run that has it claimed, alive or not.
    public var claimedBy: RunID?
    /// Since when it is gone from its drop; nil while it is there.
    public var goneSince: Date?
}

extension Ledger {
    /// The settled paths directly in one folder; for walking folder by folder in bounded memory.
    /// - Parameter folder: relative to the drop, without a trailing slash; empty for the drop's root.
    public func known(drop: DropID, folder: PathBytes) throws(LedgerError) -> KnownFolder {
        var known = KnownFolder()
        try database.forEach(
            """
            SELECT p.name, p.size, p.mtime_ns FROM folder f CROSS JOIN path p ON p.folder_id = f.id
             WHERE f.drop_id = ?1 AND f.path = ?2 AND p.state IN ('audited', 'rejected', 'duplicate')
               AND p.gone_ms IS NULL
             ORDER BY p.name
            """, [drop.value, .blob(folder.bytes)]
        ) { row in
            row.withBlob(0) { known.append(name: $0, size: row.int(1), mtimeNanoseconds: row.int(2)) }
        }
        return known
    }

    /// The settled paths of a whole drop, without those that are gone (one that is back is claimed), and its files that
    /// are not pictures, as fingerprints. For a daemon that looks again and again.
    public func knownPaths(drop: DropID) throws(LedgerError) -> KnownPaths {
        let counts = try counts(drop: drop)
        var known = KnownPaths(expecting: [counts.audited, counts.rejected, counts.duplicate].clampedSum)
        var folder: Int64 = -1
        var key = KnownPaths.key(folder: [])
        try database.forEach(
            """
            SELECT f.id, f.path, p.name, p.size, p.mtime_ns FROM folder f CROSS JOIN path p ON p.folder_id = f.id
             WHERE f.drop_id = ?1 AND p.state IN ('audited', 'rejected', 'duplicate') AND p.gone_ms IS NULL
            """, [drop.value]
        ) { row in
            if row.int(0) != folder {
                folder = row.int(0)
                key = KnownPaths.key(folder: row.blob(1))
            }
            known.insert(row.withBlob(2) { KnownPaths.fingerprint(key, $0, row.int(3), row.int(4)) })
        }
        try readOthers(drop: drop, into: &known)
        return known
    }

    /// The audited record of what a path held before its size or time changed; nil where there is none.
    public func formerRecord(drop: DropID, path: PathBytes) throws(LedgerError) -> StoredRecord? {
        let split = SplitPath(path)
        let number = try database.integer(
            """
            SELECT r.id FROM folder f JOIN path p ON p.folder_id = f.id JOIN record r ON r.id = p.record_id
             WHERE f.drop_id = ?1 AND f.path = ?2 AND p.name = ?3 AND p.state = 'pending' AND r.state = 'audited'
            """, [drop.value, .blob(split.folder), .blob(split.name)])
        return try number.flatMap { number throws(LedgerError) in try record(RecordID(number)) }
    }

    /// How one path stands; nil when it was never seen.
    public func standing(drop: DropID, path: PathBytes) throws(LedgerError) -> PathStanding? {
        let split = SplitPath(path)
        return try database.first(
            """
            SELECT p.state, p.size, p.mtime_ns, p.record_id, p.reason_code, p.reason_message, p.claim_run, p.gone_ms
              FROM folder f JOIN path p ON p.folder_id = f.id
             WHERE f.drop_id = ?1 AND f.path = ?2 AND p.name = ?3
            """, [drop.value, .blob(split.folder), .blob(split.name)]
        ) { row in
            PathStanding(
                state: PhotoState(rawValue: row.text(0) ?? "") ?? .pending, size: row.int(1),
                mtimeNanoseconds: row.int(2), record: row.integer(3).map { RecordID($0) },
                reason: row.text(4).map { Reason(code: $0, message: row.text(5) ?? "") },
                claimedBy: row.integer(6).map { RunID($0) }, goneSince: row.integer(7).map(instant))
        }
    }
}
