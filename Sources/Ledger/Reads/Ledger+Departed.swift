public import Records

/// A current record that no longer counts: its photo was moved to another path, or withdrawn.
public struct DepartedPhoto: Sendable {
    public var place: PhotoPlace
    /// SHA-256 of its file, 32 bytes.
    public var sha256: [UInt8]
}

/// A photo taken back by hand.
public struct Withdrawal: Sendable {
    public var drop: DropID
    /// Relative to the drop.
    public var path: PathBytes
    /// SHA-256 of the file that the path held then, 32 bytes.
    public var sha256: [UInt8]
    /// Milliseconds since 1970.
    public var time: Int64
    public var why: String
}

extension Ledger {
    /// The records of some days that no longer count, in order of capture time.
    public func departedPhotos(on days: DaySpan, _ body: (DepartedPhoto) throws -> Void) throws {
        try query(DayQueries.left, days.values) {
            try body(DepartedPhoto(place: PhotoPlace($0), sha256: $0.blob(5)))
        }
    }

    /// All photos that were taken back: people make them one by one.
    public func withdrawals() throws(LedgerError) -> [Withdrawal] {
        try database.all(
            """
            SELECT f.drop_id, f.path, w.name, w.sha256, w.withdrawn_ms, w.why
              FROM withdrawal w JOIN folder f ON f.id = w.folder_id
            """
        ) {
            let row = LedgerRow($0)
            return Withdrawal(
                drop: row.id(0), path: PathBytes(row.blob(1)).appending(PathBytes(row.blob(2))), sha256: row.blob(3),
                time: row.time(4) ?? 0, why: row.text(5) ?? "")
        }
    }
}
