import Ledger
import Records
import Visits

/// What hangs in a store, by its latest visit of the period whose photos were compared with a catalogue.
struct StoreArtworks: Sendable {
    var day: CalendarDay
    var places: [Hanging]
}

/// What the photos say of creatives, gathered day by day; nothing is read for a ledger without a catalogue.
struct ArtworkFigures: Sendable {
    /// Days before a period's last from which a campaign's curve may begin.
    static let curveDays = 91

    let creatives: [String: RegisteredCreative]
    /// Places of the catalogue's creatives.
    private let slots: [String]
    private(set) var campaigns: [CampaignFigures]
    private(set) var stores: [StoreRow: StoreArtworks] = [:]
    private var photos = 0
    private var seen: [String: (stores: Set<StoreRow>, visits: Int)] = [:]
    /// The first day that is read.
    let from: CalendarDay

    /// - Returns: nil where the ledger has nothing to say.
    init?(_ ledger: Ledger, _ period: ReportPeriod, order: (String, String) -> Bool) throws(LedgerError) {
        let all = try ledger.creatives()
        guard try ledger.hasMatchedBoards() || !all.isEmpty else { return nil }
        creatives = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
        slots = CodeWords.ordered(Set(all.flatMap(\.slots)))
        let first = min(period.from, period.to - ArtworkFigures.curveDays)
        let begun = Dictionary(grouping: all.filter { $0.validFrom.map { $0 >= first && $0 <= period.to } ?? false }) {
            $0.validFrom ?? first
        }
        let latest = begun.keys.sorted(by: >).prefix(ArtworkSummary.mostCampaigns)
        campaigns = latest.map { CampaignFigures($0, begun[$0] ?? [], order: order) }
        from = min(period.from, latest.last ?? period.from)
    }

    /// Takes a store's photos of a day.
    /// - Parameters:
    ///   - isInside: the day is of the period; else only campaigns ask for it.
    ///   - seen: whether a slot was detected in a photo.
    mutating func note(
        _ store: StoreRow, _ day: CalendarDay, _ rows: [VisitPhoto], _ boards: [RecordID: [StoredBoard]],
        isInside: Bool, seen isSeen: (VisitPhoto, String) -> Bool
    ) {
        let matched = rows.filter { $0.record.isAudited && $0.record.isMatched }
        guard !matched.isEmpty else { return }
        let own = matched.flatMap { boards[$0.record.id] ?? [] }
        let names = Set(slots).union(own.compactMap(\.slot))
        let places = CodeWords.ordered(names).compactMap { slot in
            Hanging(slot, matched, boards: boards) { isSeen($0, slot) }
        }
        for index in campaigns.indices where campaigns[index].isOn(day) {
            campaigns[index].note(store, day, places, creatives)
        }
        guard isInside else { return }
        photos += matched.count
        stores[store] = StoreArtworks(day: day, places: places)
        for id in Set(own.compactMap(\.creative)) {
            seen[id, default: ([], 0)].stores.insert(store)
            seen[id, default: ([], 0)].visits += 1
        }
    }

    /// After the last store of a day.
    mutating func end(_ day: CalendarDay) {
        for index in campaigns.indices where campaigns[index].isOn(day) { campaigns[index].end(day) }
    }

    func summary(_ report: ReportFigures) -> ArtworkSummary {
        var summary = ArtworkSummary()
        summary.photos = photos
        summary.stores = stores.count
        (summary.slots, summary.places) = counts(report)
        var latest: [String: Int] = [:]
        for store in stores.values {
            for id in Set(store.places.compactMap(\.creative)) { latest[id, default: 0] += 1 }
        }
        summary.creatives = seen.map { id, figures in
            let known = creatives[id]
            return ArtworkSummary.Creative(
                id: id, family: known?.family, slots: known?.slots ?? [],
                validFrom: known?.validFrom.map { "\($0)" }, validTo: known?.validTo.map { "\($0)" },
                listed: known?.isListed ?? false, stores: figures.stores.count, storesLatest: latest[id] ?? 0,
                visits: figures.visits)
        }.sorted { $0.stores == $1.stores ? report.byteOrder($0.id, $1.id) : $0.stores > $1.stores }
        summary.campaigns = campaigns.map { $0.summary(report) }
        return summary
    }

    private func counts(_ report: ReportFigures) -> ([ArtworkSummary.Counts], [ArtworkSummary.Counts]) {
        var slots: [String: ArtworkSummary.Counts] = [:]
        var places: [String: [String: ArtworkSummary.Counts]] = [:]
        for (row, store) in stores {
            let region = report.book[row].region
            for place in store.places {
                slots[place.slot, default: .init(place.slot, region: nil)].add(place.state)
                places[place.slot, default: [:]][region ?? "", default: .init(place.slot, region: region)].add(
                    place.state)
            }
        }
        let order = CodeWords.ordered(Set(slots.keys))
        let byRegion = order.flatMap { slot in
            (places[slot] ?? [:]).sorted {
                report.byteOrder($0.key.isEmpty ? "\u{10FFFF}" : $0.key, $1.key.isEmpty ? "\u{10FFFF}" : $1.key)
            }.map(\.value)
        }
        return (order.compactMap { slots[$0] }, byRegion)
    }
}
