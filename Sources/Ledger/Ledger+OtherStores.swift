import Records

extension Ledger {
    /// The finding of a photo whose very bytes were handed in for another store too; its value is the number of
    /// other stores. Made by the ledger, which alone sees all stores at the moment of the commit.
    public static let otherStoreFinding = "same_photo_other_store"

    /// Puts the finding into a record about to be kept; takes it out where no other store has these bytes.
    func noteOtherStores(_ entry: inout RecordEntry, store: Int64?) throws(LedgerError) {
        var others = 0
        if let store { others = try countOtherStores(entry.content, store) }
        let changed = withOtherStores(entry.record, others)
        guard changed != entry.record else { return }
        do throws(InvalidRecord) {
            try entry.replace(changed)
        } catch {
            throw LedgerError(.invalidValue, "a record cannot be kept: \(error.message)", path: file.escaped)
        }
    }

    /// Brings the finding of the other stores' records up to date, as if they had all been committed at once; a
    /// record that is in a bundle was published and stays as it is.
    func tellOtherStores(_ content: [UInt8], except store: Int64?) throws(LedgerError) {
        guard let store, options.otherStoreSeverity != nil else { return }
        let rows = try database.all(
            """
            SELECT r.id, r.store, j.json FROM record r JOIN record_json j ON j.record_id = r.id
             WHERE r.current = 1 AND r.state = 'audited' AND r.sha256 = ?1 AND r.store <> ?2 AND r.bundle_id IS NULL
               AND r.left_ms IS NULL
            """, [.blob(content), .integer(store)]
        ) { (id: $0.int(0), store: $0.int(1), json: $0.blob(2)) }
        for row in rows {
            let record = try decode(row.json, row: row.id)
            let changed = withOtherStores(record, try countOtherStores(content, row.store))
            guard changed != record else { continue }
            try writeJudgement(changed, json: try encode(changed, row: row.id), row: row.id)
        }
    }

    func countOtherStores(_ content: [UInt8], _ store: Int64) throws(LedgerError) -> Int {
        Int(
            try database.integer(
                """
                SELECT count(DISTINCT store) FROM record
                 WHERE current = 1 AND state = 'audited' AND sha256 = ?1 AND store IS NOT NULL AND store <> ?2
                   AND left_ms IS NULL
                """, [.blob(content), .integer(store)]) ?? 0)
    }

    /// The record with the finding for so many other stores. As a violation it makes a compliant photo
    /// non-compliant; a photo that cannot be assessed stays so.
    func withOtherStores(_ record: Record, _ others: Int) -> Record {
        var changed = record
        changed.findings.removeAll { $0.code == Ledger.otherStoreFinding }
        guard others > 0, let severity = options.otherStoreSeverity else { return changed }
        changed.findings.append(
            Finding(code: Ledger.otherStoreFinding, severity: severity, value: Double(others)))
        if severity == .violation && changed.verdict == .compliant { changed.verdict = .nonCompliant }
        return changed
    }
}
