public import Tables

/// What a shop sells: the code, the name and the price as they are printed on its tag.
public struct Product: Hashable, Sendable {
    public let code: String
    public let name: String?
    /// Digits, with a point before hundredths.
    public let price: String?

    public init(code: String, name: String? = nil, price: String? = nil) {
        self.code = code
        self.name = name
        self.price = price
    }
}

/// `products.csv`: what texts that were read are looked up in.
///
/// A table with a header line that names the columns in any order: `code`, and optionally `name` and `price`. UTF-8 or CP949;
/// `,`, `;` or a tab between the fields.
public struct ProductsTable: Hashable, Sendable {
    public static let name = "products.csv"

    /// In the table's order; of two with one code, the first.
    public let products: [Product]
    public let faults: [CatalogueFault]

    /// Reads the table.
    /// - Throws: `TableError` where the bytes are not text.
    public init(csv bytes: [UInt8]) throws(TableError) {
        var table = try CatalogueTable(file: ProductsTable.name, csv: bytes, required: ["code"])
        var (products, lines): ([Product], [String: Int]) = ([], [:])
        for row in table.rows {
            guard let code = table.required("code", row).map(ExcelCell.bare) else { continue }
            guard CreativesTable.isName(code) else {
                table.report(row.line, .badValue, "the code \(shown(code)) is longer than 200 bytes; correct it")
                continue
            }
            if let first = lines[code] {
                table.report(
                    row.line, .repeatedID,
                    "\(shown(code)) stands on line \(first) already; give each product its own"
                        + " code")
                continue
            }
            let written = table.value("price", row)
            let price = written.flatMap(ProductsTable.price)
            if let written, price == nil {
                table.report(row.line, .badValue, "the price \(shown(written)) is not a number; write it as 4500")
            }
            lines[code] = row.line
            products.append(Product(code: code, name: table.value("name", row), price: price))
        }
        self.products = products
        faults = table.faults
    }

    /// `4,500원` is `4500`, `4.50` stays.
    private static func price(_ text: String) -> String? {
        let kept = text.filter { !" ,'¥₩$€£원円".contains($0) }
        let parts = kept.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.count <= 9 }),
            parts.joined().allSatisfy({ "0" <= $0 && $0 <= "9" })
        else { return nil }
        return parts.count == 2 && parts[1].allSatisfy { $0 == "0" } ? String(parts[0]) : kept
    }
}
