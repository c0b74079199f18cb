public import Foundation
public import Records

/// Photos taken back by hand: the record stays and keeps its place in the accounting, and counts in no figure.
///
/// A withdrawal is of one path and of the bytes that it holds: it lasts while the file is audited again, touched or
/// gone, and ends for the path when other bytes are put there. A copy of the photo at another path of the store is not
/// withdrawn with it: it gets a record of its own.
extension Ledger {
    /// Takes a photo back.
    /// - Parameter why: kept with it, and shown.
    /// - Returns: how many copies of it are audited at their own paths next.
    /// - Throws: `invalid_value` for a path that the ledger does not hold or that has no record yet.
    @discardableResult
    public func withdraw(
        drop: DropID, path: PathBytes, why: String, now: Date = Date()
    ) throws(LedgerError) -> Int {
        let time = milliseconds(now)
        return try database.write { () throws(LedgerError) in
            let (row, content, store) = try withdrawable(drop, path)
            try database.run(
                """
                INSERT OR REPLACE INTO withdrawal (folder_id, name, sha256, withdrawn_ms, why) VALUES (?1, ?2, ?3, ?4, ?5)
                """, [.integer(row.folder), .blob(row.name), .blob(content), .integer(time), .text(why)])
            guard let own = row.ownRecord else { return 0 }
            try database.run("UPDATE record SET left_ms = ?2 WHERE id = ?1", [.integer(own), .integer(time)])
            let copies = try sendBackPresentDuplicates("id = ?1", .integer(own), time)
            try updateRelations(content, except: store)
            return copies
        }
    }

    /// Ends a withdrawal: the photo counts again. Where a copy of it counts by now in its store, the path is pending, and
    /// its next audit decides which of them stands.
    /// - Throws: `invalid_value` for a path that is not withdrawn.
    public func endWithdrawal(drop: DropID, path: PathBytes, now: Date = Date()) throws(LedgerError) {
        let time = milliseconds(now)
        try database.write { () throws(LedgerError) in
            let (row, content, store) = try withdrawable(drop, path)
            try database.run(
                "DELETE FROM withdrawal WHERE folder_id = ?1 AND name = ?2", [.integer(row.folder), .blob(row.name)])
            guard database.changes > 0 else {
                throw LedgerError(.invalidValue, "\(path.escaped) is not withdrawn", path: file.escaped)
            }
            guard let own = row.ownRecord else { return }
            let rivals =
                try database.integer(
                    """
                    SELECT count(*) FROM record WHERE current = 1 AND state = 'audited' AND left_ms IS NULL AND sha256 = ?1
                       AND store IS ?2 AND id <> ?3 AND (?2 IS NOT NULL OR drop_id = ?4)
                    """, [.blob(content), LedgerValue(store), .integer(own), drop.value]) ?? 0
            if rivals == 0 {
                try database.run("UPDATE record SET left_ms = NULL WHERE id = ?1", [.integer(own)])
            } else if !row.isGone {
                try database.run("UPDATE record SET current = 0, left_ms = NULL WHERE id = ?1", [.integer(own)])
                try sendBackDuplicates(of: own, time: time)
                try database.run(
                    "UPDATE path SET state = 'pending', changed_ms = ?3 WHERE folder_id = ?1 AND name = ?2",
                    [.integer(row.folder), .blob(row.name), .integer(time)])
            }
            try updateRelations(content, except: store)
        }
    }

    private func withdrawable(
        _ drop: DropID, _ path: PathBytes
    ) throws(LedgerError) -> (row: PathRow, content: [UInt8], store: Int64?) {
        let split = SplitPath(path)
        let folder = try FolderRows(database, drop).existing(split.folder)
        guard let folder, let row = try pathRow(folder, split.name) else {
            throw LedgerError(
                .invalidValue, "the ledger knows no \(path.escaped) in this drop; its paths are in the view `paths`",
                path: file.escaped)
        }
        guard let record = row.record, [.audited, .rejected, .duplicate].contains(row.state) else {
            throw LedgerError(
                .invalidValue, "\(path.escaped) is \(row.state.rawValue): it has no record yet that could be withdrawn",
                path: file.escaped)
        }
        let found = try database.first("SELECT sha256, store FROM record WHERE id = ?1", [.integer(record)]) {
            (content: $0.blob(0), store: $0.integer(1))
        }
        guard let found else {
            throw LedgerError(.corrupt, "record \(record) of \(path.escaped) is missing", path: file.escaped)
        }
        return (row, found.content, found.store)
    }

    /// True while the path's photo with these bytes is withdrawn.
    func isWithdrawn(_ row: PathRow, _ content: [UInt8]) throws(LedgerError) -> Bool {
        let found = try database.integer(
            "SELECT 1 FROM withdrawal WHERE folder_id = ?1 AND name = ?2 AND sha256 = ?3",
            [.integer(row.folder), .blob(row.name), .blob(content)])
        return found != nil
    }

    /// What a withdrawal means for a path that was just settled: the same photo stays withdrawn, another one never was.
    func carryWithdrawal(_ row: PathRow, state: PhotoState, record: Int64) throws(LedgerError) {
        let place: [LedgerValue] = [.integer(row.folder), .blob(row.name)]
        let found = try database.first(
            """
            SELECT w.withdrawn_ms, w.sha256 = r.sha256 FROM withdrawal w JOIN record r ON r.id = ?3
             WHERE w.folder_id = ?1 AND w.name = ?2
            """, place + [.integer(record)]
        ) { (time: $0.int(0), isSame: $0.int(1) != 0) }
        guard let found else { return }
        if !found.isSame {
            try database.run("DELETE FROM withdrawal WHERE folder_id = ?1 AND name = ?2", place)
        } else if state != .duplicate {
            try database.run(
                "UPDATE record SET left_ms = ?2 WHERE id = ?1", [.integer(record), .integer(found.time)])
        }
    }
}
