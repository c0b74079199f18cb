import Foundation
public import Records

/// Which records to read; an empty list asks for nothing.
public struct RecordFilter: Hashable, Sendable {
    public enum Which: Hashable, Sendable {
        /// Those that represent a path now.
        case current
        /// Current ones that are in no bundle yet and have not left (moved or withdrawn before they were published).
        case unbundled
        /// In no bundle, superseded or not.
        case inNoBundle
        /// Those of one bundle, superseded since or not.
        case bundle(BundleID)
        /// Also superseded ones.
        case all
    }

    public var which: Which = .current
    public var drop: DropID?
    public var storeID: String?
    /// Any of these stores; nil: all.
    public var stores: Set<String>?
    /// The registry's region.
    public var region: String?
    /// Days of the visit, `yyyy-mm-dd`, both inclusive.
    public var dates: ClosedRange<String>?
    public var state: PhotoState?
    /// Those that this run made.
    public var run: RunID?
    public var verdict: Verdict?
    /// Without photos that count at another path (moved) or were withdrawn.
    public var countedOnly = false

    public init(_ which: Which = .current) { self.which = which }

    /// The query for record numbers in (drop, path) order; equal paths, old to new.
    var query: (sql: String, values: [LedgerValue]) {
        var conditions: [String] = []
        var values: [LedgerValue] = []
        func add(_ condition: String, _ value: LedgerValue) {
            values.append(value)
            conditions.append(condition.replacing("?", with: "?\(values.count)"))
        }
        switch which {
        case .current: conditions.append("r.current = 1")
        case .unbundled: conditions.append("r.current = 1 AND r.bundle_id IS NULL AND r.left_ms IS NULL")
        case .inNoBundle: conditions.append("r.bundle_id IS NULL")
        case .bundle(let id): add("r.bundle_id = ?", id.value)
        case .all: break
        }
        if let drop { add("r.drop_id = ?", drop.value) }
        if let storeID { add("s.store_id = ?", .text(storeID)) }
        if let stores {
            let list = (try? JSONEncoder().encode(stores.sorted())).map { String(decoding: $0, as: UTF8.self) }
            add("s.store_id IN (SELECT value FROM json_each(?))", .text(list ?? "[]"))
        }
        if let region { add("s.region = ?", .text(region)) }
        if let dates {
            add("r.date >= ?", .text(dates.lowerBound))
            add("r.date <= ?", .text(dates.upperBound))
        }
        if let state { add("r.state = ?", .text(state.rawValue)) }
        if let run { add("r.run = ?", run.value) }
        if countedOnly { conditions.append("r.left_ms IS NULL") }
        if let verdict { add("r.verdict = ?", .text(verdict.rawValue)) }
        // Without a narrower condition the records are walked in the order asked for, drop by drop, unsorted.
        let index: String? =
            switch which {
            case .current where dates == nil: "record_current"
            case .unbundled: "record_unbundled"
            case .current, .inNoBundle, .bundle, .all: nil
            }
        let records = index.map { "CROSS JOIN record r INDEXED BY \($0)" } ?? "JOIN record r"
        let restriction = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let sql = """
            SELECT r.id FROM drop_root d \(records) ON r.drop_id = d.id LEFT JOIN store s ON s.id = r.store\
            \(restriction) ORDER BY d.name, r.path, r.id
            """
        return (sql, values)
    }
}
