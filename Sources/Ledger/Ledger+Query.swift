/// A row of `Ledger.query`, valid inside the call only. Columns count from 0.
public struct LedgerRow: ~Copyable {
    private let statement: Statement

    init(_ statement: Statement) { self.statement = statement }

    public var count: Int { statement.columnCount }
    public func name(_ column: Int) -> String { statement.columnName(column) }
    public func isNull(_ column: Int) -> Bool { statement.isNull(column) }
    /// Nil for NULL.
    public func integer(_ column: Int) -> Int? { statement.integer(column).map { Int($0) } }
    /// Nil for NULL and for an infinite number, which no record has and JSON cannot hold.
    public func real(_ column: Int) -> Double? { statement.real(column).flatMap { $0.isFinite ? $0 : nil } }
    /// Nil for NULL.
    public func text(_ column: Int) -> String? { statement.text(column) }
    /// Empty for NULL.
    public func blob(_ column: Int) -> [UInt8] { statement.blob(column) }
    public func value(_ column: Int) -> LedgerValue { statement.value(column) }
}

extension Ledger {
    /// Runs a reading query of the caller's own over the views (see `Views`), row by row.
    /// - Parameters:
    ///   - sql: one SELECT; parameters are `?1`, `?2`, …
    ///   - values: their values.
    ///   - body: called for each row; its error ends the query and is passed on.
    /// - Throws: `ledger_statement` for a statement that is wrong or would write; whatever `body` throws.
    public func query(
        _ sql: String, _ values: [LedgerValue] = [], _ body: (borrowing LedgerRow) throws -> Void
    ) throws {
        // Not from the cache: callers' texts are without number.
        let statement = try database.prepare(sql)
        guard statement.isReadOnly else {
            throw LedgerError(.statement, "a query may not write", path: file.escaped, sql: sql)
        }
        try statement.bind(values)
        while try statement.step() { try body(LedgerRow(statement)) }
    }
}
