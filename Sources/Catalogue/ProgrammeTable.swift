import Records
public import Tables

/// `programme.csv`: which creative each store should show in which slot, and when.
///
/// A table with a header line that names the columns in any order: `store_id`, `slot`, `creative`, and optionally `valid_from`
/// and `valid_to` (yyyy-mm-dd). Encodings and separators as in `CreativesTable`.
public struct ProgrammeTable: Hashable, Sendable {
    public static let name = "programme.csv"

    public let programme: [ProgrammeLine]
    /// Where each of them stands, from 1.
    public let lines: [Int]
    public let faults: [CatalogueFault]

    /// No programme.
    static let empty = ProgrammeTable(programme: [], lines: [], faults: [])

    private init(programme: [ProgrammeLine], lines: [Int], faults: [CatalogueFault]) {
        self.programme = programme
        self.lines = lines
        self.faults = faults
    }

    /// Reads the table.
    /// - Parameter creatives: the ids that there are; a line with another is left out and reported.
    /// - Throws: `TableError` where the bytes are not text.
    public init(csv bytes: [UInt8], creatives: [String]) throws(TableError) {
        var table = try CatalogueTable(
            file: ProgrammeTable.name, csv: bytes, required: ["store_id", "slot", "creative"])
        let known = Set(creatives)
        var (programme, lines) = ([ProgrammeLine](), [Int]())
        for row in table.rows {
            guard let store = table.required("store_id", row).map(ExcelCell.bare),
                let slot = table.required("slot", row),
                let creative = table.required("creative", row).map(ExcelCell.bare)
            else { continue }
            guard [store, slot].allSatisfy(CreativesTable.isName) else {
                table.report(
                    row.line, .badValue,
                    "store_id \(shown(store)) or slot \(shown(slot)) is empty, longer than 200 bytes or has control characters"
                )
                continue
            }
            guard known.contains(creative) else {
                let near = NearName.of(creative, among: creatives).map { " (did you mean \($0)?)" } ?? ""
                table.report(row.line, .unknownCreative, "\(CreativesTable.name) has no \(shown(creative))\(near)")
                continue
            }
            let days = table.days(row)
            programme.append(
                ProgrammeLine(storeID: store, slot: slot, creative: creative, validFrom: days.from, validTo: days.to))
            lines.append(row.line)
        }
        self.programme = programme
        self.lines = lines
        faults = table.faults
    }
}
