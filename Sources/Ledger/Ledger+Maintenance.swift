public import Foundation

extension Ledger {
    /// Deletes evidence made before `date`, at most `limit` pictures a call. Records stay.
    ///
    /// Evidence of a current record that no sealed bundle holds yet stays, however old: it is still to be published. The
    /// record keeps how many pictures were deleted, so that a bundle made later can say so.
    /// - Parameter unbundledToo: for a branch that makes no bundles; evidence of a staged bundle stays even so.
    /// - Returns: how many were deleted; call again while it equals `limit`.
    public func pruneEvidence(
        before date: Date, unbundledToo: Bool = false, limit: Int = 1000
    ) throws(LedgerError) -> Int {
        try database.write { () throws(LedgerError) in
            let old = try database.all(
                """
                SELECT e.id, e.record_id FROM evidence e JOIN record r ON r.id = e.record_id
                       LEFT JOIN bundle b ON b.id = r.bundle_id
                 WHERE e.created_ms < ?1
                   AND (b.state <> 'staged' OR (b.id IS NULL AND (?2 OR r.superseded_by IS NOT NULL)))
                   AND NOT EXISTS (
                     SELECT 1 FROM record o LEFT JOIN bundle ob ON ob.id = o.bundle_id
                      WHERE o.evidence_of = r.id
                        AND (ob.state = 'staged' OR (ob.id IS NULL AND NOT ?2 AND o.superseded_by IS NULL)))
                 ORDER BY e.created_ms LIMIT ?3
                """, [.integer(milliseconds(date)), LedgerValue(unbundledToo), LedgerValue(limit)]
            ) { (picture: $0.int(0), record: $0.int(1)) }
            for (picture, record) in old {
                try database.run("DELETE FROM evidence WHERE id = ?1", [.integer(picture)])
                try database.run(
                    "UPDATE record SET evidence_pruned = evidence_pruned + 1 WHERE id = ?1", [.integer(record)])
            }
            return old.count
        }
    }

    /// Returns pages freed by pruning to the disk, at most this many (8 KiB each) per call.
    /// - Returns: free pages left.
    public func returnFreeSpace(pages: Int = 4096) throws(LedgerError) -> Int {
        try database.run("PRAGMA incremental_vacuum(\(max(1, pages)))")
        return Int(try database.integer("PRAGMA freelist_count") ?? 0)
    }

    /// Writes the log back into the file and empties it, as far as readers allow.
    public func checkpoint() throws(LedgerError) {
        try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Brings the query planner's statistics up to date where they are old; cheap, for the end of a run.
    public func optimize() throws(LedgerError) {
        try database.run("PRAGMA analysis_limit = 1000")
        try database.run("PRAGMA optimize")
    }

    /// What is wrong with the ledger, one line each; empty when nothing is.
    ///
    /// Checks the file (`PRAGMA integrity_check`, or `quick_check` with `quick`), references, and the rules of `Schema`.
    public func integrityProblems(quick: Bool = false) throws(LedgerError) -> [String] {
        var problems = try database.all("PRAGMA \(quick ? "quick_check" : "integrity_check")") { $0.text(0) ?? "" }
            .filter { $0 != "ok" }
        problems += try database.all("PRAGMA foreign_key_check") {
            "table \($0.text(0) ?? "") row \($0.int(1)) refers to nothing in \($0.text(2) ?? "")"
        }
        for (rule, sql) in Self.rules {
            let broken = try database.integer("SELECT count(*) FROM (\(sql))") ?? 0
            if broken > 0 { problems.append("\(broken) × \(rule)") }
        }
        return problems
    }

    /// Each query finds the rows that break the rule.
    static let rules: [(rule: String, sql: String)] = [
        (
            "an audited or rejected path whose record does not represent it",
            """
            SELECT 1 FROM path p JOIN folder f ON f.id = p.folder_id LEFT JOIN record r ON r.id = p.record_id
             WHERE p.state IN ('audited', 'rejected') AND NOT (r.current = 1 AND r.state = p.state
               AND r.drop_id = f.drop_id
               AND r.path = CASE WHEN f.path = x'' THEN p.name ELSE CAST(f.path || '/' || p.name AS BLOB) END) IS TRUE
            """
        ),
        (
            "a current record without its path",
            """
            SELECT 1 FROM record WHERE current = 1
               AND id NOT IN (SELECT record_id FROM path WHERE state IN ('audited', 'rejected'))
            """
        ),
        (
            "a duplicate without a current audited record",
            """
            SELECT 1 FROM path p LEFT JOIN record r ON r.id = p.record_id
             WHERE p.state = 'duplicate' AND (r.current = 1 AND r.state = 'audited') IS NOT TRUE
            """
        ),
        (
            "a pending or failed path with a current record",
            "SELECT 1 FROM path p JOIN record r ON r.id = p.record_id WHERE p.state IN ('pending', 'failed') AND r.current = 1"
        ),
        (
            "two current records of the same bytes in the same store",
            """
            SELECT 1 FROM record WHERE current = 1 AND state = 'audited' AND left_ms IS NULL
             GROUP BY sha256, store, CASE WHEN store IS NULL THEN drop_id END HAVING count(*) > 1
            """
        ),
        (
            "a record that shows the pictures of one that is not there",
            "SELECT 1 FROM record WHERE evidence_of NOT IN (SELECT id FROM record)"
        ),
        (
            "a path and its record that disagree on whether it is gone",
            """
            SELECT 1 FROM path p JOIN record r ON r.id = p.record_id
             WHERE p.state IN ('audited', 'rejected') AND (p.gone_ms IS NULL) <> (r.gone_ms IS NULL)
            """
        ),
        ("a record without its JSON", "SELECT 1 FROM record WHERE id NOT IN (SELECT record_id FROM record_json)"),
        (
            "a count that is wrong",
            """
            SELECT 1 FROM tally t WHERE paths <> (SELECT count(*) FROM folder f JOIN path p ON p.folder_id = f.id
              WHERE f.drop_id = t.drop_id AND (t.state = 'discovered' OR p.state = t.state))
            """
        ),
        (
            "a drop whose counts do not close",
            "SELECT 1 FROM accounting WHERE discovered <> audited + rejected + failed + duplicate + pending"
        ),
    ]
}
