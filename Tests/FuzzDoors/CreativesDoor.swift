import Catalogue
import Records

/// The bytes as a catalogue's `creatives.csv`: ids are names and stand once, files lie in the folder, faults name lines of the
/// table in one line of text, and a table written from the creatives gives the same creatives. Then the same bytes as a
/// `programme.csv` of these creatives.
func openCreatives(_ bytes: [UInt8]) throws(BrokenProperty) {
    guard let table = try? CreativesTable(csv: bytes) else { return }
    try require(table.lines.count == table.creatives.count, "\(table.lines.count) lines")
    try require(Set(table.creatives.map(\.id)).count == table.creatives.count, "an id that stands twice")
    for creative in table.creatives {
        try require(StoreName.tidy(creative.id) == creative.id && isOneLine(creative.id), "id \(creative.id)")
        try require(!creative.slots.isEmpty && !creative.slots.contains(""), "slots \(creative.slots)")
        let parts = creative.file.split(separator: "/", omittingEmptySubsequences: false)
        try require(!parts.contains("..") && !parts.contains(""), "file \(creative.file)")
    }
    try check(table.faults, bytes)
    let again = try? CreativesTable(csv: Array(written(table.creatives).utf8))
    // Where two days are exchanged, there is a fault, and the creative is as it was.
    try require(
        again?.creatives == table.creatives, "written and read again, other creatives: \(written(table.creatives))")
    guard let programme = try? ProgrammeTable(csv: bytes, creatives: table.creatives.map(\.id)) else { return }
    try check(programme.faults, bytes)
    for line in programme.programme {
        try require(table.creatives.contains { $0.id == line.creative }, "a line with \(line.creative)")
    }
}

private func check(_ faults: [CatalogueFault], _ bytes: [UInt8]) throws(BrokenProperty) {
    let lines = 1 + bytes.count { $0 == 0x0A || $0 == 0x0D }
    for fault in faults {
        try require(
            fault.line.map { (1...lines).contains($0) } ?? true, "a fault on line \(fault.line ?? 0) of \(lines)")
        try require(isOneLine(fault.description), "a fault of more than one line: \(fault.description)")
    }
}

private func written(_ creatives: [Creative]) -> String {
    let texts = Set(creatives.flatMap(\.texts.keys)).sorted()
    let header = ["id", "file", "slots", "family", "valid_from", "valid_to"] + texts.map { "text_\($0)" }
    let rows = creatives.map { creative in
        [
            "=\"\(creative.id)\"", creative.file, creative.slots.joined(separator: " "), creative.family ?? "",
            creative.validFrom?.description ?? "", creative.validTo?.description ?? "",
        ] + texts.map { creative.texts[$0] ?? "" }
    }
    return ([header] + rows).map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
}

private func quoted(_ field: String) -> String {
    "\"" + String(String.UnicodeScalarView(field.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] })) + "\""
}
