import Foundation
import Records
import Tables

/// Which column holds what.
struct RegistryColumns {
    let id: Int
    let name, region, latitude, longitude: Int?
    /// Other columns, at most `mostFurther`, with their titles.
    let further: [(column: Int, title: String)]

    private static let mostFurther = 6
    /// Characters that are kept of a title or a field of such a column.
    static let longestFurther = 200

    init(_ header: CSVRows.Row) throws(RegistryError) {
        let names = header.fields.map(ColumnName.plain)
        guard let id = RegistryColumns.indexOfID(in: header) else {
            let found = header.fields.prefix(8).map { "\"\(PathBytes(String($0.prefix(40))).escaped)\"" }
            throw RegistryError(
                .noHeader,
                "the first line must name the columns (store_id,name,region,lat,lon); it has no store_id but "
                    + found.joined(separator: ", "))
        }
        self.id = id
        name = names.firstIndex(of: "name")
        region = names.firstIndex(of: "region")
        latitude = names.firstIndex(of: "lat")
        longitude = names.firstIndex(of: "lon")
        let known = Set([id, name, region, latitude, longitude].compactMap { $0 })
        further = Array(
            header.fields.indices.filter { !known.contains($0) && !StoreName.tidy(header.fields[$0]).isEmpty }
                .prefix(Self.mostFurther).map {
                    ($0, String(StoreName.tidy(header.fields[$0]).prefix(Self.longestFurther)))
                })
    }

    static func indexOfID(in header: CSVRows.Row) -> Int? {
        header.fields.map(ColumnName.plain).firstIndex(of: "store_id")
    }
}

/// Rows to stores, and what is wrong with them.
struct RegistryReader {
    let columns: RegistryColumns
    /// Where `;` or a tab separates, `37,5` is a number.
    let hasDecimalComma: Bool
    private(set) var stores: [String: Store] = [:]
    private(set) var faults: [RegistryFault] = []
    private var lines: [String: Int] = [:]

    init(columns: RegistryColumns, hasDecimalComma: Bool) {
        self.columns = columns
        self.hasDecimalComma = hasDecimalComma
    }

    mutating func read(_ row: CSVRows.Row) {
        func field(_ column: Int?) -> String? {
            guard let column, column < row.fields.count else { return nil }
            let text = StoreName.tidy(row.fields[column])
            return text.isEmpty ? nil : text
        }
        if row.hasStrayQuote {
            report(
                row, .strayQuote, "a quote opens here and closes nothing; it is left out, the line is read without it")
        }
        if row.hasStrayText { report(row, .strayText, "text stands between a closing quote and the next separator") }
        guard let id = field(columns.id).map(ExcelCell.bare), !id.isEmpty else {
            if row.fields.contains(where: { !StoreName.tidy($0).isEmpty }) {
                report(row, .missingStoreID, "has no store_id")
            }
            return
        }
        if let first = lines[id] {
            report(
                row, .duplicateStore, "store \(PathBytes(id).escaped) stands on line \(first) already; that one is kept"
            )
            return
        }
        if RegistryReader.isShortForm(id) {
            report(
                row, .mangledStoreID,
                "\(PathBytes(id).escaped) looks like a long number as Excel shortens it; format the column as text and "
                    + "enter it again")
        }
        lines[id] = row.line
        stores[id] = Store(
            id: id, name: field(columns.name), region: field(columns.region),
            latitude: degrees(field(columns.latitude), 90, row, .badLatitude),
            longitude: degrees(field(columns.longitude), 180, row, .badLongitude))
        stores[id]?.further = columns.further.compactMap { column, title in
            field(column).map { .init(title: title, value: String($0.prefix(RegistryColumns.longestFurther))) }
        }
    }

    /// `1.00E+05`.
    private static func isShortForm(_ id: String) -> Bool {
        guard let exponent = id.range(of: "E+") else { return false }
        let number = id[..<exponent.lowerBound]
        return number.contains(".") && Double(number) != nil && Int(id[exponent.upperBound...]) != nil
    }

    private mutating func degrees(
        _ text: String?, _ limit: Double, _ row: CSVRows.Row, _ code: RegistryFault.Code
    ) -> Double? {
        guard let text else { return nil }
        let number = hasDecimalComma ? text.replacing(",", with: ".") : text
        if let value = Double(number), abs(value) <= limit { return value }
        report(row, code, "\"\(PathBytes(text).escaped)\" is not a number of degrees within ±\(Int(limit))")
        return nil
    }

    private mutating func report(_ row: CSVRows.Row, _ code: RegistryFault.Code, _ message: String) {
        faults.append(RegistryFault(line: row.line, code: code, message: message))
    }
}
