import Ledger
import Records
import Visits

/// Creatives that begin on one day, and where they hang since.
struct CampaignFigures: Sendable {
    /// An earlier creative that still hangs in one of the campaign's places.
    struct Old: Sendable {
        var day: CalendarDay
        var slot: String
        var creative: String
    }

    private struct Latest: Sendable {
        var isShowing = false
        var old: Old?
    }

    let from: CalendarDay
    /// The last day of the last of them; nil: until further notice.
    let last: CalendarDay?
    /// Ids, sorted.
    let creatives: [String]
    /// Where they may hang.
    let slots: [String]
    private(set) var days: [ArtworkSummary.Day] = []
    private var latest: [StoreRow: Latest] = [:]
    private var showing = 0

    init(_ from: CalendarDay, _ creatives: [RegisteredCreative], order: (String, String) -> Bool) {
        self.from = from
        last = creatives.contains { $0.validTo == nil } ? nil : creatives.compactMap(\.validTo).max()
        self.creatives = creatives.map(\.id).sorted(by: order)
        slots = CodeWords.ordered(Set(creatives.flatMap(\.slots)))
    }

    func isOn(_ day: CalendarDay) -> Bool { day >= from && last.map { day <= $0 } ?? true }

    /// A visit of a store replaces what was known of it.
    mutating func note(
        _ store: StoreRow, _ day: CalendarDay, _ places: [Hanging], _ known: [String: RegisteredCreative]
    ) {
        var now = Latest()
        for place in places {
            guard let id = place.creative else { continue }
            if creatives.contains(id) {
                now.isShowing = true
            } else if now.old == nil, slots.contains(place.slot), [.outdated, .notProgrammed].contains(place.state),
                known[id].map({ $0.validFrom.map { $0 < from } ?? true }) ?? false
            {
                now.old = Old(day: day, slot: place.slot, creative: id)
            }
        }
        if latest[store]?.isShowing ?? false { showing -= 1 }
        if now.isShowing { showing += 1 }
        latest[store] = now
    }

    mutating func end(_ day: CalendarDay) {
        days.append(ArtworkSummary.Day(date: "\(day)", visited: latest.count, showing: showing))
    }

    /// Its figures, with the stores that show an earlier creative, by region and store.
    func summary(_ report: ReportFigures) -> ArtworkSummary.Campaign {
        var summary = ArtworkSummary.Campaign(
            from: "\(from)", to: last.map { "\($0)" }, creatives: creatives, slots: slots)
        summary.visited = latest.count
        summary.showing = showing
        summary.days = days
        let stores = latest.compactMap { row, latest in latest.old.map { (row: row, old: $0) } }.sorted { a, b in
            let (one, other) = (report.book[a.row], report.book[b.row])
            let regions = (one.region ?? "\u{10FFFF}", other.region ?? "\u{10FFFF}")
            return regions.0 == regions.1
                ? report.byteOrder(one.id, other.id) : report.byteOrder(regions.0, regions.1)
        }
        summary.old = stores.count
        summary.listed = stores.prefix(ArtworkSummary.mostListed).map { row, old in
            let entry = report.book[row]
            return ArtworkSummary.OldStore(
                storeId: entry.id, name: entry.name, region: entry.region, date: "\(old.day)", slot: old.slot,
                creative: old.creative)
        }
        return summary
    }
}
