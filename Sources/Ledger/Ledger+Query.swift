/// A row of a query, valid inside the call only. Columns count from 0.
struct LedgerRow: ~Copyable {
    private let statement: Statement

    init(_ statement: Statement) { self.statement = statement }

    var count: Int { statement.columnCount }
    /// Nil for NULL.
    func integer(_ column: Int) -> Int? { statement.integer(column).map { Int($0) } }
    /// Milliseconds since 1970; nil for NULL.
    func time(_ column: Int) -> Int64? { statement.integer(column) }
    /// Nil for NULL and for an infinite number, which no record has and JSON cannot hold.
    func real(_ column: Int) -> Double? { statement.real(column).flatMap { $0.isFinite ? $0 : nil } }
    /// Nil for NULL.
    func text(_ column: Int) -> String? { statement.text(column) }
    /// Empty for NULL.
    func blob(_ column: Int) -> [UInt8] { statement.blob(column) }
    /// A row's number; 0, which no row has, for NULL.
    func id<Kind>(_ column: Int) -> LedgerID<Kind> { LedgerID(statement.int(column)) }
    /// A row's number; nil for NULL.
    func optionalID<Kind>(_ column: Int) -> LedgerID<Kind>? { statement.integer(column).map { LedgerID($0) } }
}

extension Ledger {
    /// Runs a reading query row by row.
    ///
    /// Not for other rooms, which ask by the named reads in `Reads/`: the tables may change with any version.
    /// - Parameters:
    ///   - sql: one SELECT; parameters are `?1`, `?2`, …
    ///   - values: their values.
    ///   - body: called for each row; its error ends the query and is passed on.
    /// - Throws: `ledger_statement` for a statement that is wrong or would write; whatever `body` throws.
    func query(
        _ sql: String, _ values: [LedgerValue] = [], _ body: (borrowing LedgerRow) throws -> Void
    ) throws {
        let statement = try database.statement(sql)
        guard statement.isReadOnly else {
            throw LedgerError(.statement, "a query may not write", path: file.escaped, sql: sql)
        }
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() { try body(LedgerRow(statement)) }
    }
}
