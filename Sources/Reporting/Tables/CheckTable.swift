import Records

/// `check.csv`: one row per photo of a case of the same picture, the heaviest case first.
///
/// | column | holds |
/// | --- | --- |
/// | `case` | number of the case, from 1: rows with the same number show the same picture |
/// | `severity` | the policy's weight: `violation`, `warning`, `info` |
/// | `kind` | `same_photo_other_store` or `same_photo_same_store` |
/// | `store_id`, `store_name`, `region` | the registry's words |
/// | `visit_date` | `yyyy-mm-dd` |
/// | `drop`, `path` | as in `report.csv` |
/// | `original` | 1 for the likely original, 0 for the others; empty where the order is unknown |
/// | `reasons` | why it is believed to be: `larger`, `sharper`, `camera_data`, joined by `;` |
/// | `sha256` | of the file: rows with the same value are the same file |
enum CheckTable {
    static let columns = [
        "case", "severity", "kind", "store_id", "store_name", "region", "visit_date", "drop", "path", "original",
        "reasons", "sha256",
    ]

    static func lines(_ found: CheckCase, number: Int, _ report: ReportFigures) -> [String] {
        found.photos.enumerated().map { index, photo in
            let entry = photo.place.store.map { report.book[$0] }
            var line = CSVLine()
            line.add(number)
            line.add(found.severity.rawValue)
            line.add(found.kind)
            line.add(entry?.id)
            line.add(entry?.name)
            line.add(entry?.region)
            line.add("\(photo.day)")
            line.add(report.drops[photo.place.drop]?.name)
            line.add(photo.place.path.escaped)
            if case .photo(let original, let reasons) = found.origin {
                line.add(index == original ? 1 : 0)
                line.add(index == original ? reasons.map(\.rawValue).joined(separator: ";") : nil)
            } else {
                line.add(nil as Int?)
                line.add(nil as String?)
            }
            line.add(photo.sha256)
            return line.line
        }
    }
}
