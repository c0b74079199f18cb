extension Schema {
    /// Whose a bundle is, and where the evidence of a bundle's records is.
    ///
    /// - `ledger_identity` has one row: what tells this ledger's bundles from another's (`LedgerIdentity`).
    /// - `record.evidence_of`: the record whose pictures are this one's, too. A record that supersedes a published one by
    ///   a new policy shows the same pictures; they stay where they are, so that the published bundle can be rebuilt
    ///   byte by byte. Null: its own. No foreign key: a record that has others' pictures refer to it is published, and
    ///   published records are not deleted.
    /// - `record.evidence_pruned`: how many pictures of it were deleted.
    static let bundleOwnership: Migration.Step = """
        CREATE TABLE ledger_identity (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL) STRICT;
        INSERT INTO ledger_identity (one, id) VALUES (1, lower(hex(randomblob(16))));
        ALTER TABLE record ADD COLUMN evidence_of INTEGER;
        ALTER TABLE record ADD COLUMN evidence_pruned INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX record_evidence_of ON record(evidence_of) WHERE evidence_of IS NOT NULL;
        """
}
