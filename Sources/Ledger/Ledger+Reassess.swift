public import Foundation
public import Records

/// What a new policy changed.
public struct Reassessment: Hashable, Sendable {
    /// From one verdict to another.
    public struct Change: Hashable, Sendable {
        public var from: Verdict?
        public var to: Verdict?
    }

    /// Current audited records looked at.
    public var examined = 0
    /// Records that say something else now.
    public var changed = 0
    /// Records whose verdict is another one.
    public var newVerdicts: Int { verdicts.values.reduce(0, +) }
    /// The same, from which verdict to which.
    public var verdicts: [Change: Int] = [:]
}

extension Ledger {
    /// Judges all current audited records anew, from what is stored, opening no photo.
    ///
    /// A record in no bundle yet is changed in place. One that is in a bundle was published: a new record supersedes
    /// it, shows the same evidence and goes into the next bundle. Other processes may work meanwhile; what they commit
    /// after the start is not judged. Committed batch by batch: cut short, it may simply be run again.
    /// - Parameters:
    ///   - run: whose work it is; nil only counts and writes nothing.
    ///   - judge: the record with new centering, findings, verdict and policy version; its other parts must stay.
    /// - Throws: what `judge` throws; `LedgerError`.
    public func reassess(
        run: RunID?, now: Date = Date(), batch: Int = 200, _ judge: (Record) throws -> Record
    ) throws -> Reassessment {
        try reassess(run: run, now: now, batch: batch) { _, record in try judge(record) }
    }

    /// The same for a judge that asks the ledger for more of the record, its pictures.
    public func reassess(
        run: RunID?, now: Date = Date(), batch: Int = 200, _ judge: (RecordID, Record) throws -> Record
    ) throws -> Reassessment {
        var result = Reassessment()
        let newest = try database.integer("SELECT max(id) FROM record") ?? 0
        var last: Int64 = 0
        while true {
            let rows = try database.all(
                """
                SELECT r.id, j.json, r.store FROM record r JOIN record_json j ON j.record_id = r.id
                 WHERE r.id > ?1 AND r.id <= ?2 AND r.current = 1 AND r.state = 'audited' ORDER BY r.id LIMIT ?3
                """, [.integer(last), .integer(newest), LedgerValue(batch)]
            ) { StoredRow(id: $0.int(0), json: $0.blob(1), store: $0.integer(2)) }
            guard let end = rows.last?.id else { return result }
            var changes: [Rejudged] = []
            for row in rows {
                var before = try decode(row.json, row: row.id)
                try completeRelations(&before, row)
                let after = try judge(RecordID(row.id), before)
                result.examined += 1
                guard after != before else { continue }
                let json = try encode(after, row: row.id)
                result.changed += 1
                if after.verdict != before.verdict {
                    result.verdicts[.init(from: before.verdict, to: after.verdict), default: 0] += 1
                }
                changes.append(Rejudged(id: row.id, old: row.json, record: after, json: json))
            }
            if let run { try apply(changes, run: run, now: now) }
            last = end
        }
    }

    private struct StoredRow {
        var id: Int64
        var json: [UInt8]
        var store: Int64?
    }

    /// A stored record that says something else now.
    struct Rejudged {
        var id: Int64
        var old: [UInt8]
        var record: Record
        var json: [UInt8]
    }

    /// A record of version 1 has its relations in the tables only.
    private func completeRelations(_ record: inout Record, _ row: StoredRow) throws(LedgerError) {
        guard record.schema != Record.schema, let content = bytes(hex: record.photo.sha256) else { return }
        record.relations = try database.relations(of: content, store: row.store)
    }

    private func apply(_ changes: [Rejudged], run: RunID, now: Date) throws(LedgerError) {
        guard !changes.isEmpty else { return }
        try database.write { () throws(LedgerError) in
            for change in changes {
                let row = try database.first(
                    """
                    SELECT r.drop_id, r.store, r.bundle_id FROM record r JOIN record_json j ON j.record_id = r.id
                     WHERE r.id = ?1 AND r.current = 1 AND j.json = ?2
                    """, [.integer(change.id), .text(String(decoding: change.old, as: UTF8.self))]
                ) { (drop: $0.int(0), store: $0.integer(1), bundle: $0.integer(2)) }
                // Superseded or changed by another process meanwhile: that is newer than what was judged.
                guard let row else { continue }
                if row.bundle == nil {
                    try writeJudgement(change.record, json: change.json, row: change.id)
                    try writeSlots(of: change.record, row: change.id)
                } else {
                    try replacePublished(change, drop: DropID(row.drop), store: row.store, run, now)
                }
            }
        }
    }

    /// - Returns: the row of the new record.
    @discardableResult
    func replacePublished(
        _ change: Rejudged, drop: DropID, store: Int64?, _ run: RunID, _ now: Date
    ) throws(LedgerError) -> Int64 {
        guard let content = bytes(hex: change.record.photo.sha256) else { return change.id }
        try database.run("UPDATE record SET current = 0 WHERE id = ?1", [.integer(change.id)])
        let entry = RecordEntry(record: change.record, evidence: [], content: content, json: change.json)
        let context = CommitContext(
            drop: drop, dropName: "", run: run, time: milliseconds(now), folders: FolderRows(database, drop))
        let made = try insert(entry, store: store, context)
        try database.run(
            "UPDATE record SET (gone_ms, left_ms) = (SELECT gone_ms, left_ms FROM record WHERE id = ?1) WHERE id = ?2",
            [.integer(change.id), .integer(made)])
        // The pictures stay with the published record, whose bundle may have to be rebuilt.
        try database.run(
            """
            UPDATE record SET evidence_of = (SELECT coalesce(evidence_of, id) FROM record WHERE id = ?1) WHERE id = ?2
            """, [.integer(change.id), .integer(made)])
        try database.run(
            "UPDATE fingerprint SET record_id = ?2 WHERE record_id = ?1", [.integer(change.id), .integer(made)])
        let split = SplitPath(change.record.photo.path)
        try database.run(
            """
            UPDATE path SET record_id = ?4 WHERE record_id = ?5 AND name = ?3
               AND folder_id = (SELECT id FROM folder WHERE drop_id = ?1 AND path = ?2)
            """, [drop.value, .blob(split.folder), .blob(split.name), .integer(made), .integer(change.id)])
        try supersede(change.id, by: made, content: content, context)
        return made
    }
}
