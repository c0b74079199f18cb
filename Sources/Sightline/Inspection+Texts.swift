import Records

extension Inspection {
    /// What was read on each board and elsewhere, as records have it.
    var textRows: [[String]] {
        record.texts.map { text in
            let board = text.board.flatMap { record.boards.indices.contains($0) ? record.boards[$0] : nil }
            let place = board.map { $0.slot ?? $0.creative?.id ?? "a board" } ?? "in the photo"
            return [
                "  \(place)", text.field ?? "line", text.text,
                "\(Int(clamped: (text.confidence * 100).rounded())) %",
            ]
        }
    }

    /// What was read that decided between siblings: `"4,500" read at text_price, a-2 says "4,700원" there`.
    static func evidence(_ decided: ReadDifference) -> String {
        "“\(decided.read)” read at \(decided.field), where \(decided.sibling) says “\(decided.siblingPrinted)”"
    }

    /// What a finding about a text read, and what should stand there.
    static func words(_ finding: Finding) -> String? {
        guard let read = finding.read else { return nil }
        return "“\(read)” read" + (finding.expected.map { ", “\($0)” expected" } ?? "")
    }
}
