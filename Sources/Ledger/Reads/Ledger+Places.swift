public import Records

/// Where and when a record's photo was.
public struct PhotoPlace: Sendable {
    public var drop: DropID
    /// Relative to the drop.
    public var path: PathBytes
    /// Nil where the layout names no store.
    public var store: StoreRow?
    /// Day of the visit as the record has it, `yyyy-mm-dd`.
    public var date: String?
    /// Milliseconds since 1970; see `DayPhoto.Detail.taken`.
    public var taken: Int64?

    /// From the columns drop_id, path, store, date, taken_ms.
    init(_ row: borrowing LedgerRow) {
        drop = row.id(0)
        path = PathBytes(row.blob(1))
        store = row.optionalID(2)
        date = row.text(3)
        taken = row.time(4)
    }
}

extension Ledger {
    /// Where a record's photo was; nil where there is no such record.
    public func place(of record: RecordID) throws(LedgerError) -> PhotoPlace? {
        try database.first("SELECT drop_id, path, store, date, taken_ms FROM record WHERE id = ?1", [record.value]) {
            PhotoPlace(LedgerRow($0))
        }
    }

    /// The audited photos with these very bytes that count, in order of capture time, drop and path.
    /// - Parameter sha256: 32 bytes.
    public func places(ofContent sha256: [UInt8]) throws(LedgerError) -> [PhotoPlace] {
        try database.all(Ledger.contentQuery, [.blob(sha256)]) { PhotoPlace(LedgerRow($0)) }
    }

    /// When a path was first seen, milliseconds since 1970; nil where it never was.
    public func firstSeen(drop: DropID, path: PathBytes) throws(LedgerError) -> Int64? {
        let place = SplitPath(path)
        return try database.integer(Ledger.firstSeenQuery, [drop.value, .blob(place.folder), .blob(place.name)])
    }

    static let contentQuery = """
        SELECT drop_id, path, store, date, taken_ms FROM record
         WHERE current = 1 AND state = 'audited' AND sha256 = ?1 AND left_ms IS NULL ORDER BY taken_ms, drop_id, path
        """

    static let firstSeenQuery = """
        SELECT p.first_seen_ms FROM folder f JOIN path p ON p.folder_id = f.id
         WHERE f.drop_id = ?1 AND f.path = ?2 AND p.name = ?3
        """

    /// All versions that ever made a record, oldest first.
    public func versions() throws(LedgerError) -> [(id: VersionID, versions: Versions)] {
        try database.all("SELECT id, program, model, model_sha256, precision, policy FROM version ORDER BY id") {
            let versions = Versions(
                program: $0.text(1) ?? "", model: $0.text(2) ?? "", modelSHA256: $0.text(3) ?? "",
                precision: $0.text(4) ?? "", policy: $0.text(5) ?? "")
            return (VersionID($0.int(0)), versions)
        }
    }
}
