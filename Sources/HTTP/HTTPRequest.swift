/// A request as the parser lets it through: everything in it is plain ASCII but the body.
public struct HTTPRequest: Hashable, Sendable {
    /// What may be asked for; all else is refused before it is read.
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
    }

    public var method: Method
    /// Begins with a slash; its parts are letters, digits, `-`, `_` and `.`, none empty and none `.` or `..`.
    public var path: String
    /// Names and values of the same letters; a name that comes twice is refused.
    public var query: [String: String]
    /// By lower-case name; each was there once.
    public var headers: [String: String]
    public var body: [UInt8]
    /// The caller wants the connection ended after the answer.
    public var closes: Bool

    public init(
        method: Method, path: String, query: [String: String] = [:], headers: [String: String] = [:],
        body: [UInt8] = [], closes: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.closes = closes
    }

    /// The parts of the path between its slashes.
    public var parts: [String] { path.split(separator: "/").map(String.init) }

    /// The value of a cookie; nil where there is none of that name, or several.
    public func cookie(_ name: String) -> String? {
        let found = (headers["cookie"] ?? "").split(separator: ";").compactMap { pair -> String? in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, sides[0].drop(while: { $0 == " " }) == name[...] else { return nil }
            return String(sides[1])
        }
        return found.count == 1 ? found[0] : nil
    }
}

/// Why a request is refused: the connection ends with this answer.
public enum HTTPFault: Int, Error, Hashable, Sendable {
    /// It breaks the grammar, or may be read in two ways.
    case malformed = 400
    case methodNotAllowed = 405
    /// The caller was too slow.
    case timeout = 408
    case lengthRequired = 411
    case bodyTooLarge = 413
    case targetTooLong = 414
    case expectationFailed = 417
    case headTooLarge = 431
    /// A transfer coding, which nobody who calls this server needs.
    case notImplemented = 501
    case overloaded = 503
    case versionNotSupported = 505
}
