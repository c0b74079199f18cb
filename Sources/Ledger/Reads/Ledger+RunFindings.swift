extension Ledger {
    /// How many current records that a run wrote carry each finding.
    /// - Throws: `LedgerError`.
    public func findingCounts(of run: RunID) throws(LedgerError) -> [String: Int] {
        let rows = try database.all(
            """
            SELECT f.code, count(*) FROM finding f JOIN record r ON r.id = f.record_id
             WHERE r.run = ?1 AND r.current = 1 GROUP BY f.code
            """, [run.value]
        ) { (code: $0.text(0) ?? "", count: Int($0.int(1))) }
        return Dictionary(rows.map { ($0.code, $0.count) }, uniquingKeysWith: +)
    }
}
