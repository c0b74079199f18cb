import Foundation
import Ledger
import Records

/// Goes through the ledger day by day, from the first day any figure needs to the last of the period, and adds up.
struct Collector {
    let request: ReportRequest
    let ledger: Ledger
    let book: StoreBook
    var reader: DayReader
    var summary: ReportSummary
    var stores: [Int: StoreFigures] = [:]
    /// The latest day with a photo of each store, in all that was read.
    var lastSeen: [Int: ReportDay] = [:]
    var drops: [Int: KnownDrop] = [:]
    var lists = PhotoLists()
    var counts = CodeCounts()
    var absoluteOffsets: [Int] = []
    var slotFigures: [String: ReportSummary.SlotFigures] = [:]
    var regions: [String: ReportSummary.Region] = [:]
    var limits: [Double: Int] = [:]
    var lateCandidates: [Int] = []
    var sameContents: Set<[UInt8]> = []
    var versionRows: Set<Int> = []

    let period: ReportPeriod
    let before: ReportPeriod
    let late: ReportPeriod
    let trendDays: ReportPeriod
    let firstMonth: ReportDay
    /// Milliseconds since 1970 from which a photo of an earlier period is late.
    let lateFrom: Int64

    /// Hours after a period's end that its photos have to come in before they are late: the night's scan.
    static let nightHours: Int64 = 6
    static let listedPhotos = 300

    init(_ request: ReportRequest, _ ledger: Ledger) throws {
        self.request = request
        self.ledger = ledger
        book = try StoreBook(ledger, request)
        reader = DayReader(ledger, zone: request.zone)
        period = request.period
        before = period.before
        late = ReportPeriod(min(before.from, period.from - 31), period.from - 1)
        trendDays = ReportPeriod(min(max(period.from, period.to - 91), period.to - 30), period.to)
        firstMonth = period.to.firstOfMonth(after: period.days > 7 ? -12 : -1)
        lateFrom = period.from.start(in: request.zone) + Self.nightHours * 3_600_000
        summary = ReportSummary(
            created: rfc3339(request.created), branch: request.branch, zone: request.zone.identifier,
            scope: .init(region: request.region, store: request.store), period: Self.span(period),
            previousPeriod: Self.span(before), late: .init(window: Self.span(late)))
        for drop in try ledger.drops() { drops[Int(drop.id.number)] = drop }
        startRegions()
    }

    static func span(_ period: ReportPeriod) -> ReportSummary.Span {
        .init(from: "\(period.from)", to: "\(period.to)")
    }

    private mutating func startRegions() {
        for row in book.registered { regions[book[row].region ?? "", default: .init()].registered += 1 }
    }

    /// Reads everything; `visit` and `photo` are told of the period's, in order.
    mutating func collect(
        visit tellVisit: (Visit, Collector) throws -> Void, photo tellPhoto: (PhotoRow, Collector) throws -> Void
    ) throws {
        var months: [String: ReportSummary.Visits] = [:]
        var days: [ReportDay: ReportSummary.Visits] = [:]
        var day = [firstMonth, late.from, trendDays.from, before.from, period.from].min() ?? period.from
        while day <= period.to {
            let isInside = period.contains(day)
            let rows = try reader.photos(day, full: isInside).filter { book.includes($0.store) }
            if isInside {
                for row in rows {
                    note(row, day)
                    try tellPhoto(row, self)
                }
            }
            if late.contains(day) {
                for row in rows where row.audited >= lateFrom && lateCandidates.count < 200_000 {
                    lateCandidates.append(row.id)
                }
            }
            for visit in visits(rows, day, ordered: isInside) {
                lastSeen[visit.store] = day
                if day >= firstMonth { months[day.month, default: .init()].add(visit.status) }
                if trendDays.contains(day) { days[day, default: .init()].add(visit.status) }
                if before.contains(day) { noteBefore(visit) }
                if isInside {
                    note(visit)
                    try tellVisit(visit, self)
                }
            }
            day = day + 1
        }
        summary.months = fill(months)
        summary.days = (trendDays.from.number...trendDays.to.number).map {
            let day = ReportDay(number: $0)
            return .init(date: "\(day)", visits: days[day] ?? .init())
        }
        try finish()
    }

    private func fill(_ months: [String: ReportSummary.Visits]) -> [ReportSummary.Bucket] {
        var buckets: [ReportSummary.Bucket] = []
        var month = firstMonth
        while month <= period.to {
            buckets.append(.init(date: month.month, visits: months[month.month] ?? .init()))
            month = month.firstOfMonth(after: 1)
        }
        return buckets
    }

    /// The day's visits; where asked for, by the store's identifier in byte order.
    private mutating func visits(_ rows: [PhotoRow], _ day: ReportDay, ordered: Bool) -> [Visit] {
        var groups: [Int: [PhotoRow]] = [:]
        for row in rows {
            if let store = row.store { groups[store, default: []].append(row) }
        }
        let order = ordered ? groups.keys.sorted { byteOrder(book[$0].id, book[$1].id) } : Array(groups.keys)
        return order.compactMap { store in
            groups[store].map { Visit($0, store: store, day: day, names: &reader.slots) }
        }
    }

    private mutating func noteBefore(_ visit: Visit) {
        summary.previousVisits.add(visit.status)
        if visit.status == .nonCompliant { stores[visit.store, default: .init()].nonCompliantBefore += 1 }
    }

    private mutating func note(_ visit: Visit) {
        summary.visits.add(visit.status)
        stores[visit.store, default: .init()].add(visit)
        let region = book[visit.store].region ?? ""
        regions[region, default: .init()].visits.add(visit.status)
        for code in visit.violations { counts.findings[code, default: .init(code: code)].visits += 1 }
        if visit.audited > 0 { noteSlots(visit) }
        if let centre = visit.centre { noteOffset(centre) }
    }

    private mutating func noteSlots(_ visit: Visit) {
        for name in reader.slots.names {
            let bit = reader.slots.bit(name)
            var figures = slotFigures[name] ?? .init(slot: name)
            if visit.slots & bit != 0 {
                figures.seen += 1
                if visit.violations.contains(where: { FindingWords.slot(of: $0) == name }) { figures.violated += 1 }
            } else if visit.missing & bit != 0 {
                figures.missing += 1
            }
            slotFigures[name] = figures
        }
    }

    private mutating func noteOffset(_ centre: Visit.Centre) {
        // What stands in a ledger may be anything; no cabinet is a million widths away.
        let hundredThousandths = Int(clamped: (min(max(centre.offset, -1e6), 1e6) * 1e5).rounded())
        absoluteOffsets.append(abs(hundredThousandths))
        if summary.offsets.bins.isEmpty {
            summary.offsets.bins = (0..<50).map { .init(from: Double($0 * 2 - 50) / 100) }
        }
        let shifted = hundredThousandths + 50_000
        if shifted < 0 {
            summary.offsets.below += 1
        } else if shifted >= 100_000 {
            summary.offsets.above += 1
        } else if centre.isOff {
            summary.offsets.bins[shifted / 2_000].off += 1
        } else {
            summary.offsets.bins[shifted / 2_000].within += 1
        }
    }
}

/// `2026-11-21T10:03:00Z`.
func rfc3339(_ date: Date) -> String { date.formatted(.iso8601) }

/// Photos or visits by finding or reason.
struct CodeCounts {
    var findings: [String: ReportSummary.FindingFigures] = [:]
    var notAssessable: [String: Int] = [:]
    var rejected: [String: Int] = [:]
    var failed: [String: Int] = [:]
}
