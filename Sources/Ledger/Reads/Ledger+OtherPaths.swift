public import Records

/// A path that has no record of its own that counts: a duplicate, failed or pending.
public struct OtherPath: Sendable {
    public var state: PhotoState
    public var drop: DropID
    /// Relative to the drop.
    public var path: PathBytes
    /// Nil where the layout names no store.
    public var store: StoreRow?
    /// The day that its record or its folder names, `yyyy-mm-dd`.
    public var date: String?
    /// Milliseconds since 1970: of a duplicate, when the photo that it repeats was taken; else when the path was first seen.
    public var time: Int64?
    /// Why it failed.
    public var reason: Reason?

    init(_ state: PhotoState, _ row: borrowing LedgerRow) {
        self.state = state
        drop = row.id(0)
        path = PathBytes(row.blob(1)).appending(PathBytes(row.blob(2)))
        store = row.optionalID(3)
        date = row.text(4)
        time = row.time(5)
        if state == .failed { reason = Reason(code: row.text(6) ?? "", message: row.text(7) ?? "") }
    }
}

extension Ledger {
    /// The duplicates of photos that count on some days, in the order of those photos; paths that are gone are left out.
    public func duplicates(on days: DaySpan, _ body: (OtherPath) throws -> Void) throws {
        try query(DayQueries.duplicates, days.values) { try body(OtherPath(.duplicate, $0)) }
    }

    /// All paths that failed, in order of drop and path; those that are gone are left out.
    public func failedPaths(_ body: (OtherPath) throws -> Void) throws {
        try query(Ledger.openPaths(.failed)) { try body(OtherPath(.failed, $0)) }
    }

    /// All paths that were seen and not audited yet, in order of drop and path; those that are gone are left out.
    public func pendingPaths(_ body: (OtherPath) throws -> Void) throws {
        try query(Ledger.openPaths(.pending)) { try body(OtherPath(.pending, $0)) }
    }

    static func openPaths(_ state: PhotoState) -> String {
        """
        SELECT f.drop_id, f.path, p.name, p.store, p.date, p.first_seen_ms, p.reason_code, p.reason_message
          FROM path p INDEXED BY path_\(state.rawValue) JOIN folder f ON f.id = p.folder_id
         WHERE p.state = '\(state.rawValue)' AND p.gone_ms IS NULL ORDER BY f.drop_id, f.path, p.name
        """
    }
}
