import SystemCalls

/// How a table's text was encoded.
public enum TextEncoding: String, Hashable, Sendable {
    case utf8 = "UTF-8"
    /// Microsoft's superset of EUC-KR, which Korean Excel writes.
    case cp949 = "CP949"
}

/// Bytes of a table as text: UTF-8 if they are valid UTF-8, else CP949.
///
/// Korean text in CP949 is, but for contrived cases, invalid UTF-8, so validity decides.
public struct TableText: Hashable, Sendable {
    /// Without a byte order mark.
    public let utf8: [UInt8]
    public let encoding: TextEncoding

    /// - Throws: `TableError` where the bytes are text of neither encoding.
    public init(_ bytes: [UInt8]) throws(TableError) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if bytes.starts(with: mark) {
            guard String(validating: bytes, as: UTF8.self) != nil else {
                throw TableError(
                    "begins as UTF-8 (with a byte order mark) but holds bytes that are not; save it again"
                )
            }
            utf8 = Array(bytes.dropFirst(mark.count))
            encoding = .utf8
        } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw TableError("is UTF-16 (Excel's \"Unicode text\"); save it as \"CSV UTF-8\"")
        } else if String(validating: bytes, as: UTF8.self) != nil {
            utf8 = bytes
            encoding = .utf8
        } else {
            utf8 = try TableText.fromCP949(bytes)
            encoding = .cp949
        }
    }

    private static func fromCP949(_ bytes: [UInt8]) throws(TableError) -> [UInt8] {
        do throws(CP949.Failure) {
            return try CP949.utf8(of: bytes)
        } catch {
            switch error {
            case .notSupported:
                throw TableError(
                    "is not UTF-8, and this system cannot convert CP949; save it as \"CSV UTF-8\"")
            case .invalid(let offset):
                let line = 1 + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") }
                throw TableError(
                    "line \(line) is neither UTF-8 nor CP949; save it as \"CSV UTF-8\"")
            }
        }
    }
}

/// Bytes that are not text: one line that follows the file's name and says what to do.
public struct TableError: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String

    init(_ message: String) { self.message = message }

    public var description: String { message }
}
