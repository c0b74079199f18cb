import Foundation
import Records

/// Writes whole lines to standard output; a reader that went away ends the output quietly.
struct Output: Sendable {
    /// Writes one line.
    func line(_ text: some StringProtocol) { write(Data(text.utf8) + Data([0x0A])) }

    /// Writes one value as a line of canonical JSON.
    func json(_ value: some Encodable) throws { write(try CanonicalJSON.encode(value) + Data([0x0A])) }

    /// Writes bytes as one line.
    func line(bytes: [UInt8]) { write(Data(bytes) + Data([0x0A])) }

    private func write(_ data: Data) { try? FileHandle.standardOutput.write(contentsOf: data) }
}

/// A table in fixed columns, for people.
struct TextTable {
    private var rows: [[String]]

    init(_ rows: [[String]]) { self.rows = rows }

    /// The rows as lines; the first column left, numbers right.
    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: widths[column] - Self.width(cell))
                return column == 0 ? cell + gap : gap + cell
            }.joined(separator: "  ").trimmingSuffix { $0 == " " }
        }
    }

    /// Columns on a terminal: Hangul and other East Asian wide characters take two.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x1F300...0x1FAFF:
                width + 2
            default: width + 1
            }
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ drop: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, drop(last) { text.removeLast() }
        return String(text)
    }
}
