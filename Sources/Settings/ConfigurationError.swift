public import Records

/// Why a configuration cannot be used: in which file, at which key, and what to do.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `configuration_syntax`, `configuration_unknown_key`, `configuration_repeated_key`, `configuration_missing_key`,
    /// `configuration_bad_value`, `configuration_unreadable`.
    public var code: String
    public var origin: String
    /// Where in the text; nil where it could not be read.
    public var place: TextPlace?
    /// `drops.0.marker`; empty for the whole.
    public var key: String
    public var message: String

    /// - Parameters:
    ///   - code: as listed at `code`, or what a command found amiss with what the configuration names.
    ///   - origin: the file.
    ///   - key: dotted; empty for the whole.
    public init(code: String, origin: String, place: TextPlace? = nil, key: String, message: String) {
        self.code = code
        self.origin = origin
        self.place = place
        self.key = key
        self.message = message
    }

    public var description: String {
        let location = place.map { ", line \($0.line), column \($0.column)" } ?? ""
        return key.isEmpty ? "\(origin)\(location): \(message)" : "\(origin)\(location): \(key): \(message)"
    }
}
