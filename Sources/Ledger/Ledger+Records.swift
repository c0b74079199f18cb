public import Records

/// A record as the ledger holds it.
public struct StoredRecord: Sendable {
    public var id: RecordID
    /// One line of canonical JSON without a newline: what a bundle holds.
    public var json: [UInt8]
    /// It represents its path now.
    public var isCurrent: Bool
    public var bundle: BundleID?
    /// The file of the ledger, for errors.
    let file: String

    /// The record, decoded from its JSON.
    public func record() throws(LedgerError) -> Record {
        do throws(InvalidRecord) {
            return try RecordEntry.decode(json)
        } catch {
            throw LedgerError(.corrupt, "record \(id) cannot be read back: \(error.message)", path: file)
        }
    }
}

/// Records one by one, in (drop, path) order.
///
/// Holds a snapshot of the numbers it gives until it ends or is let go; a record that is deleted meanwhile is left out.
public final class RecordCursor {
    private let ledger: Ledger
    private let numbers: Statement

    init(_ ledger: Ledger, _ filter: RecordFilter) throws(LedgerError) {
        self.ledger = ledger
        let (sql, values) = filter.query
        numbers = try ledger.database.prepare(sql)
        try numbers.bind(values)
    }

    /// The next record, nil at the end.
    public func next() throws(LedgerError) -> StoredRecord? {
        while try numbers.step() {
            if let record = try ledger.record(RecordID(numbers.int(0))) { return record }
        }
        numbers.reset()
        return nil
    }
}

extension Ledger {
    /// Streams records in (drop, path) order, in memory bounded whatever their number.
    public func records(_ filter: RecordFilter = RecordFilter()) throws(LedgerError) -> RecordCursor {
        try RecordCursor(self, filter)
    }

    /// One record by its number.
    public func record(_ id: RecordID) throws(LedgerError) -> StoredRecord? {
        try database.first(
            """
            SELECT j.json, r.current, r.bundle_id FROM record r JOIN record_json j ON j.record_id = r.id WHERE r.id = ?1
            """, [id.value]
        ) { row in
            StoredRecord(
                id: id, json: row.blob(0), isCurrent: row.int(1) != 0, bundle: row.integer(2).map { BundleID($0) },
                file: database.path)
        }
    }

    /// The pictures of a record, by name; none after they were pruned.
    public func evidence(for record: RecordID) throws(LedgerError) -> [Evidence] {
        try database.all(
            """
            SELECT name, jpeg FROM evidence
             WHERE record_id = (SELECT coalesce(evidence_of, id) FROM record WHERE id = ?1) ORDER BY name
            """, [record.value]
        ) {
            Evidence(name: $0.text(0) ?? "", jpeg: $0.blob(1))
        }
    }

    /// True when pictures of a record were deleted (`pruneEvidence`).
    public func isEvidencePruned(of record: RecordID) throws(LedgerError) -> Bool {
        let pruned = try database.integer(
            """
            SELECT o.evidence_pruned FROM record r JOIN record o ON o.id = coalesce(r.evidence_of, r.id) WHERE r.id = ?1
            """, [record.value])
        return (pruned ?? 0) > 0
    }
}
