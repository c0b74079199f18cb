/// Numbers and bytes one after the other, as the compiled file has them.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    /// Unsigned, 7 bits a byte, the lowest first (LEB128).
    mutating func number(_ value: Int) {
        var rest = UInt64(bitPattern: Int64(value))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func text(_ text: String) {
        number(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Little-endian.
    mutating func fixed(_ value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func raw(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }
}

/// Reads what `ByteWriter` wrote; what is not there throws, whatever the bytes.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }
    var count: Int { rest.count }

    /// - Parameter limit: the largest value that makes sense here.
    mutating func number(upTo limit: Int) throws(CatalogueError) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 63, by: 7) {
            guard let byte = rest.popFirst() else { throw damage("ends inside a number") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 {
                guard value <= UInt64(max(0, limit)) else {
                    throw damage("has a number of \(value), more than \(limit)")
                }
                return Int(value)
            }
        }
        throw damage("has a number that does not end")
    }

    /// An index into a list of `count`.
    mutating func place(in count: Int) throws(CatalogueError) -> Int {
        guard count > 0 else { throw damage("points into an empty list") }
        return try number(upTo: count - 1)
    }

    mutating func text(upTo limit: Int) throws(CatalogueError) -> String {
        let bytes = try raw(try number(upTo: limit))
        guard let text = String(validating: bytes, as: UTF8.self) else { throw damage("has a text that is not UTF-8") }
        return text
    }

    mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type) throws(CatalogueError) -> Value
    {
        let bytes = try raw(Value.bitWidth / 8)
        return bytes.reversed().reduce(0) { $0 << 8 | Value($1) }
    }

    mutating func raw(_ count: Int) throws(CatalogueError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw damage("ends before its last \(count) bytes") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

/// Only bytes that a program of ours did not write come here: the file's hash is checked first.
func damage(_ what: String) -> CatalogueError {
    CatalogueError(.damaged, "\(what); build it again with `sightline catalogue build`")
}
