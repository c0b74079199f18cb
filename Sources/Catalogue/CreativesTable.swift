import Records
public import Tables

/// `creatives.csv`: the company's artworks.
///
/// A table with a header line that names the columns in any order: `id`, `file`, `slots` (one or several, with a space or `|`
/// between them), and optionally `family`, `valid_from`, `valid_to` (yyyy-mm-dd) and `text_*` (what is printed); other columns
/// are left alone. UTF-8 with or without a byte order mark, or CP949; `,`, `;` or a tab between the fields.
public struct CreativesTable: Hashable, Sendable {
    public static let name = "creatives.csv"

    /// In the table's order; of two with one id, the first.
    public let creatives: [Creative]
    /// Where each creative stands, from 1.
    public let lines: [Int]
    public let faults: [CatalogueFault]

    /// Reads the table.
    /// - Throws: `TableError` where the bytes are not text.
    public init(csv bytes: [UInt8]) throws(TableError) {
        var table = try CatalogueTable(
            file: CreativesTable.name, csv: bytes, required: ["id", "file", "slots"], aliases: ["slot": "slots"])
        var creatives: [Creative] = []
        var lines: [String: Int] = [:]
        let texts = table.columns(beginning: "text_")
        for row in table.rows {
            guard let creative = CreativesTable.creative(row, texts, &table) else { continue }
            if let first = lines[creative.id] {
                table.report(
                    row.line, .repeatedID,
                    "\(shown(creative.id)) stands on line \(first) already; give each artwork its own id")
                continue
            }
            lines[creative.id] = row.line
            creatives.append(creative)
        }
        if creatives.isEmpty, table.faults.isEmpty {
            table.report(nil, .noCreatives, "names its columns and no artwork; add a line for each")
        }
        self.creatives = creatives
        self.lines = creatives.map { lines[$0.id] ?? 0 }
        faults = table.faults
    }

    private static func creative(
        _ row: CatalogueTable.Row, _ texts: [String], _ table: inout CatalogueTable
    ) -> Creative? {
        guard let id = table.required("id", row).map(ExcelCell.bare), let file = table.required("file", row),
            let named = table.required("slots", row)
        else { return nil }
        guard isName(id) else {
            table.report(
                row.line, .badValue, "the id \(shown(id)) is empty, longer than 200 bytes or has control characters")
            return nil
        }
        guard isFileInside(file) else {
            table.report(
                row.line, .badValue,
                "the file \(shown(file)) must be a name inside the catalogue's folder, such as summer.png")
            return nil
        }
        var slots: [String] = []
        for slot in named.split(whereSeparator: { " \t|/+,;".contains($0) }).map(String.init)
        where !slots.contains(slot) {
            slots.append(slot)
        }
        guard !slots.isEmpty, slots.allSatisfy(isName) else {
            table.report(row.line, .badValue, "slots \(shown(named)) names no slot; write one or several, as top_ad")
            return nil
        }
        let days = table.days(row)
        let printed = texts.compactMap { column in table.value(column, row).map { (String(column.dropFirst(5)), $0) } }
        return Creative(
            id: id, file: file, slots: slots, family: table.value("family", row), validFrom: days.from,
            validTo: days.to,
            texts: Dictionary(printed) { first, _ in first })
    }

    /// Short and printable on one line.
    static func isName(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// A relative path that cannot leave the folder.
    static func isFileInside(_ path: String) -> Bool {
        isName(path) && !path.hasPrefix("/")
            && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !["", ".", ".."].contains($0)
            }
    }
}
