import Glibc

/// Text in CP949, Microsoft's superset of EUC-KR, which Korean Windows programs write; converted by iconv(3).
public enum CP949 {
    /// Why bytes could not be converted.
    public enum Failure: Error, Hashable, Sendable {
        /// This system's C library has no table of CP949.
        case notSupported
        /// The byte at this place begins no character of CP949.
        case invalid(offset: Int)
    }

    /// The bytes as UTF-8.
    public static func utf8(of bytes: [UInt8]) throws(Failure) -> [UInt8] {
        let converter = iconv_open("UTF-8", "CP949")
        guard converter != iconv_t(bitPattern: -1) else { throw .notSupported }
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
        guard !failed else { throw .invalid(offset: bytes.count - inputLeft) }
        return output.prefix(output.count - outputLeft).map { UInt8(bitPattern: $0) }
    }

    /// Text that is CP949 from end to end; nil for anything else.
    public static func text(of bytes: [UInt8]) -> String? {
        guard let utf8 = try? utf8(of: bytes) else { return nil }
        return String(validating: utf8, as: UTF8.self)
    }
}
