import Foundation
import Records

extension Ledger {
    /// Inserts a current record with its findings, slots, JSON and evidence.
    func insert(_ entry: RecordEntry, store: Int64?, _ context: CommitContext) throws(LedgerError) -> Int64 {
        let version = try versionRow(entry.record.versions)
        let photo = entry.record.photo
        let taken = takenTime(entry.record, audited: context.time)
        try database.run(
            """
            INSERT INTO record (drop_id, path, store, date, taken_ms, time_source, sha256, bytes, width, height, state,
              run, audited_ms, current, version)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 1, ?14)
            """,
            [
                context.drop.value, .blob(photo.path.bytes), LedgerValue(store), LedgerValue(photo.date),
                .integer(taken.time), .text(taken.source), .blob(entry.content), LedgerValue(photo.bytes),
                LedgerValue(photo.width), LedgerValue(photo.height), .text(entry.record.state.rawValue),
                context.run.value, .integer(context.time), .integer(version),
            ])
        let row = database.lastInsertedRow
        try writeJudgement(entry.record, json: entry.json, row: row)
        try writeSlots(of: entry.record, row: row)
        for item in entry.evidence {
            try database.run(
                "INSERT OR REPLACE INTO evidence (record_id, name, created_ms, jpeg) VALUES (?1, ?2, ?3, ?4)",
                [.integer(row), .text(item.name), .integer(context.time), .blob(item.jpeg)])
        }
        try insertTrace(entry.record, row: row)
        return row
    }

    /// The slots and boards that a record shows, in place of what was there.
    func writeSlots(of record: Record, row: Int64) throws(LedgerError) {
        try database.run("DELETE FROM slot_seen WHERE record_id = ?1", [.integer(row)])
        for (slot, seen) in slots(of: record) {
            try database.run(
                "INSERT INTO slot_seen (record_id, slot, detections, confidence) VALUES (?1, ?2, ?3, ?4)",
                [.integer(row), .text(slot), LedgerValue(seen.count), .real(seen.best)])
        }
        try BoardRows.write(record, row: row, database)
    }

    /// What the policy decides of a record: verdict, centering, findings, version, and the JSON.
    func writeJudgement(_ record: Record, json: [UInt8], row: Int64) throws(LedgerError) {
        let centering = record.centering
        try database.run(
            """
            UPDATE record SET verdict = ?2, reference = ?3, photo_offset = ?4, fixture_offset = ?5, uncertainty = ?6,
              reason_code = ?7, reason_message = ?8, version = ?9 WHERE id = ?1
            """,
            [
                .integer(row), LedgerValue(record.verdict?.rawValue), LedgerValue(centering?.reference.rawValue),
                LedgerValue(centering?.photoOffset), LedgerValue(centering?.fixtureOffset),
                LedgerValue(centering?.uncertainty), LedgerValue(record.reason?.code),
                LedgerValue(record.reason?.message), .integer(try versionRow(record.versions)),
            ])
        try database.run(
            "INSERT OR REPLACE INTO record_json (record_id, json) VALUES (?1, ?2)",
            [.integer(row), .text(String(decoding: json, as: UTF8.self))])
        try database.run("DELETE FROM finding WHERE record_id = ?1", [.integer(row)])
        for (ordinal, finding) in record.findings.enumerated() {
            try database.run(
                """
                INSERT INTO finding (record_id, ordinal, code, severity, value, "limit") VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """,
                [
                    .integer(row), LedgerValue(ordinal), .text(finding.code), .text(finding.severity.rawValue),
                    LedgerValue(finding.value), LedgerValue(finding.limit),
                ])
        }
    }

    /// The canonical JSON of a record.
    func json(of record: Int64) throws(LedgerError) -> [UInt8]? {
        try database.first("SELECT json FROM record_json WHERE record_id = ?1", [.integer(record)]) { $0.blob(0) }
    }

    /// The record of a row, from its JSON.
    func decode(_ json: [UInt8], row: Int64) throws(LedgerError) -> Record {
        do throws(InvalidRecord) {
            return try RecordEntry.decode(json)
        } catch {
            throw LedgerError(.corrupt, "record \(row) cannot be read back: \(error.message)", path: file.escaped)
        }
    }

    /// Canonical JSON of a record that is in the ledger already.
    func encode(_ record: Record, row: Int64) throws(LedgerError) -> [UInt8] {
        do throws(InvalidRecord) {
            return try RecordEntry.encode(record)
        } catch {
            throw LedgerError(.invalidValue, "record \(row) cannot be kept: \(error.message)", path: file.escaped)
        }
    }

    private func versionRow(_ versions: Versions) throws(LedgerError) -> Int64 {
        let values: [LedgerValue] = [
            .text(versions.program), .text(versions.model), .text(versions.modelSHA256), .text(versions.precision),
            .text(versions.policy),
        ]
        let known = try database.integer(
            """
            SELECT id FROM version
             WHERE program = ?1 AND model = ?2 AND model_sha256 = ?3 AND precision = ?4 AND policy = ?5
            """, values)
        if let known { return known }
        try database.run(
            "INSERT INTO version (program, model, model_sha256, precision, policy) VALUES (?1, ?2, ?3, ?4, ?5)", values)
        return database.lastInsertedRow
    }

    /// When the photo was taken: as the record says, else midday UTC of its date, else when it was audited.
    private func takenTime(_ record: Record, audited: Int64) -> (time: Int64, source: String) {
        if let captured = record.exif.capturedAt?.value, abs(captured.epoch) < 1e11 {
            return (Int64((captured.epoch * 1000).rounded()), captured.zone.rawValue)
        }
        if let day = record.photo.date.flatMap({ try? Date($0 + "T12:00:00Z", strategy: .iso8601) }) {
            return (milliseconds(day), CaptureTime.Zone.folder.rawValue)
        }
        return (audited, "none")
    }

    private func slots(of record: Record) -> [(slot: String, seen: (count: Int, best: Double))] {
        var slots: [String: (count: Int, best: Double)] = [:]
        for detection in record.detections {
            let known = slots[detection.slot] ?? (0, 0)
            slots[detection.slot] = (known.count + 1, max(known.best, detection.confidence))
        }
        return slots.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
