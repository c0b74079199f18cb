/// Text as HTML may hold it, in elements and in quoted attributes. Control and direction-changing characters, which
/// could make a name read as something else, appear as U+FFFD.
func esc(_ text: String) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": out += "&amp;"
        case "<": out += "&lt;"
        case ">": out += "&gt;"
        case "\"": out += "&quot;"
        case "'": out += "&#39;"
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
            "\u{2066}"..."\u{2069}":
            out += "\u{FFFD}"
        default: out.unicodeScalars.append(scalar)
        }
    }
    return out
}

/// A column of a table.
struct Column {
    enum Kind { case text, number }

    var title: String
    var kind = Kind.text

    static func text(_ title: String) -> Column { Column(title: title) }
    static func number(_ title: String) -> Column { Column(title: title, kind: .number) }
}

/// A cell: what is shown, and what it is sorted by.
struct Cell {
    var html: String
    var key: String?

    /// Text, escaped here.
    static func text(_ text: String) -> Cell { Cell(html: esc(text)) }
    static func html(_ html: String, key: String? = nil) -> Cell { Cell(html: html, key: key) }
}

/// A table with caption and column scopes; the first cell of a row is its header. What scrolls is a group and no
/// landmark: the section around it is one.
func table(
    _ caption: String, _ columns: [Column], _ rows: [(attributes: String, cells: [Cell])], sortable: Bool = false,
    name: String = ""
) -> String {
    var html = "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"\(esc(caption))\">"
    let classes = [sortable ? "sortable" : "", name].filter { !$0.isEmpty }.joined(separator: " ")
    html += "<table class=\"\(classes)\"><caption>\(esc(caption))</caption><thead><tr>"
    for column in columns {
        let isNumber = column.kind == .number
        html += "<th scope=\"col\"\(isNumber ? " class=\"n\"" : "")>\(esc(column.title))</th>"
    }
    html += "</tr></thead><tbody>\n"
    for row in rows {
        html += "<tr\(row.attributes)>"
        for (index, cell) in row.cells.enumerated() {
            let isNumber = index < columns.count && columns[index].kind == .number
            let attributes =
                (isNumber ? " class=\"n\"" : "") + (cell.key.map { " data-v=\"\(esc($0))\"" } ?? "")
            html +=
                index == 0 ? "<th scope=\"row\"\(attributes)>\(cell.html)</th>" : "<td\(attributes)>\(cell.html)</td>"
        }
        html += "</tr>\n"
    }
    return html + "</tbody></table></div>\n"
}
