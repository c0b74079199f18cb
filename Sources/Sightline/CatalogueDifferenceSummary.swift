import Catalogue
import Records

/// The difference of two catalogues as text and as JSON.
struct DifferenceSummary: Encodable {
    struct Changed: Encodable {
        var id: String
        var parts: [String]
    }

    struct Line: Encodable {
        var store: String
        var slot: String
        var creative: String
        var validFrom: String?
        var validTo: String?

        enum CodingKeys: String, CodingKey {
            case store, slot, creative
            case validFrom = "valid_from"
            case validTo = "valid_to"
        }

        init(_ line: ProgrammeLine) {
            store = line.storeID
            slot = line.slot
            creative = line.creative
            validFrom = line.validFrom?.description
            validTo = line.validTo?.description
        }

        var row: [String] { [store, slot, creative, "\(validFrom ?? "…") – \(validTo ?? "…")"] }
    }

    var added: [String]
    var removed: [String]
    var changed: [Changed]
    var programmeAdded: [Line]
    var programmeRemoved: [Line]

    enum CodingKeys: String, CodingKey {
        case added, removed, changed
        case programmeAdded = "programme_added"
        case programmeRemoved = "programme_removed"
    }

    init(_ difference: CatalogueDifference) {
        added = difference.added
        removed = difference.removed
        changed = difference.changed.map { Changed(id: $0.id, parts: $0.parts.map(\.rawValue)) }
        programmeAdded = difference.programmeAdded.map(Line.init)
        programmeRemoved = difference.programmeRemoved.map(Line.init)
    }

    func print(json: Bool) throws {
        if json { return try Output().json(self) }
        for line in lines { try Output().line(line) }
    }

    /// Of a programme, this many lines are printed for people; JSON has all.
    private static let shown = 20

    private var lines: [String] {
        let rows =
            added.map { ["+ \($0)", "added"] } + removed.map { ["- \($0)", "removed"] }
            + changed.map { ["~ \($0.id)", "changed: \($0.parts.joined(separator: ", "))"] }
        var lines = TextTable(rows).lines
        for (sign, list) in [("+", programmeAdded), ("-", programmeRemoved)] where !list.isEmpty {
            lines += TextTable(list.prefix(Self.shown).map { ["\(sign) \($0.row[0])"] + $0.row.dropFirst() }).lines
            if list.count > Self.shown { lines.append("\(sign) \(list.count - Self.shown) more; --json prints all") }
        }
        let stores = Set((programmeAdded + programmeRemoved).map(\.store)).count
        lines.append(
            "creatives: \(added.count) added, \(removed.count) removed, \(changed.count) changed; programme: "
                + "\(counted(programmeAdded.count, "line")) added, \(programmeRemoved.count) removed, of \(counted(stores, "store"))"
        )
        return lines
    }
}
