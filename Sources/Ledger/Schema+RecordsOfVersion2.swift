import Records

extension Schema {
    /// Writes the records that have not left the ledger as `sightline.record/2`: every key of version 1, the newer ones,
    /// and the relations that the tables know.
    ///
    /// A record in a bundle keeps its bytes, which the bundle's seal covers, for as long as it lives; readers read both.
    static let recordsOfVersion2 = Migration.Step.rewrite { (database, after) throws(LedgerError) in
        let rows = try database.all(
            """
            SELECT r.id, r.store, r.sha256, r.current, j.json FROM record r JOIN record_json j ON j.record_id = r.id
             WHERE r.id > ?1 AND r.bundle_id IS NULL AND json_extract(j.json, '$.schema') <> ?2 ORDER BY r.id LIMIT 500
            """, [.integer(after), .text(Record.schema)]
        ) { row in
            (
                id: row.int(0), store: row.integer(1), content: row.blob(2), isCurrent: row.int(3) != 0,
                json: row.blob(4)
            )
        }
        for row in rows {
            let relations = row.isCurrent ? try database.relations(of: row.content, store: row.store) : []
            let json: [UInt8]
            do throws(InvalidRecord) {
                var record = try RecordEntry.decode(row.json)
                if record.state == .audited { record.relations = relations }
                json = try RecordEntry.encode(record)
            } catch {
                throw LedgerError(
                    .corrupt,
                    "record \(row.id) cannot be read back: \(error.message); restore the ledger from a backup",
                    path: database.path)
            }
            try database.run(
                "UPDATE record_json SET json = ?2 WHERE record_id = ?1",
                [.integer(row.id), .text(String(decoding: json, as: UTF8.self))])
        }
        return rows.last?.id
    }
}
