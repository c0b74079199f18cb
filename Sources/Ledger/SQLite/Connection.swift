import CSQLite
import Glibc
import Records

/// One open SQLite database and its prepared statements; the only place, with `Statement`, that sees C.
///
/// Used by one owner at a time. Handles are freed in `deinit`. Every error carries the SQL that failed.
final class Connection {
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]
    private var fullSynchronous = true
    let path: String

    /// What a database is opened for.
    enum Access {
        case writing
        case reading
        /// For reading a file that nobody writes meanwhile: neither locks nor `-wal` and `-shm` are needed or looked at.
        case readingAlone

        var flags: Int32 {
            switch self {
            case .writing: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .reading: SQLITE_OPEN_READONLY
            case .readingAlone: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        }
    }

    /// - Parameter busyTimeout: how long, in milliseconds, to wait for another process's write lock.
    init(_ file: PathBytes, _ access: Access, busyTimeout: Int32) throws(LedgerError) {
        path = file.escaped
        var opened: OpaquePointer?
        let flags = access.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE
        let bytes = access == .readingAlone ? Connection.immutableName(file) : file.bytes
        let name = (bytes + [0]).map { CChar(bitPattern: $0) }
        let status = sqlite3_open_v2(name, &opened, flags, nil)
        guard status == SQLITE_OK, let opened else {
            let cause = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            let errno = opened.map { sqlite3_system_errno($0) } ?? 0
            sqlite3_close_v2(opened)
            throw Connection.describe(status, errno, cause, path: path, sql: nil)
        }
        handle = opened
        sqlite3_busy_timeout(handle, busyTimeout)
    }

    /// The file as a URI (sqlite.org/uri.html) that says that nobody writes it; bytes without a place there as `%HH`.
    private static func immutableName(_ file: PathBytes) -> [UInt8] {
        let plain = Set("/._-~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        let name = file.bytes.flatMap { byte in
            plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        // Two slashes at the start would begin the name of a host.
        let host = file.bytes.starts(with: Array("//".utf8)) ? "//" : ""
        return Array("file:\(host)".utf8) + name + Array("?immutable=1".utf8)
    }

    /// How long to wait for another process from now on, in milliseconds.
    func setBusyTimeout(_ milliseconds: Int32) { sqlite3_busy_timeout(handle, milliseconds) }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// A prepared statement from the cache, or a fresh one while the cached one is being stepped.
    func statement(_ sql: String) throws(LedgerError) -> Statement {
        if let cached = statements[sql], !cached.isActive { return cached }
        let fresh = try prepare(sql)
        if statements[sql] == nil { statements[sql] = fresh }
        return fresh
    }

    /// A statement of the caller's own, outside the cache: for cursors that outlive the call.
    func prepare(_ sql: String) throws(LedgerError) -> Statement {
        var prepared: OpaquePointer?
        let status = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard status == SQLITE_OK, let prepared else { throw error(status, sql: sql) }
        return Statement(prepared, sql: sql, connection: self)
    }

    /// Runs a statement to its end.
    func run(_ sql: String, _ values: [LedgerValue] = []) throws(LedgerError) {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
    }

    /// Runs several statements without values: schema texts.
    func script(_ sql: String) throws(LedgerError) {
        let status = sqlite3_exec(handle, sql, nil, nil, nil)
        guard status == SQLITE_OK else { throw error(status, sql: String(sql.prefix(200))) }
    }

    /// Calls `body` for each row.
    func forEach(
        _ sql: String, _ values: [LedgerValue] = [], _ body: (Statement) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() { try body(statement) }
    }

    /// What `body` makes of the first row, nil where there is none.
    func first<Value>(
        _ sql: String, _ values: [LedgerValue] = [], _ body: (Statement) -> Value
    ) throws(LedgerError) -> Value? {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        return try statement.step() ? body(statement) : nil
    }

    /// The first column of the first row as an integer.
    func integer(_ sql: String, _ values: [LedgerValue] = []) throws(LedgerError) -> Int64? {
        try first(sql, values) { $0.integer(0) } ?? nil
    }

    /// What `body` makes of every row.
    func all<Value>(
        _ sql: String, _ values: [LedgerValue] = [], _ body: (Statement) throws(LedgerError) -> Value
    ) throws(LedgerError) -> [Value] {
        var list: [Value] = []
        try forEach(sql, values) { (row) throws(LedgerError) in list.append(try body(row)) }
        return list
    }

    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }
    /// Rows that the latest INSERT, UPDATE or DELETE touched.
    var changes: Int { Int(sqlite3_changes64(handle)) }
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// One write transaction: takes the write lock at once (`BEGIN IMMEDIATE`), so that it never fails half-way on
    /// a lock; rolls back on any error.
    /// - Parameter durable: waits for the disk on commit. Claims do without: a claim lost in a power cut is only
    ///   found again, and the next durable commit writes it out too.
    func write<Result>(
        durable: Bool = true, _ body: () throws(LedgerError) -> Result
    ) throws(LedgerError) -> Result {
        precondition(!isInTransaction, "a ledger's write transactions do not nest")
        if durable != fullSynchronous {
            try run(durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL")
            fullSynchronous = durable
        }
        try run("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            // SQLite may have rolled back by itself (disk full, I/O error); the first error is the one to tell.
            if isInTransaction { try? run("ROLLBACK") }
            throw error
        }
    }

    /// Copies the database as it is at one moment into a new file and waits for the disk (sqlite.org/backup.html).
    func copy(to file: PathBytes) throws(LedgerError) {
        let target = try Connection(file, .writing, busyTimeout: 0)
        guard let backup = sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw target.error(sqlite3_errcode(target.handle), sql: nil)
        }
        let status = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        guard status == SQLITE_DONE else { throw target.error(status, sql: nil) }
    }

    /// The error of the latest call.
    func error(_ status: Int32, sql: String?) -> LedgerError {
        Connection.describe(
            status, sqlite3_system_errno(handle), String(cString: sqlite3_errmsg(handle)), path: path, sql: sql)
    }

    private static func describe(
        _ status: Int32, _ systemError: Int32, _ cause: String, path: String, sql: String?
    ) -> LedgerError {
        let (code, advice): (LedgerError.Code, String) =
            switch status & 0xFF {
            case SQLITE_FULL:
                (.diskFull, "no space left for the ledger; free space or raise the quota, nothing is lost")
            case SQLITE_IOERR where systemError == ENOSPC || systemError == EDQUOT:
                (.diskFull, "no space left for the ledger; free space or raise the quota, nothing is lost")
            case SQLITE_IOERR: (.ioError, "the disk gave an I/O error; check it (dmesg, smartctl)")
            case SQLITE_BUSY, SQLITE_LOCKED: (.busy, "another process holds the ledger; try again when it has ended")
            case SQLITE_CORRUPT: (.corrupt, "the ledger is damaged; restore it from a backup or start a new one")
            case SQLITE_NOTADB: (.notALedger, "the file is not a ledger; name another file")
            case SQLITE_CANTOPEN:
                (
                    .cannotOpen,
                    "cannot open the ledger; check that it is there and may be read, and for writing that its folder may "
                        + "be written"
                )
            case SQLITE_READONLY, SQLITE_PERM: (.readOnly, "the ledger may not be written; check owner and permissions")
            default: (.statement, "SQLite refused a statement; please report this")
            }
        let detail = systemError == 0 ? cause : "\(cause): \(String(cString: strerror(systemError)))"
        return LedgerError(code, "\(advice) (\(detail))", path: path, sql: sql, sqliteCode: status)
    }
}
