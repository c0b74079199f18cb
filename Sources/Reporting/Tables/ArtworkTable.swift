import Ledger
import Visits

/// `artworks.csv`: one row per store and slot, what its latest visit of the period shows there; stores by identifier.
///
/// | column | holds |
/// | --- | --- |
/// | `store_id`, `store_name`, `region` | the registry's words |
/// | `visit_date` | the store's latest visit whose photos were compared with a catalogue |
/// | `slot` | the place |
/// | `hangs` | `right`, `damaged`, `hidden`, `outdated`, `not_yet_valid`, `not_programmed`, `wrong_slot`, `undecided`, `unrecognised`, `blank`, `missing`, `not_seen` |
/// | `creative`, `family` | what was recognised; empty where it was not |
/// | `score` | how well it fits, 0…1 |
/// | `visible` | share of the print that can be seen, 0…1 |
/// | `valid_from`, `valid_to` | the creative's first and last day, as the catalogue has them |
/// | `drop`, `path` | the photo that says so |
enum ArtworkTable {
    static let columns = [
        "store_id", "store_name", "region", "visit_date", "slot", "hangs", "creative", "family", "score", "visible",
        "valid_from", "valid_to", "drop", "path",
    ]

    /// - Parameter place: where a photo lies.
    static func lines(
        _ report: ReportFigures, _ creatives: [String: RegisteredCreative], place: (RecordID) throws -> PhotoPlace?
    ) throws -> [String] {
        let stores = report.artworks.sorted { report.byteOrder(report.book[$0.key].id, report.book[$1.key].id) }
        return try stores.flatMap { row, store in
            let entry = report.book[row]
            var photos: [RecordID: PhotoPlace?] = [:]
            return try store.places.map { hanging in
                let creative = hanging.creative.flatMap { creatives[$0] }
                let photo = try photos[hanging.record] ?? place(hanging.record)
                photos[hanging.record] = photo
                var line = CSVLine()
                line.add(entry.id)
                line.add(entry.name)
                line.add(entry.region)
                line.add("\(store.day)")
                line.add(hanging.slot)
                line.add(hanging.state.rawValue)
                line.add(hanging.creative)
                line.add(hanging.family)
                line.add(hanging.score)
                line.add(hanging.visible)
                line.add(creative?.validFrom.map { "\($0)" })
                line.add(creative?.validTo.map { "\($0)" })
                line.add(photo.flatMap { report.drops[$0.drop]?.name })
                line.add(photo?.path.escaped)
                return line.line
            }
        }
    }
}

/// `campaigns.csv`: one row per campaign and day since it began.
///
/// | column | holds |
/// | --- | --- |
/// | `campaign` | its first day |
/// | `creatives` | their ids, joined by `;` |
/// | `date` | the day |
/// | `visited` | stores whose photos of the days up to this one were compared |
/// | `showing` | those of them whose latest visit shows one of its creatives |
enum CampaignTable {
    static let columns = ["campaign", "creatives", "date", "visited", "showing"]

    static func lines(_ campaign: ArtworkSummary.Campaign) -> [String] {
        campaign.days.map { day in
            var line = CSVLine()
            line.add(campaign.from)
            line.add(campaign.creatives.joined(separator: ";"))
            line.add(day.date)
            line.add(day.visited)
            line.add(day.showing)
            return line.line
        }
    }
}
