public import Foundation
public import Records

/// Puts reviewers' words into records and judges them. Called inside transactions: pure functions.
public protocol Reviewing: Sendable {
    /// The panels of a record, as a reviewer sees them.
    func panels(of record: Record) -> [Correction.Panel]
    /// Puts a word into a record that holds other facts, and judges it.
    func apply(_ word: ReviewersWord, to record: inout Record)
}

/// A correction to be kept.
public struct NewCorrection: Sendable {
    public enum Origin: String, Sendable { case page, `import` }

    /// Of the lease, or of the imported file: the same ticket counts once.
    public var ticket: String
    public var reviewer: String
    /// Seconds from the first sight of the photo to the answer.
    public var took: Double
    public var origin: Origin
    public var correction: Correction
    /// What the queue thought: probability that a person changes something; nil where it said nothing.
    public var chance: Double?

    public init(
        ticket: String, reviewer: String, took: Double, origin: Origin, correction: Correction, chance: Double? = nil
    ) {
        self.ticket = ticket
        self.reviewer = reviewer
        self.took = took
        self.origin = origin
        self.correction = correction
        self.chance = chance
    }
}

/// What became of a correction.
public enum Corrected: Sendable {
    /// It stands, and this record is judged by it.
    case kept(RecordID, Record)
    /// A correction with this ticket was kept before; nothing was changed.
    case repeated
    /// No current record of the photo is there: its file was replaced or it is being audited again.
    case gone
}

extension Ledger {
    /// Keeps a correction and judges the photo by it, in one durable transaction.
    ///
    /// A record in no bundle is changed in place; one that was published is superseded by a new one with the same evidence,
    /// which goes into the next bundle.
    /// - Parameters:
    ///   - record: the record that the reviewer saw; where it was superseded meanwhile, the photo's current one is meant.
    ///   - run: whose work it is.
    /// - Throws: `invalid_value` for a correction that does not fit the photo.
    public func correct(
        _ record: RecordID, _ new: NewCorrection, run: RunID, now: Date = Date()
    ) throws(LedgerError) -> Corrected {
        guard let reviewing = options.reviewing else {
            throw LedgerError(.invalidValue, "nobody judges corrections here; please report this", path: file.escaped)
        }
        return try database.write { () throws(LedgerError) in
            try correct(record, new, by: reviewing, run, now)
        }
    }

    private func correct(
        _ seen: RecordID, _ new: NewCorrection, by reviewing: any Reviewing, _ run: RunID, _ now: Date
    ) throws(LedgerError) -> Corrected {
        if try database.integer("SELECT 1 FROM correction WHERE ticket = ?1", [.text(new.ticket)]) != nil {
            return .repeated
        }
        guard let row = try currentPhoto(seen) else { return .gone }
        let before = try decode(row.json, row: row.id)
        if let problem = new.correction.problem(in: Size(width: before.photo.width, height: before.photo.height)) {
            throw LedgerError(.invalidValue, "the correction cannot be taken: \(problem)", path: file.escaped)
        }
        let former = try lastCorrection(row.content, row.store, row.drop)
        let machine = former?.word.machine ?? reviewing.panels(of: before)
        let word = ReviewersWord(
            by: new.reviewer, at: now.formatted(.iso8601), correction: new.correction, machine: machine)
        var after = before
        reviewing.apply(word, to: &after)
        let made = try write(after, over: row, run, now)
        let correction = try keep(new, word, after: after, before: before, former, row, now)
        try noteDone(row, record: made, correction: correction)
        // As it can be read back: numbers are written rounded.
        return .kept(RecordID(made), try decode(try encode(after, row: made), row: made))
    }

    /// The current record of a photo, with what its place in the ledger is.
    struct PhotoRow {
        var id: Int64
        var json: [UInt8]
        var content: [UInt8]
        var store: Int64?
        var drop: Int64
        var isPublished: Bool
    }

    func currentPhoto(_ seen: RecordID) throws(LedgerError) -> PhotoRow? {
        try database.first(
            """
            SELECT r.id, j.json, r.sha256, r.store, r.drop_id, r.bundle_id IS NOT NULL
              FROM record o JOIN record r ON r.sha256 = o.sha256 AND r.store IS o.store
                   AND (o.store IS NOT NULL OR r.drop_id = o.drop_id)
              JOIN record_json j ON j.record_id = r.id
             WHERE o.id = ?1 AND r.current = 1 AND r.state = 'audited' AND r.left_ms IS NULL LIMIT 1
            """, [seen.value]
        ) {
            PhotoRow(
                id: $0.int(0), json: $0.blob(1), content: $0.blob(2), store: $0.integer(3), drop: $0.int(4),
                isPublished: $0.int(5) != 0)
        }
    }

    private func write(_ after: Record, over row: PhotoRow, _ run: RunID, _ now: Date) throws(LedgerError) -> Int64 {
        let json = try encode(after, row: row.id)
        if row.isPublished {
            let change = Rejudged(id: row.id, old: row.json, record: after, json: json)
            return try replacePublished(change, drop: DropID(row.drop), store: row.store, run, now)
        }
        try writeJudgement(after, json: json, row: row.id)
        try writeSlots(of: after, row: row.id)
        return row.id
    }

    private func keep(
        _ new: NewCorrection, _ word: ReviewersWord, after: Record, before: Record, _ former: StoredCorrection?,
        _ row: PhotoRow, _ now: Date
    ) throws(LedgerError) -> Int64 {
        try database.run(
            """
            INSERT INTO correction (sha256, store, drop_id, reviewer, made_ms, took_ms, origin, ticket, answer, after_json,
              verdict, fixture_offset, machine_json, machine_model, machine_verdict, machine_offset, chance)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            """,
            [
                .blob(row.content), LedgerValue(row.store), .integer(row.drop), .text(new.reviewer),
                .integer(milliseconds(now)), .integer(Int64(clamped: (max(0, new.took) * 1000).rounded())),
                .text(new.origin.rawValue), .text(new.ticket),
                .text((after.review?.answer ?? .confirmed).rawValue), .text(try text(word.correction)),
                .text((after.verdict ?? .notAssessable).rawValue), LedgerValue(after.centering?.fixtureOffset),
                .text(try text(word.machine)), .text(former?.model ?? before.versions.model),
                LedgerValue(former.map { $0.machineVerdict?.rawValue } ?? before.verdict?.rawValue),
                LedgerValue(former.map(\.machineOffset) ?? before.centering?.fixtureOffset), LedgerValue(new.chance),
            ])
        return database.lastInsertedRow
    }

    private func text(_ value: some Encodable) throws(LedgerError) -> String {
        do {
            return String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
        } catch {
            throw LedgerError(.invalidValue, "a correction cannot be written as JSON: \(error)", path: file.escaped)
        }
    }

    /// Puts the photo's latest correction into a record that a machine has just made.
    func noteReview(_ entry: inout RecordEntry, store: Int64?, _ drop: DropID) throws(LedgerError) {
        guard let reviewing = options.reviewing, let last = try lastCorrection(entry.content, store, drop.number) else {
            return
        }
        var record = entry.record
        reviewing.apply(last.word, to: &record)
        do throws(InvalidRecord) {
            try entry.replace(record)
        } catch {
            throw LedgerError(.invalidValue, "a record cannot be kept: \(error.message)", path: file.escaped)
        }
    }
}
