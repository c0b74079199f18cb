extension Ledger {
    /// Identifiers of all stores, registered or seen in a path.
    public func storeIDs() throws(LedgerError) -> [String] {
        try database.all("SELECT store_id FROM store ORDER BY store_id") { $0.text(0) ?? "" }
    }

    /// Identifiers of the stores of current records; walks all of them.
    public func storesWithRecords() throws(LedgerError) -> Set<String> {
        let found = try database.all(
            "SELECT store_id FROM store WHERE id IN (SELECT store FROM record WHERE current = 1 AND store IS NOT NULL)"
        ) { $0.text(0) ?? "" }
        return Set(found)
    }
}
