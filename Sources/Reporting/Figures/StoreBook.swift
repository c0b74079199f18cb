import Foundation
import Ledger
import Stores

/// The stores of a report: the ledger's, or those of a registry that was given.
struct StoreBook: Sendable {
    struct Entry: Sendable {
        var id: String
        var name: String?
        var region: String?
        var registered: Bool
        /// Phone, address and the like, from further columns of the registry.
        var further: [Store.Further] = []
    }

    /// By the ledger's row; a registered store that the ledger never saw has a negative one.
    private(set) var entries: [StoreRow: Entry] = [:]
    /// What the report is limited to; nil: everything.
    private(set) var scope: Set<StoreRow>?

    init(_ ledger: Ledger, _ request: ReportRequest) throws {
        var rows: [String: StoreRow] = [:]
        for store in try ledger.stores() {
            rows[store.storeID] = store.row
            entries[store.row] = Entry(
                id: store.storeID, name: store.name, region: store.region, registered: store.isRegistered)
        }
        if let registry = request.registry { replace(registry, rows) }
        guard request.region != nil || request.store != nil else { return }
        let inside = entries.filter { _, entry in
            (request.region == nil || entry.region == request.region)
                && (request.store == nil || entry.id == request.store)
        }
        guard !inside.isEmpty else {
            let wanted = [request.store.map { "store \($0)" }, request.region.map { "region \($0)" }]
            throw ReportError(
                code: .unknownScope,
                message: "no \(wanted.compactMap { $0 }.joined(separator: " in ")) is known; "
                    + "look for its spelling in stores.csv or in the ledger's view `stores`")
        }
        scope = Set(inside.keys)
    }

    private mutating func replace(_ registry: StoreRegistry, _ rows: [String: StoreRow]) {
        for key in entries.keys { entries[key]?.registered = false }
        var next: Int64 = -1
        for store in registry.stores.values.sorted(by: { $0.id < $1.id }) {
            let row = rows[store.id] ?? StoreRow(next)
            if row.number == next { next -= 1 }
            entries[row] = Entry(
                id: store.id, name: store.name ?? entries[row]?.name, region: store.region, registered: true,
                further: store.further)
        }
    }

    subscript(row: StoreRow) -> Entry { entries[row] ?? Entry(id: "", name: nil, region: nil, registered: false) }

    /// True where a photo of this store (nil: of none) belongs to the report.
    func includes(_ store: StoreRow?) -> Bool {
        guard let scope else { return true }
        return store.map { scope.contains($0) } ?? false
    }

    /// Registered stores that belong to the report.
    var registered: [StoreRow] { entries.filter { $0.value.registered && includes($0.key) }.keys.sorted() }

    /// Nil where there is no registry at all.
    var hasRegistry: Bool { entries.contains { $0.value.registered } }
}
