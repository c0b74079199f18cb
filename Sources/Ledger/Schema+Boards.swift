import Records

extension Schema {
    /// What hangs where, for reports on artworks.
    ///
    /// - `creative`: the catalogue as the latest scan, service or `reassess` that was given one had it; a creative that is no longer in it
    ///   stays with `listed` = 0, since photos still show it. `slots`: names joined by `;`.
    /// - `board_seen`: a board of a record that hangs in a slot's place, or whose print was recognised; posters are left out.
    ///   `ordinal`: its index in the record's `boards`. `matched`: its print was compared with a catalogue. `tags`: a
    ///   reviewer's, joined by `;`.
    /// - `record.matched`: the photo's boards were compared with a catalogue.
    static let boards: Migration.Step = """
        CREATE TABLE creative (
          id TEXT PRIMARY KEY, family TEXT, slots TEXT NOT NULL, valid_from TEXT, valid_to TEXT,
          listed INTEGER NOT NULL CHECK (listed IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE board_seen (
          record_id INTEGER NOT NULL REFERENCES record(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
          slot TEXT, confidence REAL NOT NULL, matched INTEGER NOT NULL, creative TEXT, family TEXT, score REAL,
          turn INTEGER, visible REAL, damaged REAL, glare REAL, blank REAL, tags TEXT,
          PRIMARY KEY (record_id, ordinal)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE record ADD COLUMN matched INTEGER NOT NULL DEFAULT 0;
        """

    /// Fills them from the records of ledgers that are older, batch by batch.
    static let boardsOfOlderRecords = Migration.Step.rewrite { (database, after) throws(LedgerError) in
        let rows = try database.all(
            """
            SELECT r.id, j.json FROM record r JOIN record_json j ON j.record_id = r.id
             WHERE r.id > ?1 AND r.state = 'audited'
               AND (json_extract(j.json, '$.versions.catalogue') IS NOT NULL OR json_array_length(j.json, '$.boards') > 0)
             ORDER BY r.id LIMIT 500
            """, [.integer(after)]
        ) { (id: $0.int(0), json: $0.blob(1)) }
        for row in rows {
            let record: Record
            do throws(InvalidRecord) {
                record = try RecordEntry.decode(row.json)
            } catch {
                throw LedgerError(
                    .corrupt,
                    "record \(row.id) cannot be read back: \(error.message); restore the ledger from a backup",
                    path: database.path)
            }
            try BoardRows.write(record, row: row.id, database)
        }
        return rows.last?.id
    }
}
