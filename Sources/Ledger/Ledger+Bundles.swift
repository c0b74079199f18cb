public import Foundation

/// How far a bundle has come.
public enum BundleState: String, Hashable, Sendable, CaseIterable {
    /// Its records are fixed; its file may or may not be there yet.
    case staged
    /// Its file is in the outbox, complete.
    case sealed
    /// Handed over; the receipt is kept.
    case uploaded
    /// Its file is gone: deleted after it was handed over, or lost, as `problem` then says.
    case pruned
}

/// A bundle as the ledger knows it.
public struct BundleRow: Hashable, Sendable {
    public var id: BundleID
    /// File name.
    public var name: String
    public var branch: String
    public var state: BundleState
    public var records: Int
    /// JSON and evidence that went in.
    public var contentBytes: Int
    public var created: Date
    /// Of the file; nil until sealed.
    public var sha256: String?
    public var bytes: Int?
    public var receipt: String?
    public var uploaded: Date?
    /// Failed attempts to upload it, and why the latest failed.
    public var attempts: Int
    public var nextTry: Date?
    public var problem: String?
}

/// What is waiting to be bundled.
public struct Unbundled: Hashable, Sendable {
    public var records = 0
    /// JSON and evidence.
    public var bytes = 0
    /// When the oldest was audited.
    public var oldest: Date?

    public init(records: Int = 0, bytes: Int = 0, oldest: Date? = nil) {
        self.records = records
        self.bytes = bytes
        self.oldest = oldest
    }
}

/// Bundles, in the write order that survives a kill at any point:
///
/// 1. `stageBundle` fixes name and records in one transaction. From here on these records are in this bundle and in
///    no other, even if they are superseded meanwhile.
/// 2. The file is written under a temporary name, synced, renamed, its folder synced. It is a function of the staged
///    records and the row (`records(RecordFilter(.bundle(id)))`, `evidence(for:)`), so it can be rebuilt.
/// 3. `sealBundle` enters hash and size.
///
/// At start, `bundles(.staged)` lists what was cut short: make the file again (a complete one comes out equal), then
/// seal. A sealed file that is lost is rebuilt as well; where that gives other bytes than were sealed, its records
/// go into a new bundle (`restageBundle`), since a name keeps its bytes forever.
extension Ledger {
    /// Takes the next unbundled records, in (drop, path) order, into a new bundle.
    /// - Parameters:
    ///   - maxRecords: at least one record is taken where there is any.
    ///   - maxBytes: JSON and evidence together, before compression.
    ///   - stores: only these stores'.
    ///   - name: the bundle's file name, by its sequence number.
    /// - Returns: nil when there is nothing to bundle.
    public func stageBundle(
        branch: String, maxRecords: Int, maxBytes: Int = .max, drop: DropID? = nil, stores: Set<String>? = nil,
        now: Date = Date(), name: (_ sequence: Int) -> String
    ) throws(LedgerError) -> BundleRow? {
        let id = try database.write { () throws(LedgerError) -> BundleID? in
            let chosen = try choose(maxRecords, maxBytes, drop, stores)
            guard !chosen.records.isEmpty else { return nil }
            try database.run(
                """
                INSERT INTO bundle (name, branch, state, records, content_bytes, created_ms)
                VALUES ('staging ' || random(), ?1, 'staged', ?2, ?3, ?4)
                """,
                [
                    .text(branch), LedgerValue(chosen.records.count), LedgerValue(chosen.bytes),
                    .integer(milliseconds(now)),
                ])
            let id = BundleID(database.lastInsertedRow)
            try database.run(
                "UPDATE bundle SET name = ?2 WHERE id = ?1",
                [id.value, .text(name(Int(id.number)))])
            for record in chosen.records {
                try database.run("UPDATE record SET bundle_id = ?2 WHERE id = ?1", [.integer(record), id.value])
            }
            return id
        }
        guard let id else { return nil }
        return try bundleRows("id = ?1", [id.value]).first
    }

    private func choose(
        _ maxRecords: Int, _ maxBytes: Int, _ drop: DropID?, _ stores: Set<String>?
    ) throws(LedgerError) -> (records: [Int64], bytes: Int) {
        var filter = RecordFilter(.unbundled)
        filter.drop = drop
        filter.stores = stores
        let (sql, values) = filter.query
        let numbers = try database.prepare(sql)
        try numbers.bind(values)
        var records: [Int64] = []
        var bytes = 0
        while records.count < max(1, maxRecords), try numbers.step() {
            let size = try contentBytes(of: numbers.int(0))
            if !records.isEmpty && size > maxBytes - bytes { break }
            bytes += size
            records.append(numbers.int(0))
        }
        return (records, bytes)
    }

    private func contentBytes(of record: Int64) throws(LedgerError) -> Int {
        Int(
            try database.integer(
                """
                SELECT (SELECT octet FROM (SELECT length(CAST(json AS BLOB)) AS octet FROM record_json WHERE record_id = ?1))
                     + coalesce((SELECT sum(length(jpeg)) FROM evidence WHERE record_id =
                         (SELECT coalesce(evidence_of, id) FROM record WHERE id = ?1)), 0)
                """, [.integer(record)]) ?? 0)
    }

    /// Enters a bundle of this ledger's records whose row was lost: its file is complete and in its place.
    /// - Returns: false, and nothing is entered, when a record is in another bundle by now or the name is taken.
    public func adoptBundle(
        named name: String, branch: String, records: [RecordID], sha256: String, bytes: Int, now: Date = Date()
    ) throws(LedgerError) -> Bool {
        try database.write { () throws(LedgerError) in
            var content = 0
            for record in records {
                let isFree = try database.integer(
                    "SELECT count(*) FROM record WHERE id = ?1 AND bundle_id IS NULL", [record.value])
                guard isFree == 1 else { return false }
                content += try contentBytes(of: record.number)
            }
            let taken = try database.integer("SELECT count(*) FROM bundle WHERE name = ?1", [.text(name)])
            guard taken == 0, !records.isEmpty else { return false }
            try database.run(
                """
                INSERT INTO bundle (name, branch, state, records, content_bytes, created_ms, sha256, bytes, sealed_ms)
                VALUES (?1, ?2, 'sealed', ?3, ?4, ?5, ?6, ?7, ?5)
                """,
                [
                    .text(name), .text(branch), LedgerValue(records.count), LedgerValue(content),
                    .integer(milliseconds(now)), .text(sha256), LedgerValue(bytes),
                ])
            let id = database.lastInsertedRow
            for record in records {
                try database.run("UPDATE record SET bundle_id = ?2 WHERE id = ?1", [record.value, .integer(id)])
            }
            return true
        }
    }

    /// The bundle's file is complete and in its place; one that was sealed before was cut again.
    public func sealBundle(
        _ id: BundleID, sha256: String, bytes: Int, now: Date = Date()
    ) throws(LedgerError) {
        try change(
            id, from: [.staged, .sealed], "state = 'sealed', sha256 = ?2, bytes = ?3, sealed_ms = ?4",
            [.text(sha256), LedgerValue(bytes), .integer(milliseconds(now))])
    }

    /// Moves the records of a bundle that cannot stand under its name (any more) into a new bundle, staged. The old row
    /// stays, as pruned.
    /// - Parameters:
    ///   - problem: why, for the old row.
    ///   - name: the new bundle's file name, by its sequence number.
    public func restageBundle(
        _ id: BundleID, problem: String, now: Date = Date(), name: (_ sequence: Int) -> String
    ) throws(LedgerError) -> BundleRow {
        let made = try database.write { () throws(LedgerError) in
            try require(id, in: [.staged, .sealed])
            try database.run(
                """
                INSERT INTO bundle (name, branch, state, records, content_bytes, created_ms)
                SELECT 'staging ' || random(), branch, 'staged', records, content_bytes, ?2 FROM bundle WHERE id = ?1
                """, [id.value, .integer(milliseconds(now))])
            let made = BundleID(database.lastInsertedRow)
            try database.run(
                "UPDATE bundle SET name = ?2 WHERE id = ?1", [made.value, .text(name(Int(made.number)))])
            try database.run("UPDATE record SET bundle_id = ?2 WHERE bundle_id = ?1", [id.value, made.value])
            try database.run(
                "UPDATE bundle SET state = 'pruned', pruned_ms = ?2, next_try_ms = NULL, problem = ?3 WHERE id = ?1",
                [id.value, .integer(milliseconds(now)), .text(problem)])
            return made
        }
        guard let row = try bundle(made) else {
            throw LedgerError(.invalidValue, "bundle \(made) is gone", path: file.escaped)
        }
        return row
    }

    /// Gives a staged bundle up: its records are unbundled again. Its number is not used again.
    public func unstageBundle(_ id: BundleID) throws(LedgerError) {
        try database.write { () throws(LedgerError) in
            try require(id, in: [.staged])
            try database.run("UPDATE record SET bundle_id = NULL WHERE bundle_id = ?1", [id.value])
            try database.run("DELETE FROM bundle WHERE id = ?1", [id.value])
        }
    }

    /// The uploader handed the bundle over.
    public func noteUpload(_ id: BundleID, receipt: String, now: Date = Date()) throws(LedgerError) {
        try change(
            id, from: [.sealed],
            "state = 'uploaded', receipt = ?2, uploaded_ms = ?3, problem = NULL, next_try_ms = NULL",
            [.text(receipt), .integer(milliseconds(now))])
    }

    /// The uploader failed; it is to be tried again at `nextTry`.
    public func noteUploadFailure(_ id: BundleID, problem: String, nextTry: Date) throws(LedgerError) {
        try change(
            id, from: [.sealed], "attempts = attempts + 1, problem = ?2, next_try_ms = ?3",
            [.text(problem), .integer(milliseconds(nextTry))])
    }

    /// The bundle's file was deleted to make room; its row stays.
    public func notePruned(_ id: BundleID, now: Date = Date()) throws(LedgerError) {
        try change(id, from: [.sealed, .uploaded], "state = 'pruned', pruned_ms = ?2", [.integer(milliseconds(now))])
    }

    private func change(
        _ id: BundleID, from states: [BundleState], _ assignments: String, _ values: [LedgerValue]
    ) throws(LedgerError) {
        try database.write { () throws(LedgerError) in
            try require(id, in: states)
            try database.run("UPDATE bundle SET \(assignments) WHERE id = ?1", [id.value] + values)
        }
    }

    private func require(_ id: BundleID, in states: [BundleState]) throws(LedgerError) {
        let state = try database.first("SELECT state FROM bundle WHERE id = ?1", [id.value]) { $0.text(0) ?? "" }
        guard let state, states.map(\.rawValue).contains(state) else {
            throw LedgerError(
                .invalidValue,
                "bundle \(id) is \(state ?? "unknown"), not \(states.map(\.rawValue).joined(separator: " or "))",
                path: file.escaped)
        }
    }
}
