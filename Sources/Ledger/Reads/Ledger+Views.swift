extension Ledger {
    /// Reads the rows of one of the views for analysts (`Views`), all columns, and counts them: what a query of theirs costs.
    ///
    /// For benchmarks and tests of this package.
    /// - Parameters:
    ///   - view: one of `Views.names`.
    ///   - dates: `yyyy-mm-dd`, both inclusive; nil: all rows, the only choice where the view has no column `date`.
    package func countRows(of view: String, dates: ClosedRange<String>? = nil) throws -> Int {
        guard Views.names.contains(view) else {
            throw LedgerError(.statement, "the ledger has no view \(view)", path: file.escaped)
        }
        var rows = 0
        let condition = dates == nil ? "" : " WHERE date BETWEEN ?1 AND ?2"
        try query(
            "SELECT * FROM \(view)\(condition)", dates.map { [.text($0.lowerBound), .text($0.upperBound)] } ?? []
        ) { row in
            for column in 0..<row.count { _ = row.text(column) }
            rows += 1
        }
        return rows
    }
}
