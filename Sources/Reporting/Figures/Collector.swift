import Foundation
import Judging
import Ledger
import Records
import Visits

/// Goes through the ledger day by day, from the first day any figure needs to the last of the period, and adds up.
struct Collector {
    let ledger: Ledger
    var reader: VisitReader
    var report: ReportFigures
    var counts = CodeCounts()
    var absoluteOffsets: [Int] = []
    var slotFigures: [String: ReportSummary.SlotFigures] = [:]
    var regions: [String: ReportSummary.Region] = [:]
    var limits: [Double: Int] = [:]
    var lateCandidates: [RecordID] = []
    var sameContents: Set<[UInt8]> = []
    /// Photos of the period with a relation that weighs something, with the heaviest.
    var related: [RecordID: Severity] = [:]
    /// Photos of the period whose device was in another store too shortly before or after, in order.
    var hurried: [RecordID] = []
    var travel = CheckSummary.Travel()
    /// nil in a ledger that knows no catalogue.
    var artworks: ArtworkFigures?
    var versionRows: Set<VersionID> = []
    var staffFigures: [String: ReportSummary.StaffFigures] = [:]
    var storesOfStaff: [String: Set<StoreRow>] = [:]

    let before: ReportPeriod
    let trendDays: ReportPeriod
    /// Milliseconds since 1970 from which a photo of an earlier period is late.
    let lateFrom: Int64

    var request: ReportRequest { report.request }
    var book: StoreBook { report.book }
    var period: ReportPeriod { report.period }

    /// Hours after a period's end that its photos have to come in before they are late: the night's scan.
    static let nightHours: Int64 = 6
    static let listedPhotos = 300

    init(_ request: ReportRequest, _ ledger: Ledger) throws {
        self.ledger = ledger
        let period = request.period
        let before = period.before
        let late = ReportPeriod(min(before.from, period.from - 31), period.from - 1)
        let summary = ReportSummary(
            created: rfc3339(request.created), branch: request.branch, zone: request.zone.identifier,
            scope: .init(region: request.region, store: request.store), period: Self.span(period),
            previousPeriod: Self.span(before), late: .init(window: Self.span(late)))
        report = ReportFigures(
            request: request, book: try StoreBook(ledger, request), summary: summary, period: period, late: late,
            firstMonth: period.to.firstOfMonth(after: period.days > 7 ? -12 : -1))
        reader = VisitReader(ledger, zone: request.zone)
        self.before = before
        trendDays = ReportPeriod(min(max(period.from, period.to - 91), period.to - 30), period.to)
        lateFrom = period.from.start(in: request.zone) + Self.nightHours * 3_600_000
        report.summary.ledgerFrom = try ledger.firstVisitDay()
        report.summary.changes = request.since.map { .init(since: rfc3339($0)) }
        for drop in try ledger.drops() { report.drops[drop.id] = drop }
        artworks = try ArtworkFigures(ledger, period, order: report.byteOrder)
        startRegions()
    }

    static func span(_ period: ReportPeriod) -> ReportSummary.Span {
        .init(from: "\(period.from)", to: "\(period.to)")
    }

    private mutating func startRegions() {
        for row in book.registered { regions[book[row].region ?? "", default: .init()].registered += 1 }
    }

    /// Reads everything; `visit` and `photo` are called for the period's, in order.
    mutating func collect(
        visit tellVisit: (Visit, ReportFigures) throws -> Void,
        photo tellPhoto: (VisitPhoto, ReportFigures) throws -> Void
    ) throws {
        var months: [String: ReportSummary.Visits] = [:]
        var days: [CalendarDay: ReportSummary.Visits] = [:]
        let firstMonth = report.firstMonth
        var day =
            [firstMonth, report.late.from, trendDays.from, before.from, period.from, artworks?.from].compactMap { $0 }
            .min()
            ?? period.from
        while day <= period.to {
            let isInside = period.contains(day)
            let rows = try reader.photos(day, detailed: isInside).filter { report.book.includes($0.record.store) }
            report.slots = reader.slots
            let former = isInside ? formerVisits(rows, day) : nil
            if isInside {
                noteStaff(rows)
                for row in rows {
                    note(row, day)
                    try tellPhoto(row, report)
                }
            }
            if report.late.contains(day) {
                for row in rows where row.record.audited >= lateFrom && lateCandidates.count < 200_000 {
                    lateCandidates.append(row.record.id)
                }
            }
            try noteArtworks(rows, day)
            for visit in visits(rows, day, ordered: isInside) {
                report.lastSeen[visit.store] = day
                if day >= firstMonth { months[day.month, default: .init()].add(visit.status) }
                if trendDays.contains(day) { days[day, default: .init()].add(visit.status) }
                if before.contains(day) { noteBefore(visit) }
                if isInside {
                    note(visit)
                    noteChange(visit, rows, former: former)
                    noteRetake(visit, rows)
                    list(visit)
                    try tellVisit(visit, report)
                }
            }
            day = day + 1
        }
        report.summary.months = fill(months)
        let firstDay = min(
            trendDays.to, max(trendDays.from, report.summary.ledgerFrom.flatMap { CalendarDay($0) } ?? trendDays.from))
        report.summary.days = (firstDay.number...trendDays.to.number).map {
            let day = CalendarDay(number: $0)
            return .init(date: "\(day)", visits: days[day] ?? .init())
        }
        try finish()
        try finishChanges()
    }

    private func fill(_ months: [String: ReportSummary.Visits]) -> [ReportSummary.Bucket] {
        var buckets: [ReportSummary.Bucket] = []
        // Months before the ledger begins are not empty, they are unknown.
        let first = report.summary.ledgerFrom.flatMap { CalendarDay($0)?.firstOfMonth }
        var month = max(report.firstMonth, min(first ?? report.firstMonth, period.to.firstOfMonth))
        while month <= period.to {
            buckets.append(.init(date: month.month, visits: months[month.month] ?? .init()))
            month = month.firstOfMonth(after: 1)
        }
        return buckets
    }

    /// The day's visits; where asked for, by the store's identifier in byte order.
    private mutating func visits(_ photos: [VisitPhoto], _ day: CalendarDay, ordered: Bool) -> [Visit] {
        let visits = reader.visits(photos, day)
        report.slots = reader.slots
        guard ordered else { return visits }
        return visits.sorted { report.byteOrder(book[$0.store].id, book[$1.store].id) }
    }

    private mutating func noteBefore(_ visit: Visit) {
        report.summary.previousVisits.add(visit.status)
        if visit.status == .nonCompliant { report.stores[visit.store, default: .init()].nonCompliantBefore += 1 }
    }

    private mutating func note(_ visit: Visit) {
        report.summary.visits.add(visit.status)
        report.stores[visit.store, default: .init()].add(visit)
        let region = book[visit.store].region ?? ""
        regions[region, default: .init()].visits.add(visit.status)
        for code in visit.violations { counts.findings[code, default: .init(code: code)].visits += 1 }
        if visit.audited > 0 { noteSlots(visit) }
        if let centre = visit.centre { noteOffset(centre) }
    }

    private mutating func noteSlots(_ visit: Visit) {
        let violated = Set(visit.violations.compactMap { FindingCode(code: $0)?.slot })
        for name in reader.slots.names {
            let slot = report.slots.set(name)
            var figures = slotFigures[name] ?? .init(slot: name)
            if !visit.slots.isDisjoint(with: slot) {
                figures.seen += 1
                if violated.contains(name) { figures.violated += 1 }
            } else if !visit.missing.isDisjoint(with: slot) {
                figures.missing += 1
            }
            slotFigures[name] = figures
        }
    }

    private mutating func noteOffset(_ centre: Visit.Centre) {
        // A ledger may hold any number; no cabinet is a million widths away.
        let hundredThousandths = Int(clamped: (min(max(centre.offset, -1e6), 1e6) * 1e5).rounded())
        absoluteOffsets.append(abs(hundredThousandths))
        if report.summary.offsets.bins.isEmpty {
            report.summary.offsets.bins = (0..<50).map { .init(from: Double($0 * 2 - 50) / 100) }
        }
        let shifted = hundredThousandths + 50_000
        if shifted < 0 {
            report.summary.offsets.below += 1
        } else if shifted >= 100_000 {
            report.summary.offsets.above += 1
        } else if centre.isOff {
            report.summary.offsets.bins[shifted / 2_000].off += 1
        } else {
            report.summary.offsets.bins[shifted / 2_000].within += 1
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
