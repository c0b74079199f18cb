import Ledger

/// `photographers.csv`: one row per store whose latest visit of the period left something open that another photo would
/// answer; by region, then by store, so that a region's rows can be handed to those who work there.
///
/// | column | holds |
/// | --- | --- |
/// | `region`, `store_id`, `store_name` | the registry's words |
/// | `contact` | what the registry says besides: phone, address |
/// | `visit_date` | the latest visit |
/// | `how` | how to take the photo, in the report's language |
/// | `reasons` | codes of the findings, or why the file was rejected, joined by `;` |
/// | `drop`, `path` | a photo that shows it |
enum PhotographerTable {
    static let columns = [
        "region", "store_id", "store_name", "contact", "visit_date", "how", "reasons", "drop", "path",
    ]

    static func lines(_ report: ReportFigures) -> [String] {
        let words = CodeWords(language: report.request.language)
        let stores = report.retakes.sorted { a, b in
            let (one, other) = (report.book[a.key], report.book[b.key])
            let regions = (one.region ?? "\u{10FFFF}", other.region ?? "\u{10FFFF}")
            return regions.0 == regions.1
                ? report.byteOrder(one.id, other.id) : report.byteOrder(regions.0, regions.1)
        }
        return stores.map { row, retake in
            let entry = report.book[row]
            let contact = entry.further.map { "\(ContactWords.title($0.title, words.language)) \($0.value)" }
            var line = CSVLine()
            line.add(entry.region)
            line.add(entry.id)
            line.add(entry.name)
            line.add(contact.joined(separator: "; "))
            line.add("\(retake.day)")
            line.add(retake.advice(words))
            line.add(retake.codes.joined(separator: ";"))
            line.add(retake.drop.flatMap { report.drops[$0]?.name })
            line.add(retake.path?.escaped)
            return line.line
        }
    }
}
