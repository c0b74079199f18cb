import Foundation

/// One line of a CSV table: RFC 4180 quoting, CRLF, and no cell that a spreadsheet takes for a formula.
///
/// A text that begins with `=`, `+`, `-`, `@`, their full-width twins, a tab or a line break gets an apostrophe before
/// it; a number stays a number, negative ones too.
struct CSVLine {
    /// What a table begins with, so that Excel reads UTF-8.
    static let byteOrderMark = "\u{FEFF}"

    private(set) var text = ""
    private var isEmpty = true

    private mutating func separate() {
        if !isEmpty { text.append(",") }
        isEmpty = false
    }

    mutating func add(_ value: String?) {
        separate()
        guard var value, let first = value.unicodeScalars.first else { return }
        if "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) { value = "'" + value }
        if value.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0D || $0 == 0x0A }) {
            text += "\"" + value.replacing("\"", with: "\"\"") + "\""
        } else {
            text += value
        }
    }

    mutating func add(_ value: Int?) {
        separate()
        if let value { text += String(value) }
    }

    /// At most five decimals.
    mutating func add(_ value: Double?) {
        separate()
        if let value, value.isFinite { text += decimal(value, 5) }
    }

    /// The line with its end.
    var line: String { text + "\r\n" }

    static func header(_ names: [String]) -> String {
        byteOrderMark + names.joined(separator: ",") + "\r\n"
    }
}

/// A number with at most this many decimals, a point, and no zeros after it.
func decimal(_ value: Double, _ decimals: Int) -> String {
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    var text = String(scaled / scale)
    var fraction = (scaled % scale).padded(decimals)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    if decimals > 0, !fraction.isEmpty { text += "." + fraction }
    return (value < 0 && scaled != 0 ? "-" : "") + text
}
