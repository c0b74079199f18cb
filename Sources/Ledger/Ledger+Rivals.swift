public import Foundation
public import Records

/// A current audited record with the same bytes in the same store.
struct Rival {
    var id: Int64
    var dropName: String
    var path: PathBytes
    var isBundled: Bool
}

extension Ledger {
    /// The record that represents these bytes in this store, so that `path` need not be decoded: commit it as
    /// `.repeated`. Nil where there is none, where it is the path's own, or where `path` sorts before a record that
    /// is not bundled yet: then audit the photo, and the commit decides.
    /// - Parameter sha256: lower-case hex.
    public func standsFor(
        sha256: String, storeID: String?, drop: DropID, path: PathBytes, now: Date = Date()
    ) throws(LedgerError) -> RecordID? {
        guard let content = bytes(hex: sha256) else { return nil }
        let store = try storeID.map { id throws(LedgerError) in
            try database.integer("SELECT id FROM store WHERE store_id = ?1", [.text(id)]) ?? -1
        }
        let name = try database.first("SELECT name FROM drop_root WHERE id = ?1", [drop.value]) { $0.text(0) ?? "" }
        guard let rival = try rival(of: content, store: store, excluding: nil, drop: drop, milliseconds(now)) else {
            return nil
        }
        if rival.path == path && rival.dropName == name { return nil }
        return standsBefore(rival, path, dropName: name ?? "") ? RecordID(rival.id) : nil
    }

    func rival(
        of content: [UInt8], store: Int64?, excluding own: Int64?, _ context: CommitContext
    ) throws(LedgerError) -> Rival? {
        try rival(of: content, store: store, excluding: own, drop: context.drop, context.time)
    }

    /// Photos of no known store are alike only within their drop. One that has just gone from its path represents no
    /// other: it was moved; nor does one that has left (see `Ledger+Presence`).
    private func rival(
        of content: [UInt8], store: Int64?, excluding own: Int64?, drop: DropID, _ time: Int64
    ) throws(LedgerError) -> Rival? {
        try database.first(
            """
            SELECT r.id, d.name, r.path, r.bundle_id IS NOT NULL FROM record r JOIN drop_root d ON d.id = r.drop_id
             WHERE r.current = 1 AND r.sha256 = ?1 AND r.store IS ?2 AND r.state = 'audited' AND r.id IS NOT ?3
               AND (?2 IS NOT NULL OR r.drop_id = ?4) AND r.left_ms IS NULL AND coalesce(r.gone_ms, 0) < ?5
             LIMIT 1
            """, [.blob(content), LedgerValue(store), LedgerValue(own), drop.value, .integer(moveLimit(time))]
        ) { row in
            Rival(
                id: row.int(0), dropName: row.text(1) ?? "", path: PathBytes(row.blob(2)), isBundled: row.int(3) != 0)
        }
    }

    func standsBefore(_ rival: Rival, _ path: PathBytes, _ context: CommitContext) -> Bool {
        standsBefore(rival, path, dropName: context.dropName)
    }

    /// True when the rival represents the path: it is published already, or it sorts first by (drop, path).
    private func standsBefore(_ rival: Rival, _ path: PathBytes, dropName: String) -> Bool {
        if rival.isBundled { return true }
        if rival.dropName != dropName { return rival.dropName.utf8.lexicographicallyPrecedes(dropName.utf8) }
        return rival.path < path
    }

    /// The rival, in no bundle yet, gives way to the record of a path that sorts before it: its path and its
    /// duplicates become duplicates of the new record, and it is gone, as if the other had come first.
    func yield(_ rival: Rival, to made: Int64, _ context: CommitContext) throws(LedgerError) {
        try database.run("UPDATE record SET current = 0 WHERE id = ?1", [.integer(rival.id)])
        try database.run(
            "UPDATE path SET record_id = ?2, changed_ms = ?3 WHERE state = 'duplicate' AND record_id = ?1",
            [.integer(rival.id), .integer(made), .integer(context.time)])
        try refreshTraces(around: rival.id)
        let split = SplitPath(rival.path)
        try database.run(
            """
            UPDATE path SET state = 'duplicate', record_id = ?1, changed_ms = ?2
             WHERE folder_id = (SELECT f.id FROM folder f JOIN drop_root d ON d.id = f.drop_id
                                 WHERE d.name = ?3 AND f.path = ?4) AND name = ?5
            """,
            [
                .integer(made), .integer(context.time), .text(rival.dropName), .blob(split.folder), .blob(split.name),
            ])
        try database.run(
            "UPDATE record SET superseded_by = ?2 WHERE superseded_by = ?1", [.integer(rival.id), .integer(made)])
        try database.run("DELETE FROM record WHERE id = ?1", [.integer(rival.id)])
    }

    /// The path's former record is history. What repeated it repeats the new one where the bytes are the same, and
    /// has to be looked at again where they are not.
    /// - Parameter content: SHA-256 of the bytes that the new record represents; nil where it is not an audited one.
    func supersede(_ own: Int64, by made: Int64, content: [UInt8]?, _ context: CommitContext) throws(LedgerError) {
        let former = try database.first("SELECT sha256 FROM record WHERE id = ?1", [.integer(own)]) { $0.blob(0) }
        try database.run(
            "UPDATE record SET superseded_by = ?2 WHERE id = ?1", [.integer(own), .integer(made)])
        if former == content {
            try database.run(
                "UPDATE path SET record_id = ?2, changed_ms = ?3 WHERE state = 'duplicate' AND record_id = ?1",
                [.integer(own), .integer(made), .integer(context.time)])
        } else {
            try sendBackDuplicates(of: own, time: context.time)
        }
        if let former { try refreshKin(of: former) }
        try refreshTraces(around: own)
        try database.run("DELETE FROM fingerprint WHERE record_id = ?1", [.integer(own)])
    }
}

/// The bytes of a lower-case hex SHA-256, nil for anything else.
func bytes(hex: String) -> [UInt8]? {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var out: [UInt8] = []
    for i in stride(from: 0, to: 64, by: 2) {
        guard let high = nibble(digits[i]), let low = nibble(digits[i + 1]) else { return nil }
        out.append(high << 4 | low)
    }
    return out
}

private func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
}
