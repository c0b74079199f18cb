import Records
import Stores

/// The bytes as a branch's `stores.csv`: identifiers are those that a folder could have, coordinates are degrees, faults
/// name lines of the table, and a table written from the stores gives the same stores.
func openCSV(_ bytes: [UInt8]) throws(BrokenProperty) {
    guard let registry = read(bytes) else { return }
    for (id, store) in registry.stores {
        try require(!id.isEmpty && id == store.id && StoreName.tidy(id) == id, "store \"\(PathBytes(id).escaped)\"")
        try require(store.latitude.map { (-90...90).contains($0) } ?? true, "latitude \(store.latitude ?? 0)")
        try require(
            store.further.count <= 6 && store.further.allSatisfy { !$0.value.isEmpty && $0.value.count <= 200 },
            "further columns of \"\(PathBytes(id).escaped)\"")
        try require(store.longitude.map { (-180...180).contains($0) } ?? true, "longitude \(store.longitude ?? 0)")
    }
    let lines = 1 + bytes.count { $0 == 0x0A || $0 == 0x0D }
    for fault in registry.faults {
        try require(
            fault.line.map { (1...lines).contains($0) } ?? true, "a fault on line \(fault.line ?? 0) of \(lines)")
        try require(isOneLine(fault.message), "a fault of more than one line: \(fault.message)")
    }
    let table = registry.stores.values.map(row).reduce("store_id,name,region,lat,lon\r\n", +)
    // Further columns are shown, not used: they are not written again.
    func plain(_ stores: [String: Store]?) -> [String: Store]? {
        stores?.mapValues {
            Store(id: $0.id, name: $0.name, region: $0.region, latitude: $0.latitude, longitude: $0.longitude)
        }
    }
    try require(
        plain(read(Array(table.utf8))?.stores) == plain(registry.stores),
        "written and read again, other stores: \(table)")
}

private func read(_ bytes: [UInt8]) -> StoreRegistry? { try? StoreRegistry(csv: bytes) }

private func row(_ store: Store) -> String {
    // `="…"` around an identifier is what keeps Excel from reading it as a number, and what it looks like stays as it is.
    let fields = [
        "=\"\(store.id)\"", store.name ?? "", store.region ?? "", store.latitude.map { "\($0)" } ?? "",
        store.longitude.map { "\($0)" } ?? "",
    ]
    let quoted = fields.map { field in
        "\"" + String(String.UnicodeScalarView(field.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] })) + "\""
    }
    return quoted.joined(separator: ",") + "\r\n"
}

/// Safe to print on one line.
func isOneLine(_ text: String) -> Bool { !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
