/// Brings a ledger to this program's version, one transaction per step; one that rewrites rows takes many, and goes on
/// where it was cut short.
enum Migration {
    /// What turns one version into the next.
    enum Step: ExpressibleByStringLiteral, Sendable {
        case script(String)
        /// Rewrites rows batch by batch, each in a transaction of its own. Given the last row of the batch before (0 at the
        /// start), it gives the last one of this, nil at the end. It must find by itself what an earlier call has done.
        case rewrite(@Sendable (Connection, _ after: Int64) throws(LedgerError) -> Int64?)

        init(stringLiteral value: String) { self = .script(value) }
    }

    /// - Parameters:
    ///   - steps: step n turns version n into n + 1; an empty file is version 0.
    ///   - views: rebuilt after the last step.
    /// - Throws: `newer_schema`, `not_a_ledger`, and whatever SQLite says.
    static func migrate(_ database: Connection, steps: [Step], views: String) throws(LedgerError) {
        // Looked at without a lock first: the usual case writes nothing.
        if try version(of: database, newest: steps.count) == steps.count { return }
        var row: Int64 = 0
        while true {
            // Read again under the write lock: another process may have migrated meanwhile.
            let done = try database.write { () throws(LedgerError) in
                let version = try version(of: database, newest: steps.count)
                guard version < steps.count else { return true }
                if version == 0 { try database.script("PRAGMA application_id = \(Schema.applicationID)") }
                switch steps[version] {
                case .script(let text): try database.script(text)
                case .rewrite(let batch):
                    if let last = try batch(database, row) {
                        row = last
                        return false
                    }
                    row = 0
                }
                if version + 1 == steps.count { try database.script(views) }
                try database.script("PRAGMA user_version = \(version + 1)")
                return version + 1 == steps.count
            }
            if done { return }
        }
    }

    /// Throws where a reader cannot make sense of the file: `older_schema`, `incomplete_ledger` and what `version` throws.
    static func requireNewest(_ database: Connection, newest: Int) throws(LedgerError) {
        let version = try version(of: database, newest: newest)
        if version == 0 {
            throw LedgerError(
                .incomplete,
                "the file holds no tables: nothing was ever written, or it was copied without its -wal file, which then "
                    + "holds everything; copy both files, or copy after the scan or service has ended",
                path: database.path)
        }
        guard version == newest else {
            throw LedgerError(
                .olderSchema,
                "the ledger has the older schema \(version), this program reads \(newest); the next scan or start of the "
                    + "service brings it up to date", path: database.path)
        }
    }

    /// The file's schema version, checked.
    static func version(of database: Connection, newest: Int) throws(LedgerError) -> Int {
        let application = try database.integer("PRAGMA application_id") ?? 0
        let version = Int(try database.integer("PRAGMA user_version") ?? 0)
        let tables = try database.integer("SELECT count(*) FROM sqlite_master") ?? 0
        guard application == Schema.applicationID || (application == 0 && version == 0 && tables == 0) else {
            throw LedgerError(
                .notALedger, "the file is an SQLite database, but no ledger; name another file", path: database.path)
        }
        guard version <= newest else {
            throw LedgerError(
                .newerSchema,
                "the ledger has schema \(version), this program knows up to \(newest): a newer Sightline wrote it; "
                    + "install that version, or use another ledger", path: database.path)
        }
        return version
    }
}
