public import Foundation

extension Ledger {
    /// Bundles in a state, or all, in the order they were cut.
    public func bundles(_ state: BundleState? = nil) throws(LedgerError) -> [BundleRow] {
        try bundleRows("state = ?1 OR ?1 IS NULL", [LedgerValue(state?.rawValue)])
    }

    /// The bundle of a file in the outbox; nil when this ledger never cut it.
    public func bundle(named name: String) throws(LedgerError) -> BundleRow? {
        try bundleRows("name = ?1", [.text(name)]).first
    }

    public func bundle(_ id: BundleID) throws(LedgerError) -> BundleRow? {
        try bundleRows("id = ?1", [id.value]).first
    }

    /// Sealed bundles whose next attempt to upload is due.
    public func uploadsDue(now: Date = Date()) throws(LedgerError) -> [BundleRow] {
        try bundleRows("state = 'sealed' AND coalesce(next_try_ms, 0) <= ?1", [.integer(milliseconds(now))])
    }

    /// How much is waiting to be bundled, of one store or of all.
    public func unbundled(storeID: String? = nil) throws(LedgerError) -> Unbundled {
        try database.first(
            """
            SELECT count(*), coalesce(sum(length(CAST(j.json AS BLOB))), 0)
                   + coalesce(sum((SELECT sum(length(jpeg)) FROM evidence e
                                  WHERE e.record_id = coalesce(r.evidence_of, r.id))), 0), min(r.audited_ms)
              FROM record r JOIN record_json j ON j.record_id = r.id
             WHERE r.current = 1 AND r.bundle_id IS NULL AND r.left_ms IS NULL
               AND (?1 IS NULL OR r.store = (SELECT id FROM store WHERE store_id = ?1))
            """, [LedgerValue(storeID)]
        ) { Unbundled(records: Int($0.int(0)), bytes: Int($0.int(1)), oldest: $0.integer(2).map(instant)) }
            ?? Unbundled()
    }

    /// The stores that have unbundled records, with the time when the newest of them was audited.
    public func unbundledStores() throws(LedgerError) -> [String: Date] {
        let rows = try database.all(
            """
            SELECT s.store_id, max(r.audited_ms) FROM record r JOIN store s ON s.id = r.store
             WHERE r.current = 1 AND r.bundle_id IS NULL AND r.left_ms IS NULL GROUP BY r.store
            """, []
        ) { ($0.text(0) ?? "", instant($0.int(1))) }
        return Dictionary(rows) { max($0, $1) }
    }

    func bundleRows(_ condition: String, _ values: [LedgerValue]) throws(LedgerError) -> [BundleRow] {
        try database.all(
            """
            SELECT id, name, branch, state, records, content_bytes, created_ms, sha256, bytes, receipt, attempts,
                   next_try_ms, problem, uploaded_ms FROM bundle WHERE \(condition) ORDER BY id
            """, values
        ) { row in
            BundleRow(
                id: BundleID(row.int(0)), name: row.text(1) ?? "", branch: row.text(2) ?? "",
                state: BundleState(rawValue: row.text(3) ?? "") ?? .staged, records: Int(row.int(4)),
                contentBytes: Int(row.int(5)), created: instant(row.int(6)), sha256: row.text(7),
                bytes: row.integer(8).map { Int($0) }, receipt: row.text(9),
                uploaded: row.integer(13).map(instant), attempts: Int(row.int(10)),
                nextTry: row.integer(11).map(instant), problem: row.text(12))
        }
    }
}
