public import Records

/// A line of the registry that could not be used as it stands.
public struct RegistryFault: Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case missingStoreID = "missing_store_id"
        case duplicateStore = "duplicate_store"
        case badLatitude = "bad_latitude"
        case badLongitude = "bad_longitude"
        case strayQuote = "stray_quote"
        case strayText = "stray_text"
        /// Excel wrote a long number in its short form: `1.00E+05`.
        case mangledStoreID = "mangled_store_id"
        /// Of the whole table: see `StoreRegistry.withZeros`.
        case strippedZeros = "stripped_zeros"
    }

    /// From 1; of a row that spans lines, its first; nil for the whole table.
    public let line: Int?
    public let code: Code
    public let message: String

    public var description: String { line.map { "line \($0): \(message)" } ?? message }
}

/// A registry that cannot be used at all.
public struct RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case unreadable = "registry_unreadable"
        case badEncoding = "registry_bad_encoding"
        case noHeader = "registry_no_header"
        case noStores = "registry_no_stores"
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
