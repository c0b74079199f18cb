import Ledger
import Visits

/// `stores.csv`: one row per store that is registered or had a photo in the period, by identifier.
///
/// | column | holds |
/// | --- | --- |
/// | `store_id`, `store_name`, `region`, `registered` | the registry's words; 1 or 0 |
/// | `visits`, `compliant`, `non_compliant`, `not_assessable`, `unread` | visits of the period; the first is the sum of the others |
/// | `compliance` | compliant / (compliant + non-compliant), 0…1 |
/// | `photos`, `audited`, `rejected` | photos of the period with a record; the first is the sum of the others |
/// | `latest_visit`, `latest_verdict` | the latest visit of the period with an audited photo |
/// | `latest_offset`, `latest_uncertainty` | its fixture offset, cabinet widths, and half the 95 % interval |
/// | `findings` | violations of any visit of the period, joined by `;` |
/// | `non_compliant_before` | non-compliant visits of the period before |
/// | `call`, `repeated` | 1 where the store is one to call; where it is non-compliant again and again |
/// | `last_photo` | day of the latest photo in all that the report read (at least 31 days back) |
enum StoreTable {
    static let columns = [
        "store_id", "store_name", "region", "registered", "visits", "compliant", "non_compliant", "not_assessable",
        "unread", "compliance", "photos", "audited", "rejected", "latest_visit", "latest_verdict", "latest_offset",
        "latest_uncertainty", "findings", "non_compliant_before", "call", "repeated", "last_photo",
    ]

    /// Rows of the table: registered stores and those with a visit.
    static func rows(_ report: ReportFigures) -> [StoreRow] {
        let visited = report.stores.filter { $0.value.visits > 0 }.keys
        return Set(report.book.registered).union(visited).sorted {
            report.byteOrder(report.book[$0].id, report.book[$1].id)
        }
    }

    static func line(_ store: StoreRow, _ report: ReportFigures) -> String {
        let entry = report.book[store]
        let figures = report.stores[store] ?? StoreFigures()
        var line = CSVLine()
        line.add(entry.id)
        line.add(entry.name)
        line.add(entry.region)
        line.add(entry.registered ? 1 : 0)
        for number in [
            figures.visits, figures.compliant, figures.nonCompliant, figures.notAssessable, figures.unread,
        ] {
            line.add(number)
        }
        line.add(share(figures.compliant, of: figures.compliant + figures.nonCompliant))
        for number in [figures.photos, figures.audited, figures.rejected] { line.add(number) }
        line.add(figures.latest.map { "\($0.day)" })
        line.add(figures.latest?.status.rawValue)
        line.add(figures.latest?.centre?.offset)
        line.add(figures.latest?.centre?.uncertainty)
        line.add(figures.violations.sorted().joined(separator: ";"))
        line.add(figures.nonCompliantBefore)
        line.add(figures.isToCall ? 1 : 0)
        line.add(figures.isRepeated ? 1 : 0)
        line.add(report.lastSeen[store].map { "\($0)" })
        return line.line
    }
}
