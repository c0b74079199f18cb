import Detection
import Foundation
import Judging
import Records
import Reporting

extension Command {
    static let explain = Command(
        name: "explain", summary: "Says what a finding or a reason means, in Korean and English", operands: "CODE…",
        discussion: """
            Prints what the code says of a photo, what its value and limit are, and what to do. Without a code it lists all \
            of them. --language limits it to one language.
            """,
        options: [
            Option("--language", "LANG", formerly: "--lang", "ko or en (default: both)"), .model,
        ],
        examples: ["sightline explain no_top_ad", "sightline explain --language ko"],
        run: { arguments in
            var languages: [ReportLanguage] = [.korean, .english]
            if let name = try arguments.text("--language") {
                guard let language = ReportLanguage(rawValue: name) else {
                    throw UsageError("--language: \(name) must be one of ko, en")
                }
                languages = [language]
            }
            let slots = try arguments.card().slots
            let known = FindingCode.codes(slots: slots) + CodeGuide.reasons
            // As constants of programs are written, too.
            let codes = arguments.operands.map { operand in
                let code = operand.escaped
                return known.contains(code) ? code : code.lowercased().replacing("-", with: "_")
            }
            for code in codes where !known.contains(code) {
                throw UsageError(
                    "no record holds the code \(code)\(Arguments.suggestion(for: code, among: known)); "
                        + "`sightline explain` lists them")
            }
            if codes.isEmpty {
                let rows = known.map { code in
                    [code]
                        + languages.map { CodeGuide(code: code, slots: slots, language: $0)?.title ?? "" }
                }
                for line in ListTable(rows).lines { try Output().line(line) }
                return .done
            }
            for (index, code) in codes.enumerated() {
                if index > 0 { try Output().line("") }
                try Output().line(code)
                for language in languages {
                    guard let guide = CodeGuide(code: code, slots: slots, language: language) else { continue }
                    for line in lines(guide, language) { try Output().line(line) }
                }
            }
            return .done
        })

    private static func lines(_ guide: CodeGuide, _ language: ReportLanguage) -> [String] {
        let (value, limit, advice) = language == .korean ? ("값", "한계", "할 일") : ("value", "limit", "to do")
        return ["", "  \(guide.title)", "  \(guide.meaning)"]
            + (guide.value.map { ["  \(value): \($0)"] } ?? []) + (guide.limit.map { ["  \(limit): \($0)"] } ?? [])
            + ["  \(advice): \(guide.advice)"]
    }
}

/// Columns of text, all to the left.
private struct ListTable {
    let rows: [[String]]

    init(_ rows: [[String]]) { self.rows = rows }

    var lines: [String] {
        let width = { column in rows.map { column < $0.count ? TextTable.width($0[column]) : 0 }.max() ?? 0 }
        let columns = (0..<(rows.first?.count ?? 0)).map(width)
        return rows.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: columns[column] - TextTable.width(cell))
            }.joined(separator: "  ")
        }
    }
}
