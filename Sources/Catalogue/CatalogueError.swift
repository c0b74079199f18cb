public import Records

/// A catalogue that cannot be used at all: one line that says what happened, to which file, and what to do.
public struct CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        /// A file or folder that cannot be read or written.
        case unreadable = "catalogue_unreadable"
        /// A file that is not a compiled catalogue.
        case notCompiled = "not_a_compiled_catalogue"
        /// A compiled catalogue of a version that this program does not read.
        case otherVersion = "catalogue_of_another_version"
        /// A compiled catalogue whose bytes are not those that were written.
        case damaged = "catalogue_damaged"
        /// A folder with faults that keep it from being compiled.
        case faulty = "catalogue_faulty"
        /// A compiled catalogue whose features another network made.
        case otherDescriber = "catalogue_for_another_network"
        /// Features that fit no compiled catalogue.
        case badFeatures = "bad_features"
    }

    public let code: Code
    public let message: String
    public let path: PathBytes?

    package init(_ code: Code, _ message: String, path: PathBytes? = nil) {
        self.code = code
        self.message = message
        self.path = path
    }

    /// The same about a file.
    func at(_ path: PathBytes) -> CatalogueError { CatalogueError(code, message, path: path) }

    public var description: String { "catalogue\(path.map { " " + $0.escaped } ?? ""): \(message)" }
}
