import Records

/// A row of the path table while a claim or a commit works on it.
struct PathRow {
    var folder: Int64
    var name: [UInt8]
    var size: Int64
    var mtimeNanoseconds: Int64
    var state: PhotoState
    var record: Int64?
    var claimRun: Int64?
    var attempts: Int64
    var nextTry: Int64?
    /// Not seen by the latest whole walk of its drop.
    var isGone: Bool
    /// Since when it is there.
    var came: Int64

    /// The record of this path's own bytes, present or former; a duplicate has none.
    var ownRecord: Int64? { state == .duplicate ? nil : record }
}

extension Ledger {
    func pathRow(_ folder: Int64, _ name: [UInt8]) throws(LedgerError) -> PathRow? {
        try database.first(
            """
            SELECT size, mtime_ns, state, record_id, claim_run, attempts, next_try_ms, gone_ms IS NOT NULL,
                   coalesce(came_ms, first_seen_ms)
              FROM path WHERE folder_id = ?1 AND name = ?2
            """, [.integer(folder), .blob(name)]
        ) { row in
            PathRow(
                folder: folder, name: name, size: row.int(0), mtimeNanoseconds: row.int(1),
                state: PhotoState(rawValue: row.text(2) ?? "") ?? .pending, record: row.integer(3),
                claimRun: row.integer(4), attempts: row.int(5), nextTry: row.integer(6), isGone: row.int(7) != 0,
                came: row.int(8))
        }
    }
}

/// The rows of folders met in one transaction; candidates come folder by folder, so the latest one is remembered.
struct FolderRows {
    private let database: Connection
    private let drop: DropID
    private var latest: (path: [UInt8], row: Int64)?

    init(_ database: Connection, _ drop: DropID) {
        self.database = database
        self.drop = drop
    }

    /// The folder's row, made where there is none.
    mutating func row(_ path: [UInt8]) throws(LedgerError) -> Int64 {
        if let latest, latest.path == path { return latest.row }
        let row: Int64
        if let known = try existing(path) {
            row = known
        } else {
            try database.run("INSERT INTO folder (drop_id, path) VALUES (?1, ?2)", [drop.value, .blob(path)])
            row = database.lastInsertedRow
        }
        latest = (path, row)
        return row
    }

    /// The folder's row where there is one.
    func existing(_ path: [UInt8]) throws(LedgerError) -> Int64? {
        if let latest, latest.path == path { return latest.row }
        return try database.integer(
            "SELECT id FROM folder WHERE drop_id = ?1 AND path = ?2", [drop.value, .blob(path)])
    }
}
