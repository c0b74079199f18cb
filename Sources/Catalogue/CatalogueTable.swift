import Records
import Tables

/// One of the catalogue's tables: its rows by the names of its columns, and what is wrong with them.
struct CatalogueTable {
    let file: String
    private(set) var faults: [CatalogueFault] = []
    private(set) var rows: [Row] = []
    /// Places of the columns, by name.
    private var columns: [String: Int] = [:]

    /// A line of a table by its columns' names.
    struct Row {
        let line: Int
        let fields: [String]
    }

    /// - Parameters:
    ///   - required: columns without which the table cannot be read; the first also tells the separator.
    ///   - aliases: other names that people give a column.
    init(file: String, csv bytes: [UInt8], required: [String], aliases: [String: String] = [:]) throws(TableError) {
        self.file = file
        func names(_ row: CSVRows.Row) -> [String] {
            row.fields.map(ColumnName.plain).map { aliases[$0] ?? $0 }
        }
        let text = try TableText(bytes)
        let dialect = CSVDialect(of: text.utf8) { names($0).contains(required[0]) }
        var table = CSVRows(text.utf8, dialect: dialect)
        guard let header = table.next() else {
            report(1, .missingColumn, missing(required, []))
            return
        }
        let found = names(header)
        for (place, name) in found.enumerated() where !name.isEmpty {
            if columns[name] != nil {
                report(
                    header.line, .repeatedColumn, "the column \(shown(name)) stands there twice; leave one of them out")
            } else {
                columns[name] = place
            }
        }
        let lacking = required.filter { columns[$0] == nil }
        guard lacking.isEmpty else {
            report(header.line, .missingColumn, missing(lacking, found))
            return
        }
        for row in table { read(row, of: found.count) }
    }

    /// Names of the columns that begin so, in the table's order.
    func columns(beginning prefix: String) -> [String] {
        columns.filter { $0.key.hasPrefix(prefix) && $0.key.utf8.count > prefix.utf8.count }
            .sorted { $0.value < $1.value }.map(\.key)
    }

    /// The field without what nobody sees at its ends; nil where there is nothing.
    func value(_ column: String, _ row: Row) -> String? {
        guard let place = columns[column], place < row.fields.count else { return nil }
        let text = StoreName.tidy(row.fields[place])
        return text.isEmpty ? nil : text
    }

    /// As `value`, for a column that may not be empty.
    mutating func required(_ column: String, _ row: Row) -> String? {
        if let value = value(column, row) { return value }
        report(row.line, .missingValue, "has no \(column); fill it in or remove the line")
        return nil
    }

    /// A day, or nil for an empty field. What is not a day is reported.
    mutating func day(_ column: String, _ row: Row) -> CalendarDay? {
        guard let text = value(column, row) else { return nil }
        if let day = CalendarDay(text) { return day }
        report(row.line, .badDate, "\(column) \(shown(text)) is not a day; write it as 2026-03-01")
        return nil
    }

    /// First and last day of a line.
    mutating func days(_ row: Row) -> (from: CalendarDay?, to: CalendarDay?) {
        let (from, to) = (day("valid_from", row), day("valid_to", row))
        if let from, let to, to < from {
            report(
                row.line, .validToBeforeValidFrom,
                "valid_to \(to) lies before valid_from \(from); exchange or correct them")
        }
        return (from, to)
    }

    mutating func report(_ line: Int?, _ code: CatalogueFault.Code, _ message: String) {
        faults.append(CatalogueFault(file, line, code, message))
    }

    private mutating func read(_ row: CSVRows.Row, of count: Int) {
        guard row.fields.contains(where: { !StoreName.tidy($0).isEmpty }) else { return }
        if row.hasStrayQuote || row.hasStrayText {
            report(
                row.line, .strayQuote,
                "a quote is not closed where the field ends; close it, or write it twice inside one")
        }
        if row.fields.dropFirst(count).contains(where: { !StoreName.tidy($0).isEmpty }) {
            report(
                row.line, .extraFields,
                "has \(row.fields.count) fields under \(count) columns; put a field that holds the separator in quotes")
        }
        rows.append(Row(line: row.line, fields: row.fields))
    }

    private func missing(_ lacking: [String], _ found: [String]) -> String {
        "the first line must name the columns; it lacks \(lacking.joined(separator: ", "))"
            + (found.isEmpty ? "" : " and has " + found.prefix(8).map(shown).joined(separator: ", "))
    }
}
