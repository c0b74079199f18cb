import CSQLite

/// One prepared statement: bind, step, read columns. Finalised in `deinit`; the connection must outlive its use.
final class Statement {
    let sql: String
    private let handle: OpaquePointer
    private unowned let connection: Connection
    /// Stepped and not yet reset.
    private(set) var isActive = false

    init(_ handle: OpaquePointer, sql: String, connection: Connection) {
        self.handle = handle
        self.sql = sql
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Binds values to `?1`, `?2`, …; the bytes are copied.
    func bind(_ values: [LedgerValue]) throws(LedgerError) {
        for (index, value) in values.enumerated() {
            let status = bind(value, at: Int32(index + 1))
            guard status == SQLITE_OK else { throw connection.error(status, sql: sql) }
        }
    }

    private func bind(_ value: LedgerValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let number): return sqlite3_bind_int64(handle, index, number)
        case .real(let number): return sqlite3_bind_double(handle, index, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                // An empty string may have no address; a NULL pointer would bind NULL.
                bytes.withMemoryRebound(to: CChar.self) { chars in
                    guard let start = chars.baseAddress else {
                        return sqlite3_bind_text(handle, index, "", 0, transient)
                    }
                    return sqlite3_bind_text64(
                        handle, index, start, UInt64(chars.count), transient, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            if bytes.isEmpty { return sqlite3_bind_zeroblob(handle, index, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), transient)
            }
        }
    }

    /// Goes to the next row; false at the end.
    func step() throws(LedgerError) -> Bool {
        isActive = true
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let status:
            let error = connection.error(status, sql: sql)
            reset()
            throw error
        }
    }

    /// Makes the statement ready to be run again and lets go of its read lock.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        isActive = false
    }

    /// False for anything that may write.
    var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }
    var columnCount: Int { Int(sqlite3_column_count(handle)) }

    func isNull(_ index: Int) -> Bool { sqlite3_column_type(handle, Int32(index)) == SQLITE_NULL }
    func int(_ index: Int) -> Int64 { sqlite3_column_int64(handle, Int32(index)) }
    func double(_ index: Int) -> Double { sqlite3_column_double(handle, Int32(index)) }
    func integer(_ index: Int) -> Int64? { isNull(index) ? nil : int(index) }
    func real(_ index: Int) -> Double? { isNull(index) ? nil : double(index) }

    func text(_ index: Int) -> String? {
        guard let start = sqlite3_column_text(handle, Int32(index)) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, Int32(index)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func blob(_ index: Int) -> [UInt8] {
        withBlob(index) { Array($0) }
    }

    /// The column's bytes where they lie, valid inside `body` only.
    func withBlob<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = sqlite3_column_blob(handle, Int32(index))
        return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(index)))))
    }
}

/// SQLITE_TRANSIENT: SQLite takes its own copy. A C macro that Swift cannot import.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
