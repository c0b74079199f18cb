/// Rows of comma-separated values (RFC 4180), with the line each begins on.
///
/// Fields may be quoted and then hold commas, line ends and doubled quotes; line ends are CRLF, LF or CR.
struct CSVRows: Sequence, IteratorProtocol {
    struct Row: Equatable {
        /// From 1.
        var line: Int
        var fields: [String]
        /// The quote that opened a field was never closed: the file ends inside it.
        var isUnclosed = false
        /// Something stood between a closing quote and the next comma.
        var hasStrayText = false
    }

    private var rest: ArraySlice<UInt8>
    private var line = 1

    init(_ utf8: [UInt8]) { rest = utf8[...] }

    mutating func next() -> Row? {
        guard !rest.isEmpty else { return nil }
        var row = Row(line: line, fields: [])
        while true {
            row.fields.append(rest.first == UInt8(ascii: "\"") ? quoted(&row) : plain())
            guard rest.first == UInt8(ascii: ",") else { break }
            rest = rest.dropFirst()
        }
        endLine()
        return row
    }

    private mutating func plain() -> String {
        let end = rest.firstIndex { $0 == UInt8(ascii: ",") || isLineEnd($0) } ?? rest.endIndex
        defer { rest = rest[end...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private mutating func quoted(_ row: inout Row) -> String {
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
                let stray = plain()
                row.hasStrayText = row.hasStrayText || !stray.isEmpty
                return String(decoding: field, as: UTF8.self) + stray
            }
        }
        row.isUnclosed = true
        return String(decoding: field, as: UTF8.self)
    }

    private mutating func endLine() {
        guard let end = rest.popFirst() else { return }
        if end == UInt8(ascii: "\r"), rest.first == UInt8(ascii: "\n") { rest = rest.dropFirst() }
        line += 1
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
