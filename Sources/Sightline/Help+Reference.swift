import Judging
import Ledger
import Records

extension Help {
    /// What `sightline help NAME` explains besides commands, each with a manual page of section 5.
    static let references = ["policy": Policy.reference, "ledger": Ledger.reference, "record": Record.reference]

    /// The page as text for a terminal.
    static func text(_ page: ReferencePage) -> String {
        var lines = ["\(page.name)(5): \(page.summary)"]
        for section in page.sections {
            lines += ["", section.title]
            if !section.text.isEmpty { lines += wrapped(section.text, width: 100).map { "  " + $0 } }
            let width = min(28, section.entries.map(\.term.count).max() ?? 0)
            for entry in section.entries {
                for (index, text) in wrapped(entry.meaning, width: 96 - width).enumerated() {
                    lines.append("  \(padded(index == 0 ? entry.term : "", width))  \(text)")
                }
            }
            if !section.example.isEmpty { lines += ["", section.example] }
        }
        return lines.joined(separator: "\n")
    }

    /// The page in man(7) macros.
    static func manual(_ page: ReferencePage) -> String {
        var lines = [
            ".TH \(roff(page.name.uppercased())) 5 \"\" \"sightline \(Program.version)\" \"Sightline\"", ".SH NAME",
            "\(roff(page.name)) \\- \(roff(page.summary))",
        ]
        for section in page.sections {
            lines.append(".SH \(roff(section.title))")
            if !section.text.isEmpty { lines.append(roff(section.text).replacing("\n\n", with: "\n.PP\n")) }
            for entry in section.entries { lines += [".TP", ".B \(roff(entry.term))", roff(entry.meaning)] }
            if !section.example.isEmpty { lines += [".PP", ".nf", roff(section.example), ".fi"] }
        }
        lines += [".SH SEE ALSO", ".BR sightline (1)"]
        return lines.joined(separator: "\n")
    }

    /// The page as the documentation holds it.
    static func markdown(_ page: ReferencePage) -> String {
        var lines = ["# \(page.name)", "", page.summary.prefix(1).uppercased() + page.summary.dropFirst() + "."]
        lines += [
            "",
            "Made by `sightline help --markdown \(page.name.split(separator: "-").last ?? "")`; a test holds it to the program.",
        ]
        for section in page.sections {
            lines += ["", "## \(section.title.capitalizedFirst)"]
            if !section.text.isEmpty { lines += ["", section.text] }
            if !section.entries.isEmpty { lines += ["", "| | |", "| --- | --- |"] }
            lines += section.entries.map { "| `\($0.term)` | \($0.meaning.replacing("|", with: "\\|")) |" }
            if !section.example.isEmpty { lines += ["", "```", section.example, "```"] }
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// `THE STANDARD POLICY` as a heading: `The standard policy`; words that are not all capitals stay.
    fileprivate var capitalizedFirst: String {
        let words = split(separator: " ").map { word in
            word.allSatisfy { $0.isUppercase } ? word.lowercased() : String(word)
        }
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
