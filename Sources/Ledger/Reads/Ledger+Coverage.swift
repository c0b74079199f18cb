extension Ledger {
    /// The first day, `yyyy-mm-dd`, of a visit in the ledger; nil where there is none with a day.
    public func firstVisitDay() throws(LedgerError) -> String? {
        try database.first("SELECT min(date) FROM record WHERE current = 1 AND date IS NOT NULL") { $0.text(0) } ?? nil
    }
}
