public import Records

/// What went wrong with the ledger: to which file, with which SQL, and what to do.
///
/// `code` is stable and meant for machines; `message` is one line for people and names the remedy.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// The disk (or the quota) is full: nothing of the batch was kept; free space and go on.
        case diskFull = "disk_full"
        /// The disk gave an I/O error.
        case ioError = "io_error"
        /// Another process held the write lock for longer than the busy timeout.
        case busy = "ledger_busy"
        /// SQLite found the file damaged.
        case corrupt = "ledger_corrupt"
        /// The file was written by a newer program.
        case newerSchema = "newer_schema"
        /// The file is not a ledger.
        case notALedger = "not_a_ledger"
        /// The file lies on a network file system, where SQLite's locks and shared memory cannot be trusted.
        case networkFileSystem = "network_file_system"
        /// The file cannot be opened or made.
        case cannotOpen = "cannot_open_ledger"
        /// The file or its folder cannot be written.
        case readOnly = "read_only_ledger"
        /// The file has the schema of an older program, and was opened for reading only.
        case olderSchema = "older_schema"
        /// The file, opened for reading only, holds no tables: what was written is in a `-wal` file that is not beside it.
        case incomplete = "incomplete_ledger"
        /// The ledger was closed.
        case closed = "ledger_closed"
        /// The installed SQLite lacks what the ledger needs.
        case sqliteTooOld = "sqlite_too_old"
        /// A value that the ledger cannot hold, or a row that is not there.
        case invalidValue = "invalid_value"
        /// Two folders would be one drop, or one photo would be in two drops.
        case dropClash = "drop_clash"
        /// SQLite refused a statement: a fault of the program.
        case statement = "ledger_statement"
    }

    public var code: Code
    public var message: String
    /// The ledger's file.
    public var path: String
    /// The statement that failed, where one did.
    public var sql: String?
    /// SQLite's extended result code, 0 where SQLite was not asked.
    public var sqliteCode: Int32

    init(_ code: Code, _ message: String, path: String, sql: String? = nil, sqliteCode: Int32 = 0) {
        self.code = code
        self.message = message
        self.path = path
        self.sql = sql
        self.sqliteCode = sqliteCode
    }

    /// The ledger of this file was closed before.
    public static func closed(_ file: PathBytes) -> LedgerError {
        LedgerError(.closed, "the ledger was closed already", path: file.escaped)
    }

    public var description: String {
        var text = "\(code.rawValue): \(message) (\(path)"
        if sqliteCode != 0 { text += ", SQLite \(sqliteCode)" }
        if let sql { text += ", in: \(sql.split(whereSeparator: \.isWhitespace).joined(separator: " "))" }
        return text + ")"
    }
}
