/// A store as the ledger knows it.
public struct KnownStore: Hashable, Sendable {
    public var row: StoreRow
    public var storeID: String
    public var name: String?
    public var region: String?
    /// It stands in the registry that the latest scan read; false: seen in a path only.
    public var isRegistered: Bool
}

extension Ledger {
    /// All stores, registered or seen in a path, in the order in which the ledger met them.
    public func stores() throws(LedgerError) -> [KnownStore] {
        try database.all("SELECT id, store_id, name, region, registered FROM store ORDER BY id") {
            KnownStore(
                row: StoreRow($0.int(0)), storeID: $0.text(1) ?? "", name: $0.text(2), region: $0.text(3),
                isRegistered: $0.int(4) == 1)
        }
    }

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
