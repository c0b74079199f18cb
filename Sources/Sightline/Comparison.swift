import Audit
import Judging
import Ledger
import Records

/// A photo held against a ledger: what an audit would relate it to.
///
/// A photo that the ledger has at its place, or under the same path elsewhere, or as the only one of these bytes, is the
/// ledger's own: its store and day are known, and it is not among those that it repeats. With another `--store` it is a copy.
struct Comparison {
    /// Photos of the same bytes, which are related by these and not by the picture.
    struct Copies {
        /// The ledger's entry of the photo itself.
        var own: Relation.Photo?
        var others: [Relation.Photo] = []
        /// No store is known for the photo: each store of a copy counts as another one.
        var isWithoutStore = false
    }

    /// As `--store` and `--date` say.
    let store: String?
    let date: String?
    private let file: PathBytes

    /// nil without `--against`.
    /// - Throws: `UsageError` for options that mean nothing without it, and for what is not a day.
    init?(_ arguments: Arguments) throws {
        store = try arguments.text("--store")
        date = try arguments.text("--date")
        if let date, CalendarDay(date) == nil { throw UsageError("--date \(date) is not a day: write yyyy-mm-dd") }
        guard let ledger = arguments.path("--against") else {
            if store != nil || date != nil, arguments.path("--catalogue") == nil {
                throw UsageError("--store and --date need --against LEDGER or --catalogue FILE")
            }
            return nil
        }
        file = ledger
    }

    /// Puts the relations that the photo would have into its record, and judges them.
    /// - Parameter place: where the photo lies, without links.
    /// - Returns: photos of the very same bytes.
    func complete(_ audited: inout AuditedPhoto, at place: PathBytes, by policy: Policy) throws -> Copies {
        var options = Ledger.Options.judging(by: policy)
        options.readOnly = true
        let ledger = try Ledger(at: file, options: options)
        return try ledger.snapshot {
            var copies = try self.copies(audited.record.photo.sha256, at: place, ledger)
            if let own = copies.own {
                audited.record.photo.storeID = audited.record.photo.storeID ?? own.storeID
                audited.record.photo.date = audited.record.photo.date ?? own.date
            }
            let store = audited.record.photo.storeID
            copies.isWithoutStore = store == nil
            guard let likeness = audited.likeness, let photo = KinPhoto(audited.record, likeness: likeness) else {
                return copies
            }
            var relations = try ledger.kin(of: photo, record: audited.record)
            let stores = Set(copies.others.compactMap(\.storeID)).subtracting([store].compactMap { $0 })
            if let first = copies.others.first(where: { stores.contains($0.storeID ?? "") }) {
                relations.insert(Relation(.sameFileOtherStore, photo: first, value: Double(stores.count)), at: 0)
            }
            audited.record.relations = relations
            options.judge(&audited.record)
            return copies
        }
    }

    private func copies(_ sha256: String, at place: PathBytes, _ ledger: Ledger) throws -> Copies {
        let roots = Dictionary(try ledger.drops().map { ($0.name, $0.root) }) { first, _ in first }
        var others = try ledger.photos(withContent: sha256, most: 10_000)
        let own =
            others.firstIndex { roots[$0.drop]?.appending($0.path) == place }
            // The drop may lie elsewhere by now, or be seen from another machine.
            ?? others.firstIndex {
                $0.path.bytes.contains(0x2F) && place.bytes.suffix($0.path.bytes.count + 1) == [0x2F] + $0.path.bytes
            }
            ?? (store == nil && others.count == 1 ? 0 : nil)
        // Handed in for another store, it is a copy of what the ledger has.
        guard let own, store == nil || others[own].storeID == store else { return Copies(others: others) }
        let photo = others.remove(at: own)
        return Copies(own: photo, others: others)
    }

    private static let mostListed = 20

    /// For people.
    static func lines(_ record: Record, _ copies: Copies) -> [String] {
        var rows = copies.own.map { [row("this photo", $0, "")] } ?? []
        rows += copies.others.prefix(mostListed).map { row("same file", $0, "") }
        rows += record.relations.filter { $0.kind != .sameFileOtherStore }.map { relation in
            let reasons = relation.original?.reasons.map { $0.rawValue.replacing("_", with: " ") }.joined(
                separator: ", ")
            let order = relation.original.map { original in
                let this = copies.own?.path ?? record.photo.path
                return original.photo == .this
                    ? "the original is \(this.escaped), the photo inspected"
                    : "the original is \(relation.photo.path.escaped)"
            }
            return row(
                relation.kind.rawValue.replacing("_", with: " "), relation.photo,
                order.map { "\($0) (\(reasons ?? ""))" } ?? "order unknown")
        }
        var lines = ["", "The same picture in the ledger"] + (rows.isEmpty ? ["  none"] : TextTable(rows).lines)
        if copies.others.count > mostListed {
            lines.append("  and \(counted(copies.others.count - mostListed, "more file")) with the same bytes")
        }
        if copies.isWithoutStore, rows.count > 0 {
            lines.append("  No --store was given: every store above counts as another one.")
        }
        return lines
    }

    private static func row(_ kind: String, _ photo: Relation.Photo, _ note: String) -> [String] {
        ["  \(kind)", photo.path.escaped, photo.storeID ?? "no store", photo.date ?? "no day", note]
    }
}
