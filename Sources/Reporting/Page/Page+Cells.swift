import Ledger
import Visits

/// Cells that several tables have.
extension Page {
    /// A store by name and number, sorted by its number.
    func storeCell(_ store: StoreRow?, id: String? = nil) -> Cell {
        .html(storeName(store), key: id ?? store.map { report.book[$0].id } ?? "")
    }

    /// A date (`yyyy-mm-dd`) on one line.
    /// - Parameter key: what it is sorted by; nil: by the date.
    func dayCell(_ date: String, key: String? = nil) -> Cell {
        .html(oneLine(w.dayDate(date)), key: key ?? date)
    }

    /// A visit's verdict in its colour.
    func statusCell(_ status: Visit.Status) -> Cell {
        let kind =
            switch status {
            case .compliant: "c"
            case .nonCompliant: "nc"
            case .notAssessable, .unread: "na"
            }
        return .html("<span class=\"\(kind)\">\(esc(w.status(status.rawValue)))</span>")
    }

    /// A path, which may break anywhere.
    func pathCell(_ path: String) -> Cell { .html("<span class=\"path\">\(esc(path))</span>") }

    /// Text that is never broken into lines.
    func oneLine(_ text: String) -> String { "<span class=\"day\">\(esc(text))</span>" }

    func number(_ value: Int) -> Cell { .html(w.number(value), key: String(value)) }

    func rate(_ share: Double?) -> Cell { .html(esc(w.percent(share)), key: share.map { decimal($0, 5) } ?? "") }
}
