import Drops
import Records

/// The first line is a pattern, the rest a path. A pattern that is accepted finds in a path that is built by it what was
/// put there; of any path it gives a store that has a name and a day that exists.
func openLayout(_ bytes: [UInt8]) throws(BrokenProperty) {
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.endIndex
    let pattern = String(decoding: bytes[..<end], as: UTF8.self)
    let layout: Layout
    do throws(LayoutError) { layout = try Layout(pattern) } catch {
        try require(!error.fault.isEmpty && error.pattern == pattern, "an error that says nothing: \(error)")
        return
    }
    let path = PathBytes(Array(bytes[end...].dropFirst()))
    let place = layout.place(of: path)
    try require(place.store != "" && place.region != "", "an empty name: \(place)")
    if let date = place.date { try require(CalendarDay(date) != nil, "a day that does not exist: \(date)") }
    try require(layout.place(of: path) == place, "two answers for one path")
    _ = layout.store(ofTopFolder: path)
    try checkBuilt(layout)
}

/// Text fields take as little as they can: one letter that the pattern does not hold is found again for certain.
private func checkBuilt(_ layout: Layout) throws(BrokenProperty) {
    let pattern = Array(layout.pattern.utf8)
    let letters = (UInt8(ascii: "A")...UInt8(ascii: "z")).filter {
        Character(Unicode.Scalar($0)).isLetter && !pattern.contains($0)
    }
    guard letters.count >= 2 else { return }
    let (store, region) = (letters[0], letters[1])
    let values: [String: [UInt8]] = [
        "store": [store], "region": [region], "file": [store], "*": [region], "date": Array("2026-11-20".utf8),
        "yyyy": Array("2026".utf8), "mm": Array("11".utf8), "dd": Array("20".utf8),
    ]
    var (path, used): ([UInt8], Set<String>) = ([], [])
    var rest = pattern[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "{"), rest.first != byte, let end = rest.firstIndex(of: UInt8(ascii: "}")) {
            let name = String(decoding: rest[..<end], as: UTF8.self)
            used.insert(name)
            path += values[name] ?? []
            rest = rest[(end + 1)...]
        } else {
            path.append(byte)
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { rest = rest.dropFirst() }
        }
    }
    let expected = Place(
        store: used.contains("store") ? String(UnicodeScalar(store)) : nil,
        region: used.contains("region") ? String(UnicodeScalar(region)) : nil,
        date: used.contains("date") || used.contains("yyyy") ? "2026-11-20" : nil, fits: true)
    let found = layout.place(of: PathBytes(path))
    try require(found == expected, "\(PathBytes(path).escaped) by \(layout.pattern): \(found), not \(expected)")
}
