public import Foundation
public import Records

/// Paths that are gone from a drop that is there.
///
/// **A mark, not a state.** A whole walk that did not see a known path sets `gone_ms` on it: the path keeps its state,
/// the record stays current, the accounting is as before. The mark goes when the path is seen again: `claim` grants the
/// path as if it had changed, so that the commit decides anew what it represents.
///
/// **Moved.** Where the bytes of a path that is gone turn up at another one, the photo counts there and no longer at the
/// old place (`record.left_ms`): in the same store the new path gets a record of its own in place of being a duplicate,
/// in another store it had one anyway, and `same_photo_other_store` is taken back. That is so where the new path came
/// after the walk that saw the old one last, and within `Options.moveWindow` of its end. Later, equal bytes are the same
/// photo handed in again: the old record represents them, as it does for any duplicate.
///
/// **Deleted.** A photo that is nowhere any more still counts, with its mark: a branch that clears its drop after a year
/// must not lose that year's visits. `withdraw` takes one back.
///
/// **Believed or not.** A walk with an error, of a part only, or of a drop that may not be mounted marks nothing; a drop
/// that holds next to nothing of what is known of it counts as not mounted.
extension Ledger {
    /// A drop that holds fewer than one of this many known paths is taken for not mounted.
    static let emptiedShare = 100

    /// Marks what a whole walk did not see, in one transaction of set-based statements.
    ///
    /// Reads the drop's paths once (as `knownPaths` does); nothing is written for those that are there.
    /// - Throws: nothing is marked then; the next walk does it.
    public func noteFullWalk(
        drop: DropID, _ walk: FullWalk, now: Date = Date()
    ) throws(LedgerError) -> Departures {
        var departures = Departures()
        departures.time = now
        if let doubt = try doubt(drop, walk) {
            departures.doubt = doubt
            return departures
        }
        try collectUnseen(drop, walk)
        let time = milliseconds(now)
        try database.write { () throws(LedgerError) in
            let walked = try database.integer("SELECT walked_ms FROM drop_root WHERE id = ?1", [drop.value])
            departures.gone = try markUnseen(before: milliseconds(walk.began), time)
            if departures.gone > 0 {
                departures.moved = try noteMoved(since: walked, time)
                departures.sentBack = try sendBackPresentDuplicates(
                    "current = 1 AND gone_ms = ?1", .integer(time), time)
            }
            try database.run(
                "UPDATE drop_root SET walked_ms = ?2, was_mount = ?3, had_marker = ?4 WHERE id = ?1",
                [
                    drop.value, .integer(milliseconds(walk.began)), LedgerValue(walk.isMountPoint),
                    LedgerValue(walk.hasMarker),
                ])
        }
        try database.run("DELETE FROM temp.unseen")
        return departures
    }

    /// Paths of a drop that `noteFullWalk` or `withdraw` sent back, by folder and name: to be audited now.
    /// - Parameters:
    ///   - time: `Departures.time`.
    ///   - after: the last path of the former call; nil begins.
    public func sentBack(
        drop: DropID, at time: Date, after: PathBytes? = nil, limit: Int = 500
    ) throws(LedgerError) -> [Sighting] {
        let last = after.map { SplitPath($0) }
        return try database.all(
            """
            SELECT f.path, p.name, p.size, p.mtime_ns
              FROM path p INDEXED BY path_pending JOIN folder f ON f.id = p.folder_id
             WHERE p.state = 'pending' AND p.changed_ms = ?1 AND f.drop_id = ?2 AND p.gone_ms IS NULL
               AND (?3 IS NULL OR (f.path, p.name) > (?3, ?4))
             ORDER BY f.path, p.name LIMIT ?5
            """,
            [
                .integer(milliseconds(time)), drop.value, last.map { .blob($0.folder) } ?? .null,
                last.map { .blob($0.name) } ?? .null, LedgerValue(limit),
            ]
        ) { row in
            Sighting(
                path: PathBytes(row.blob(0)).appending(PathBytes(row.blob(1))), size: row.int(2),
                mtimeNanoseconds: row.int(3))
        }
    }

    /// Why a walk is not believed; nil where it is.
    private func doubt(_ drop: DropID, _ walk: FullWalk) throws(LedgerError) -> String? {
        let former = try database.first("SELECT was_mount, had_marker FROM drop_root WHERE id = ?1", [drop.value]) {
            (wasMount: $0.int(0) != 0, hadMarker: $0.int(1) != 0)
        }
        guard let former else {
            throw LedgerError(.invalidValue, "drop \(drop) was never registered", path: file.escaped)
        }
        if former.hadMarker, !walk.hasMarker { return "its marker file is missing" }
        if former.wasMount, !walk.isMountPoint { return "it was a mount and is a plain folder now" }
        let gone =
            try database.integer(
                """
                SELECT count(*) FROM path p INDEXED BY path_gone JOIN folder f ON f.id = p.folder_id
                 WHERE p.gone_ms IS NOT NULL AND f.drop_id = ?1
                """, [drop.value]) ?? 0
        let known = try counts(drop: drop).discovered - Int(gone)
        guard known > 0, walk.seen.count < (known + Ledger.emptiedShare - 1) / Ledger.emptiedShare else { return nil }
        return "it holds \(walk.seen.count) of \(known) known photos"
    }

    /// Puts the paths of the drop that the walk did not see into `temp.unseen`; takes no lock of other processes.
    private func collectUnseen(_ drop: DropID, _ walk: FullWalk) throws(LedgerError) {
        try database.script(
            """
            CREATE TEMP TABLE IF NOT EXISTS unseen (folder_id INTEGER NOT NULL, name BLOB NOT NULL);
            DELETE FROM temp.unseen; BEGIN;
            """)
        do throws(LedgerError) {
            var folder: Int64 = -1
            var key = walk.seen.key(folder: PathBytes([]))
            try database.forEach(
                """
                SELECT f.id, f.path, p.name FROM folder f CROSS JOIN path p ON p.folder_id = f.id
                 WHERE f.drop_id = ?1 AND p.gone_ms IS NULL AND p.changed_ms < ?2
                """, [drop.value, .integer(milliseconds(walk.began))]
            ) { (row) throws(LedgerError) in
                if row.int(0) != folder {
                    folder = row.int(0)
                    key = walk.seen.key(folder: PathBytes(row.blob(1)))
                }
                if row.withBlob(2, { walk.seen.contains(key, $0) }) { return }
                try database.run(
                    "INSERT INTO temp.unseen (folder_id, name) VALUES (?1, ?2)", [.integer(folder), .blob(row.blob(2))])
            }
            try database.run("COMMIT")
        } catch {
            if database.isInTransaction { try? database.run("ROLLBACK") }
            throw error
        }
    }

    /// - Returns: how many paths were marked.
    private func markUnseen(before began: Int64, _ time: Int64) throws(LedgerError) -> Int {
        try database.run(
            """
            UPDATE path SET gone_ms = ?1 FROM temp.unseen u
             WHERE path.folder_id = u.folder_id AND path.name = u.name AND path.gone_ms IS NULL AND path.changed_ms < ?2
            """, [.integer(time), .integer(began)])
        let marked = database.changes
        try database.run(
            """
            UPDATE record SET gone_ms = ?1 FROM path p
             WHERE p.gone_ms = ?1 AND p.state IN ('audited', 'rejected')
               AND record.id = p.record_id AND record.current = 1
            """, [.integer(time)])
        return marked
    }

    /// Photos just marked as gone that another store or drop holds by now count there.
    /// - Parameter walked: the former whole walk of their drop, which saw them; nil where none is known.
    private func noteMoved(since walked: Int64?, _ time: Int64) throws(LedgerError) -> Int {
        let pairs = try database.all(
            """
            SELECT a.id, a.drop_id, a.path, a.sha256, a.store, b.drop_id, b.path
              FROM record a INDEXED BY record_gone CROSS JOIN record b INDEXED BY record_content ON b.sha256 = a.sha256
             WHERE a.gone_ms = ?1 AND a.current = 1 AND a.left_ms IS NULL
               AND b.current = 1 AND b.id <> a.id AND b.gone_ms IS NULL AND b.left_ms IS NULL
            """, [.integer(time)]
        ) {
            (
                old: $0.int(0), oldDrop: $0.int(1), oldPath: $0.blob(2), content: $0.blob(3), store: $0.integer(4),
                drop: $0.int(5), path: $0.blob(6)
            )
        }
        var moved: Set<Int64> = []
        for pair in pairs where !moved.contains(pair.old) {
            var start = walked
            if start == nil { start = try came(pair.oldDrop, pair.oldPath) }
            guard let arrived = try came(pair.drop, pair.path), arrived >= start ?? 0 else { continue }
            try database.run("UPDATE record SET left_ms = ?2 WHERE id = ?1", [.integer(pair.old), .integer(time)])
            moved.insert(pair.old)
            try updateRelations(pair.content, except: pair.store)
        }
        return moved.count
    }

    private func came(_ drop: Int64, _ path: [UInt8]) throws(LedgerError) -> Int64? {
        let split = SplitPath(PathBytes(path))
        return try database.integer(
            """
            SELECT coalesce(p.came_ms, p.first_seen_ms) FROM folder f JOIN path p ON p.folder_id = f.id
             WHERE f.drop_id = ?1 AND f.path = ?2 AND p.name = ?3
            """, [.integer(drop), .blob(split.folder), .blob(split.name)])
    }

    /// Duplicates that are there, of records that no longer are: pending, each to be audited at its own path.
    /// - Parameter records: a condition on `record`, with one parameter.
    func sendBackPresentDuplicates(
        _ records: String, _ value: LedgerValue, _ time: Int64
    ) throws(LedgerError) -> Int {
        try database.run(
            """
            UPDATE path SET state = 'pending', record_id = NULL, changed_ms = ?2
             WHERE state = 'duplicate' AND gone_ms IS NULL AND record_id IN (SELECT id FROM record WHERE \(records))
               AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.folder_id = path.folder_id AND w.name = path.name)
            """, [value, .integer(time)])
        return database.changes
    }

    /// Bytes that are new at a path: where they lately went from another one, the photo was moved here, and counts no
    /// longer there.
    func noteArrival(_ content: [UInt8], at row: PathRow, _ time: Int64) throws(LedgerError) {
        if let own = row.ownRecord {
            let former = try database.first("SELECT sha256 FROM record WHERE id = ?1", [.integer(own)]) { $0.blob(0) }
            if former == content, row.came < moveLimit(time) { return }
        }
        try database.run(
            """
            UPDATE record SET left_ms = ?2
             WHERE current = 1 AND sha256 = ?1 AND gone_ms >= ?3 AND left_ms IS NULL
            """, [.blob(content), .integer(time), .integer(moveLimit(time))])
    }

    /// Paths gone since then may still be on their way to another place.
    func moveLimit(_ time: Int64) -> Int64 { time - Int64(min(max(0, options.moveWindow), 1e9) * 1000) }
}
