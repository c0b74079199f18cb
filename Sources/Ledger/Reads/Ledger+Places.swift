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

/// A photo that shows the same picture as another.
public struct RelatedPhoto: Sendable {
    public var id: RecordID
    public var place: PhotoPlace
    /// The very same bytes.
    public var isSameFile: Bool
}

extension Ledger {
    /// The audited photos that count, have a store and show the same picture as a record's, itself not among them; by number.
    ///
    /// What they mean to each other, stores and days say. Those that were found after one of the two was published in a
    /// bundle are among them, although its record does not name them.
    public func related(to record: RecordID) throws(LedgerError) -> [RelatedPhoto] {
        try database.all(Ledger.relatedQuery, [record.value, .integer(Ledger.mostKin * 10)]) {
            let row = LedgerRow($0)
            return RelatedPhoto(id: row.id(5), place: PhotoPlace(row), isSameFile: row.integer(6) == 1)
        }
    }

    static let relatedQuery = """
        SELECT r.drop_id, r.path, r.store, r.date, r.taken_ms, r.id, max(o.same)
          FROM (SELECT id, 1 AS same FROM record
                 WHERE current = 1 AND sha256 = (SELECT sha256 FROM record WHERE id = ?1)
                UNION ALL
                SELECT g.record_id, 0 FROM fingerprint f JOIN kin k ON k.fingerprint_id = f.id
                       JOIN fingerprint g ON g.id = k.other_id WHERE f.record_id = ?1) o
               JOIN record r ON r.id = o.id
         WHERE r.id <> ?1 AND r.current = 1 AND r.state = 'audited' AND r.left_ms IS NULL AND r.store IS NOT NULL
         GROUP BY r.id ORDER BY r.id LIMIT ?2
        """
}
