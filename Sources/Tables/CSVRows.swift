/// Rows of comma-separated values (RFC 4180), with the line each begins on.
///
/// Fields may be quoted and then hold separators, line ends and doubled quotes; line ends are CRLF, LF or CR. A quote that
/// is plainly a stray one (never closed, or closed lines later in the middle of another field) opens nothing: it is left
/// out, the row is marked, and the lines behind it are rows as ever.
public struct CSVRows: Sequence, IteratorProtocol {
    /// One row as it was written.
    public struct Row: Hashable, Sendable {
        /// From 1.
        public var line: Int
        public var fields: [String]
        /// A quote opened a field and closed none: it was left out.
        public var hasStrayQuote = false
        /// Something stood between a closing quote and the next separator.
        public var hasStrayText = false
    }

    private var rest: ArraySlice<UInt8>
    private var line: Int
    private let separator: UInt8

    /// The rows of text in UTF-8, the header first.
    public init(_ utf8: [UInt8], dialect: CSVDialect = CSVDialect()) {
        rest = utf8[dialect.start...]
        line = dialect.lines + 1
        separator = dialect.separator
    }

    /// The next row; nil at the end.
    public mutating func next() -> Row? {
        guard !rest.isEmpty else { return nil }
        var row = Row(line: line, fields: [])
        while true {
            row.fields.append(rest.first == UInt8(ascii: "\"") ? quoted(&row) : plain())
            guard rest.first == separator else { break }
            rest = rest.dropFirst()
        }
        endLine()
        return row
    }

    private mutating func plain() -> String {
        let end = rest.firstIndex { $0 == separator || isLineEnd($0) } ?? rest.endIndex
        defer { rest = rest[end...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private mutating func quoted(_ row: inout Row) -> String {
        let (start, firstLine) = (rest, line)
        var field: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\"") else {
                if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && rest.first != UInt8(ascii: "\n")) {
                    line += 1
                }
                field.append(byte)
                continue
            }
            if rest.first == UInt8(ascii: "\"") {
                field.append(byte)
                rest = rest.dropFirst()
            } else {
                let text = plain()
                if !text.isEmpty, line > firstLine {
                    (rest, line) = (start, firstLine)
                    return stray(&row)
                }
                row.hasStrayText = row.hasStrayText || !text.isEmpty
                return String(decoding: field, as: UTF8.self) + text
            }
        }
        (rest, line) = (start, firstLine)
        return stray(&row)
    }

    private mutating func stray(_ row: inout Row) -> String {
        row.hasStrayQuote = true
        rest = rest.dropFirst()
        return plain()
    }

    private mutating func endLine() {
        guard let end = rest.popFirst() else { return }
        if end == UInt8(ascii: "\r"), rest.first == UInt8(ascii: "\n") { rest = rest.dropFirst() }
        line += 1
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
