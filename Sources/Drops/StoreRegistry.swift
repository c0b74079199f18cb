import Foundation
public import Records
import SystemCalls

/// A store as the registry lists it.
public struct Store: Hashable, Sendable {
    public var id: String
    public var name: String?
    public var region: String?
    /// Degrees, north positive.
    public var latitude: Double?
    /// Degrees, east positive.
    public var longitude: Double?

    public init(
        id: String, name: String? = nil, region: String? = nil, latitude: Double? = nil, longitude: Double? = nil
    ) {
        self.id = id
        self.name = name
        self.region = region
        self.latitude = latitude
        self.longitude = longitude
    }
}

/// The stores of a branch, read from `stores.csv`.
///
/// A table with a header line that names the columns in any order: `store_id` (required), `name`, `region`, `lat`, `lon`;
/// other columns are left alone. UTF-8 with or without a byte order mark, or CP949. A faulty line is reported with its
/// number and does not stop the others.
public struct StoreRegistry: Sendable {
    /// By identifier in composed form (NFC), as `Place.store` has it.
    public let stores: [String: Store]
    /// What was wrong, line by line.
    public let faults: [RegistryFault]
    public let encoding: TextEncoding

    /// No stores.
    public static let empty = StoreRegistry(stores: [:], faults: [], encoding: .utf8)

    private init(stores: [String: Store], faults: [RegistryFault], encoding: TextEncoding) {
        self.stores = stores
        self.faults = faults
        self.encoding = encoding
    }

    /// The store of this identifier.
    public subscript(id: String) -> Store? { stores[id] }

    /// Reads a file of at most 64 MiB.
    public init(contentsOf path: PathBytes) throws(RegistryError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(path)
        } catch {
            throw RegistryError(.unreadable, error.description, path: path)
        }
        do throws(RegistryError) {
            try self.init(csv: bytes)
        } catch {
            throw RegistryError(error.code, error.message, path: path)
        }
    }

    /// Reads a table.
    public init(csv bytes: [UInt8]) throws(RegistryError) {
        let text = try TableText(bytes)
        var rows = CSVRows(text.utf8)
        guard let header = rows.next() else { throw RegistryError(.noHeader, "is empty") }
        let columns = try Columns(header)
        var reader = RegistryReader(columns: columns)
        for row in rows { reader.read(row) }
        self.init(stores: reader.stores, faults: reader.faults, encoding: text.encoding)
    }
}

/// A line of the registry that could not be used as it stands.
public struct RegistryFault: Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case missingStoreID = "missing_store_id"
        case duplicateStore = "duplicate_store"
        case badLatitude = "bad_latitude"
        case badLongitude = "bad_longitude"
        case unclosedQuote = "unclosed_quote"
        case strayText = "stray_text"
    }

    /// From 1; of a row that spans lines, its first.
    public let line: Int
    public let code: Code
    public let message: String

    public var description: String { "line \(line): \(message)" }
}

/// A registry that cannot be used at all.
public struct RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case unreadable = "registry_unreadable"
        case badEncoding = "registry_bad_encoding"
        case noHeader = "registry_no_header"
    }

    public let code: Code
    public let message: String
    public let path: PathBytes?

    init(_ code: Code, _ message: String, path: PathBytes? = nil) {
        self.code = code
        self.message = message
        self.path = path
    }

    public var description: String { "store registry\(path.map { " " + $0.escaped } ?? ""): \(message)" }
}

/// Which column holds what.
private struct Columns {
    let id: Int
    let name, region, latitude, longitude: Int?

    init(_ header: CSVRows.Row) throws(RegistryError) {
        let names = header.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        guard let id = names.firstIndex(of: "store_id") else {
            throw RegistryError(
                .noHeader,
                "the first line must name the columns (store_id,name,region,lat,lon); it has no store_id")
        }
        self.id = id
        name = names.firstIndex(of: "name")
        region = names.firstIndex(of: "region")
        latitude = names.firstIndex(of: "lat")
        longitude = names.firstIndex(of: "lon")
    }
}

private struct RegistryReader {
    let columns: Columns
    private(set) var stores: [String: Store] = [:]
    private(set) var faults: [RegistryFault] = []
    private var lines: [String: Int] = [:]

    init(columns: Columns) { self.columns = columns }

    mutating func read(_ row: CSVRows.Row) {
        func field(_ column: Int?) -> String? {
            guard let column, column < row.fields.count else { return nil }
            let text = row.fields[column].trimmingCharacters(in: .whitespaces)
            return text.isEmpty ? nil : text.precomposedStringWithCanonicalMapping
        }
        if row.isUnclosed {
            report(row, .unclosedQuote, "a quote that opens here is never closed; the rest of the file was not read")
            return
        }
        if row.hasStrayText { report(row, .strayText, "text stands between a closing quote and the next comma") }
        guard let id = field(columns.id) else {
            if row.fields.contains(where: { !$0.isEmpty }) { report(row, .missingStoreID, "has no store_id") }
            return
        }
        if let first = lines[id] {
            report(row, .duplicateStore, "store \(id) stands on line \(first) already; that one is kept")
            return
        }
        lines[id] = row.line
        stores[id] = Store(
            id: id, name: field(columns.name), region: field(columns.region),
            latitude: degrees(field(columns.latitude), 90, row, .badLatitude),
            longitude: degrees(field(columns.longitude), 180, row, .badLongitude))
    }

    private mutating func degrees(
        _ text: String?, _ limit: Double, _ row: CSVRows.Row, _ code: RegistryFault.Code
    ) -> Double? {
        guard let text else { return nil }
        if let value = Double(text), abs(value) <= limit { return value }
        report(row, code, "\"\(PathBytes(text).escaped)\" is no number of degrees within ±\(Int(limit))")
        return nil
    }

    private mutating func report(_ row: CSVRows.Row, _ code: RegistryFault.Code, _ message: String) {
        faults.append(RegistryFault(line: row.line, code: code, message: message))
    }
}
