/// What stands between the fields of a table, as the program that wrote it has it.
///
/// Excel writes `;` where the comma is the decimal sign, a tab when it saves "text", and a first line `sep=;` where it was
/// asked to be clear.
public struct CSVDialect: Hashable, Sendable {
    /// The byte between two fields.
    public var separator: UInt8
    /// Bytes before the header: a `sep=` line and empty lines.
    public var start: Int
    /// Lines before the header.
    public var lines: Int

    /// What may stand between two fields.
    public static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    /// Reads it off the first lines: the separator that makes of the header a line with the column asked for, else the
    /// comma.
    public init(of utf8: [UInt8], holdsColumn: (CSVRows.Row) -> Bool) {
        (separator, start, lines) = (UInt8(ascii: ","), 0, 0)
        var stated: UInt8?
        while start < utf8.count {
            let end = utf8[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? utf8.endIndex
            let line = utf8[start..<end]
            if let sign = CSVDialect.statedSeparator(line), stated == nil {
                stated = sign
            } else if !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                break
            }
            let isPair = end + 1 < utf8.count && utf8[end] == 0x0D && utf8[end + 1] == 0x0A
            start = min(end + (isPair ? 2 : 1), utf8.count)
            lines += 1
        }
        if let stated {
            separator = stated
            return
        }
        separator =
            CSVDialect.separators.first { sign in
                var rows = CSVRows(utf8, dialect: CSVDialect(separator: sign, start: start, lines: lines))
                return rows.next().map(holdsColumn) ?? false
            } ?? UInt8(ascii: ",")
    }

    /// A dialect that is known.
    public init(separator: UInt8 = UInt8(ascii: ","), start: Int = 0, lines: Int = 0) {
        self.separator = separator
        self.start = start
        self.lines = lines
    }

    /// The sign of a line `sep=;`, quoted or not.
    private static func statedSeparator(_ line: ArraySlice<UInt8>) -> UInt8? {
        let text = line.filter { $0 != UInt8(ascii: "\"") }
        guard text.count == 5, text.starts(with: "sep=".utf8) || text.starts(with: "SEP=".utf8) else { return nil }
        return text.last
    }
}
