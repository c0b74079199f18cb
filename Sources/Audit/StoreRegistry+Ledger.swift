public import Ledger
public import Stores

extension StoreRegistry {
    /// The stores as the ledger keeps them.
    public var registered: [RegisteredStore] {
        stores.values.sorted { $0.id < $1.id }.map {
            RegisteredStore(
                storeID: $0.id, name: $0.name, region: $0.region, latitude: $0.latitude, longitude: $0.longitude)
        }
    }

    /// The registry with leading zeros that Excel stripped, where the ledger or folders show them.
    ///
    /// - Parameter folders: stores that the folders of a drop are called after.
    public func fitted(to ledger: Ledger, folders: [String] = []) throws(LedgerError) -> StoreRegistry {
        try withZeros(of: try ledger.storeIDs() + folders) { () throws(LedgerError) in
            try ledger.storesWithRecords().union(folders)
        }
    }
}
