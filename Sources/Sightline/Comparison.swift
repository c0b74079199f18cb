import Audit
import Judging
import Ledger
import Records

/// A photo held against a ledger that it is not in: what an audit would relate it to.
struct Comparison {
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
    /// - Returns: photos of the very same bytes, which are related by these and not by the picture.
    func complete(_ audited: inout AuditedPhoto, by policy: Policy) throws -> [Relation.Photo] {
        var options = Ledger.Options.judging(by: policy)
        options.readOnly = true
        let ledger = try Ledger(at: file, options: options)
        return try ledger.snapshot {
            let copies = try ledger.photos(withContent: audited.record.photo.sha256)
            guard let likeness = audited.likeness, let photo = KinPhoto(audited.record, likeness: likeness) else {
                return copies
            }
            var relations = try ledger.kin(of: photo, record: audited.record)
            let stores = Set(copies.compactMap(\.storeID)).subtracting([store].compactMap { $0 })
            if let first = copies.first(where: { stores.contains($0.storeID ?? "") }) {
                relations.insert(Relation(.sameFileOtherStore, photo: first, value: Double(stores.count)), at: 0)
            }
            audited.record.relations = relations
            options.judge(&audited.record)
            return copies
        }
    }

    /// For people.
    static func lines(_ record: Record, _ copies: [Relation.Photo]) -> [String] {
        var rows = copies.map { row("same file", $0, "") }
        rows += record.relations.filter { $0.kind != .sameFileOtherStore }.map { relation in
            let reasons = relation.original?.reasons.map { $0.rawValue.replacing("_", with: " ") }.joined(
                separator: ", ")
            let order = relation.original.map { "the original is \($0.photo == .this ? "this photo" : "that one")" }
            return row(
                relation.kind.rawValue.replacing("_", with: " "), relation.photo,
                order.map { "\($0) (\(reasons ?? ""))" } ?? "order unknown")
        }
        return ["", "The same picture in the ledger"] + (rows.isEmpty ? ["  none"] : TextTable(rows).lines)
    }

    private static func row(_ kind: String, _ photo: Relation.Photo, _ note: String) -> [String] {
        ["  \(kind)", photo.path.escaped, photo.storeID ?? "no store", photo.date ?? "no day", note]
    }
}
