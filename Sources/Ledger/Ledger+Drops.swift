public import Records

/// A store as the registry (`stores.csv`) has it.
public struct RegisteredStore: Hashable, Sendable {
    public var storeID: String
    public var name: String?
    public var region: String?
    /// Degrees, north positive.
    public var latitude: Double?
    /// Degrees, east positive.
    public var longitude: Double?

    public init(storeID: String, name: String?, region: String?, latitude: Double?, longitude: Double?) {
        self.storeID = storeID
        self.name = name
        self.region = region
        self.latitude = latitude
        self.longitude = longitude
    }
}

/// A drop as the ledger knows it.
public struct KnownDrop: Hashable, Sendable {
    public var id: DropID
    public var name: String
    /// Where it was mounted when it was last registered.
    public var root: PathBytes
    /// The identifier in its marker file; nil where none was ever read.
    public var mark: String?
}

extension Ledger {
    /// Takes over the store registry. Stores that are not in it stay, as not registered.
    public func setStores(_ stores: [RegisteredStore]) throws(LedgerError) {
        try database.write { () throws(LedgerError) in
            try database.run("UPDATE store SET registered = 0 WHERE registered = 1")
            for store in stores {
                try database.run(
                    """
                    INSERT INTO store (store_id, name, region, lat, lon, registered) VALUES (?1, ?2, ?3, ?4, ?5, 1)
                    ON CONFLICT (store_id) DO UPDATE SET name = excluded.name, region = excluded.region,
                      lat = excluded.lat, lon = excluded.lon, registered = 1
                    """,
                    [
                        .text(store.storeID), LedgerValue(store.name), LedgerValue(store.region),
                        LedgerValue(store.latitude), LedgerValue(store.longitude),
                    ])
            }
        }
    }

    /// How many paths stand in which state, of one drop or of all.
    public func counts(drop: DropID? = nil) throws(LedgerError) -> Counts {
        var counts = Counts()
        try database.forEach(
            "SELECT state, sum(paths) FROM tally WHERE drop_id = ?1 OR ?1 IS NULL GROUP BY state",
            [drop?.value ?? .null]
        ) { counts.set($0.text(0) ?? "", Int($0.int(1))) }
        return counts
    }

    /// The row of a store; made, as not registered, where there is none.
    func storeRow(_ storeID: String?, region: String?) throws(LedgerError) -> Int64? {
        guard let storeID else { return nil }
        let known = try database.first(
            "SELECT id, region IS NULL AND registered = 0 FROM store WHERE store_id = ?1", [.text(storeID)]
        ) { (row: $0.int(0), lacksRegion: $0.int(1) != 0) }
        if let known {
            if known.lacksRegion, let region {
                try database.run("UPDATE store SET region = ?2 WHERE id = ?1", [.integer(known.row), .text(region)])
            }
            return known.row
        }
        try database.run(
            "INSERT INTO store (store_id, region) VALUES (?1, ?2)", [.text(storeID), LedgerValue(region)])
        return database.lastInsertedRow
    }
}
