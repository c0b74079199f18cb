import Glibc

/// How a table's text was encoded.
public enum TextEncoding: String, Hashable, Sendable {
    case utf8 = "UTF-8"
    /// Microsoft's superset of EUC-KR, which Korean Excel writes.
    case cp949 = "CP949"
}

/// Bytes of a table as text: UTF-8 if they are valid UTF-8, else CP949.
///
/// Korean text in CP949 is, but for contrived cases, invalid UTF-8, so validity decides.
struct TableText {
    let utf8: [UInt8]
    let encoding: TextEncoding

    init(_ bytes: [UInt8]) throws(RegistryError) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if bytes.starts(with: mark) {
            guard String(validating: bytes, as: UTF8.self) != nil else {
                throw RegistryError(
                    .badEncoding, "begins as UTF-8 (with a byte order mark) but holds bytes that are not; save it again"
                )
            }
            utf8 = Array(bytes.dropFirst(mark.count))
            encoding = .utf8
        } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw RegistryError(.badEncoding, "is UTF-16 (Excel's \"Unicode text\"); save it as \"CSV UTF-8\"")
        } else if String(validating: bytes, as: UTF8.self) != nil {
            utf8 = bytes
            encoding = .utf8
        } else {
            utf8 = try TableText.fromCP949(bytes)
            encoding = .cp949
        }
    }

    /// Text that is CP949 from end to end, with letters outside ASCII; nil for anything else.
    static func korean(_ bytes: [UInt8]) -> String? {
        guard let utf8 = try? fromCP949(bytes) else { return nil }
        return String(validating: utf8, as: UTF8.self)
    }

    /// iconv(3) of the C library.
    private static func fromCP949(_ bytes: [UInt8]) throws(RegistryError) -> [UInt8] {
        let converter = iconv_open("UTF-8", "CP949")
        guard converter != iconv_t(bitPattern: -1) else {
            throw RegistryError(
                .badEncoding, "is not UTF-8, and this system cannot convert CP949; save it as \"CSV UTF-8\"")
        }
        defer { iconv_close(converter) }
        // A CP949 character of one or two bytes takes at most three in UTF-8.
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: 3 * bytes.count + 16)
        var (inputLeft, outputLeft) = (input.count, output.count)
        let failed = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var (from, to) = (input.baseAddress, output.baseAddress)
                return iconv(converter, &from, &inputLeft, &to, &outputLeft) == -1
            }
        }
        guard !failed else {
            let line = 1 + bytes.prefix(bytes.count - inputLeft).count { $0 == UInt8(ascii: "\n") }
            throw RegistryError(
                .badEncoding, "line \(line) is neither UTF-8 nor CP949; save it as \"CSV UTF-8\"")
        }
        return output.prefix(output.count - outputLeft).map { UInt8(bitPattern: $0) }
    }
}
