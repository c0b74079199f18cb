import Records

extension Ledger {
    /// Puts its relations into a record about to be kept, and what they mean (`Options.judge`).
    func noteRelations(_ entry: inout RecordEntry, store: Int64?) throws(LedgerError) {
        var changed = entry.record
        changed.relations = try database.relations(of: entry.content, store: store)
        guard changed.relations != entry.record.relations else { return }
        options.judge(&changed)
        do throws(InvalidRecord) {
            try entry.replace(changed)
        } catch {
            throw LedgerError(.invalidValue, "a record cannot be kept: \(error.message)", path: file.escaped)
        }
    }

    /// A stored record says all that a new one does of the same photo. Relations are not compared: those of a record that
    /// is in no bundle are kept up to date, and one that is in a bundle was published and stays as it is.
    func says(_ row: Int64, what entry: RecordEntry) throws(LedgerError) -> Bool {
        guard let stored = try json(of: row) else { return false }
        if stored == entry.json { return true }
        return bare(try decode(stored, row: row)) == bare(entry.record)
    }

    /// The record as it is without other photos.
    private func bare(_ record: Record) -> Record {
        guard !record.relations.isEmpty || record.device?.clock != nil else { return record }
        var alone = record
        alone.relations = []
        alone.device?.clock = nil
        options.judge(&alone)
        return alone
    }

    /// Brings the relations of the other stores' records up to date, as if they had all been committed at once; a
    /// record that is in a bundle was published and stays as it is.
    func updateRelations(_ content: [UInt8], except store: Int64?) throws(LedgerError) {
        guard let store else { return }
        try refreshKin(of: content)
        try refreshTraces(ofContent: content, store: store)
        let rows = try database.all(
            """
            SELECT r.id, r.store, j.json FROM record r JOIN record_json j ON j.record_id = r.id
             WHERE r.current = 1 AND r.state = 'audited' AND r.sha256 = ?1 AND r.store <> ?2 AND r.bundle_id IS NULL
               AND r.left_ms IS NULL
            """, [.blob(content), .integer(store)]
        ) { (id: $0.int(0), store: $0.int(1), json: $0.blob(2)) }
        for row in rows {
            try rejudge(row.id, row.json, content: content, store: row.store)
        }
    }
}

extension Connection {
    /// What a photo with these bytes in a store is to the others, now. One without a store is related to none.
    func relations(of content: [UInt8], store: Int64?) throws(LedgerError) -> [Relation] {
        guard let store else { return [] }
        let others = """
              FROM record r JOIN drop_root d ON d.id = r.drop_id JOIN store s ON s.id = r.store
             WHERE r.current = 1 AND r.state = 'audited' AND r.sha256 = ?1 AND r.store <> ?2 AND r.left_ms IS NULL
            """
        let values: [LedgerValue] = [.blob(content), .integer(store)]
        let count = try integer("SELECT count(DISTINCT r.store) \(others)", values) ?? 0
        guard count > 0 else { return [] }
        let first = try first(
            "SELECT d.name, r.path, s.store_id, r.date \(others) ORDER BY d.name, r.path LIMIT 1", values
        ) {
            Relation.Photo(
                drop: $0.text(0) ?? "", path: PathBytes($0.blob(1)), storeID: $0.text(2), date: $0.text(3))
        }
        return first.map { [Relation(.sameFileOtherStore, photo: $0, value: Double(count))] } ?? []
    }
}
