public import Foundation
public import Records

/// A correction as the ledger keeps it.
public struct StoredCorrection: Sendable {
    public var id: Int64
    public var word: ReviewersWord
    public var answer: Review.Answer
    public var made: Date
    /// Seconds.
    public var took: Double
    public var verdict: Verdict?
    /// Fixture offset on the reviewer's facts, cabinet widths.
    public var offset: Double?
    /// The model whose facts the reviewer first saw, and what it had said.
    public var model: String
    public var machineVerdict: Verdict?
    public var machineOffset: Double?
    /// What the queue thought of the chance that something would be changed.
    public var chance: Double?
}

extension Ledger {
    private static let correctionColumns = """
        id, reviewer, made_ms, took_ms, answer, after_json, verdict, fixture_offset, machine_json, machine_model,
        machine_verdict, machine_offset, chance
        """

    /// The latest correction of a photo.
    func lastCorrection(_ content: [UInt8], _ store: Int64?, _ drop: Int64) throws(LedgerError) -> StoredCorrection? {
        let row = try database.first(
            """
            SELECT \(Ledger.correctionColumns) FROM correction
             WHERE sha256 = ?1 AND store IS ?2 AND (?2 IS NOT NULL OR drop_id = ?3) ORDER BY id DESC LIMIT 1
            """, [.blob(content), LedgerValue(store), .integer(drop)]
        ) { CorrectionRow($0) }
        return try row.map { row throws(LedgerError) in try stored(row) }
    }

    /// The correction with this number.
    func correction(_ id: Int64) throws(LedgerError) -> StoredCorrection? {
        let row = try database.first(
            "SELECT \(Ledger.correctionColumns) FROM correction WHERE id = ?1", [.integer(id)]
        ) { CorrectionRow($0) }
        return try row.map { row throws(LedgerError) in try stored(row) }
    }

    /// The latest correction of the photo that a record is of; nil where nobody looked.
    public func correction(of record: Record) throws(LedgerError) -> StoredCorrection? {
        guard let content = bytes(hex: record.photo.sha256) else { return nil }
        let drop = try database.integer("SELECT id FROM drop_root WHERE name = ?1", [.text(record.photo.drop)]) ?? -1
        let store = try record.photo.storeID.map { id throws(LedgerError) in
            try database.integer("SELECT id FROM store WHERE store_id = ?1", [.text(id)]) ?? -1
        }
        return try lastCorrection(content, store, drop)
    }

    /// A correction of this ticket was kept.
    public func hasCorrection(ticket: String) throws(LedgerError) -> Bool {
        try database.integer("SELECT 1 FROM correction WHERE ticket = ?1", [.text(ticket)]) != nil
    }

    /// How many corrections there are.
    public func correctionCount() throws(LedgerError) -> Int {
        Int(try database.integer("SELECT count(*) FROM correction") ?? 0)
    }

    private func stored(_ row: CorrectionRow) throws(LedgerError) -> StoredCorrection {
        do {
            let correction = try CanonicalJSON.decode(Correction.self, from: Data(row.after))
            let machine = try CanonicalJSON.decode([Correction.Panel].self, from: Data(row.machine))
            let word = ReviewersWord(
                by: row.reviewer, at: row.made.formatted(.iso8601), correction: correction, machine: machine)
            return StoredCorrection(
                id: row.id, word: word, answer: Review.Answer(rawValue: row.answer) ?? .confirmed, made: row.made,
                took: row.took, verdict: row.verdict.flatMap(Verdict.init), offset: row.offset, model: row.model,
                machineVerdict: row.machineVerdict.flatMap(Verdict.init), machineOffset: row.machineOffset,
                chance: row.chance)
        } catch {
            throw LedgerError(.corrupt, "correction \(row.id) cannot be read back: \(error)", path: file.escaped)
        }
    }
}

/// The columns, before their JSON is read.
private struct CorrectionRow {
    var id: Int64
    var reviewer: String
    var made: Date
    var took: Double
    var answer: String
    var after: [UInt8]
    var verdict: String?
    var offset: Double?
    var machine: [UInt8]
    var model: String
    var machineVerdict: String?
    var machineOffset: Double?
    var chance: Double?

    init(_ row: Statement) {
        id = row.int(0)
        reviewer = row.text(1) ?? ""
        made = instant(row.int(2))
        took = Double(row.int(3)) / 1000
        answer = row.text(4) ?? ""
        after = row.blob(5)
        verdict = row.text(6)
        offset = row.real(7)
        machine = row.blob(8)
        model = row.text(9) ?? ""
        machineVerdict = row.text(10)
        machineOffset = row.real(11)
        chance = row.real(12)
    }
}
