import Digest
import Foundation
import Ledger
import Records

/// The instant of a column of milliseconds.
func instant(_ milliseconds: Int64) -> Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

extension Collector {
    /// What is added up after the last day.
    mutating func finish() throws {
        finishSums()
        finishStores()
        finishSlots()
        finishOffsets()
        try finishLate()
        try finishSamePhotos()
        try finishChecks()
        try finishLeft()
        try finishVersions()
        finishArtworks()
        report.summary.photographAgain = report.retakes.count
        try finishCalls()
        let all = try ledger.counts()
        report.summary.ledger = .init(
            discovered: all.discovered, audited: all.audited, rejected: all.rejected, failed: all.failed,
            duplicate: all.duplicate, pending: all.pending)
        report.summary.findings = counts.findings.values.sorted {
            $0.visits == $1.visits
                ? ($0.photos == $1.photos ? report.byteOrder($0.code, $1.code) : $0.photos > $1.photos)
                : $0.visits > $1.visits
        }
        report.summary.notAssessable = ranked(counts.notAssessable)
        report.summary.rejected = ranked(counts.rejected)
    }

    /// After the paths without records were counted.
    mutating func finishAccounting() {
        report.summary.failed = ranked(counts.failed)
        var sums = report.summary.accounting
        sums.audited = report.summary.photos.audited
        sums.rejected = report.summary.photos.rejected
        sums.discovered = sums.audited + sums.rejected + sums.failed + sums.duplicate + sums.pending
        report.summary.accounting = sums
    }

    private func ranked(_ counts: [String: Int]) -> [ReportSummary.CodeCount] {
        counts.sorted { $0.value == $1.value ? report.byteOrder($0.key, $1.key) : $0.value > $1.value }.map {
            .init(code: $0.key, photos: $0.value)
        }
    }

    private mutating func finishSums() {
        var times = report.summary.times
        times.uncertain = times.folder + times.none + times.conflicting
        times.uncertainShare = share(
            times.uncertain, of: report.summary.photos.audited + report.summary.photos.rejected)
        report.summary.times = times
        var rate = ReportSummary.Rate()
        rate.compliance = report.summary.visits.compliance
        rate.previous = report.summary.previousVisits.compliance
        rate.target = request.target
        // A period that the ledger has only in part is nothing to compare with.
        let ledgerFrom = report.summary.ledgerFrom ?? ""
        rate.previousIsPartial = rate.previous != nil && ledgerFrom > report.summary.previousPeriod.from
        rate.change = rate.previousIsPartial ? nil : difference(rate.compliance, rate.previous)
        rate.againstTarget = difference(rate.compliance, rate.target)
        report.summary.rate = rate
    }

    private func difference(_ a: Double?, _ b: Double?) -> Double? {
        guard let a, let b else { return nil }
        return ((a - b) * 1e5).rounded() / 1e5
    }

    private mutating func finishStores() {
        let covered = report.stores.filter { $0.value.audited > 0 }
        let listed = report.toCall
        report.summary.stores.covered = covered.keys.count { book[$0].registered }
        report.summary.stores.unregistered = covered.keys.count { !book[$0].registered }
        if book.hasRegistry {
            report.summary.stores.registered = book.registered.count
            report.summary.stores.uncovered = report.uncovered.count
        }
        for store in covered.keys where book[store].registered {
            regions[book[store].region ?? "", default: .init()].covered += 1
        }
        report.summary.regions = regions.map { name, figures in
            var region = figures
            region.region = name.isEmpty ? nil : name
            return region
        }.sorted { report.byteOrder($0.region ?? "\u{10FFFF}", $1.region ?? "\u{10FFFF}") }
        report.summary.stores.toCall = listed.count
        report.summary.stores.repeated = report.repeated.count
        report.summary.callFirst = listed.prefix(100).compactMap { row in
            guard let figures = report.stores[row], let latest = figures.latest else { return nil }
            return .init(
                storeId: book[row].id, name: book[row].name, region: book[row].region, date: "\(latest.day)",
                findings: latest.violations, offset: latest.centre?.offset, uncertainty: latest.centre?.uncertainty,
                nonCompliant: figures.nonCompliant, visits: figures.visits)
        }
    }

    private mutating func finishSlots() {
        let audited = report.summary.visits.visits - report.summary.visits.unread
        let order = CodeWords.slots
        report.summary.slots = slotFigures.values.map { figures in
            var slot = figures
            slot.unknown = audited - slot.seen - slot.missing
            slot.compliance = share(slot.seen - slot.violated, of: slot.seen + slot.missing)
            return slot
        }.sorted { a, b in
            let places = (order.firstIndex(of: a.slot) ?? 9, order.firstIndex(of: b.slot) ?? 9)
            return places.0 == places.1 ? report.byteOrder(a.slot, b.slot) : places.0 < places.1
        }
    }

    private mutating func finishOffsets() {
        absoluteOffsets.sort()
        let count = absoluteOffsets.count
        report.summary.offsets.measured = count
        if count > 0 {
            let middle = absoluteOffsets[count / 2] + absoluteOffsets[(count - 1) / 2]
            report.summary.offsets.medianAbsolute = Double(middle) / 2e5
        }
        report.summary.offsets.limit = limits.max { $0.value == $1.value ? $0.key > $1.key : $0.value < $1.value }?.key
    }

    private mutating func finishLate() throws {
        for id in lateCandidates {
            guard let place = try ledger.place(of: id),
                let arrived = try ledger.firstSeen(drop: place.drop, path: place.path), arrived >= lateFrom
            else { continue }
            report.summary.late.photos += 1
            guard report.summary.late.listed.count < Self.listedPhotos else { continue }
            report.summary.late.listed.append(
                .init(
                    storeId: place.store.map { book[$0].id }, date: "\(visitDay(place))", path: place.path.escaped,
                    arrived: rfc3339(instant(arrived))))
        }
    }

    /// A photo that was moved keeps the finding in a record that was published before: it is not a group any more.
    private mutating func finishSamePhotos() throws {
        for content in sameContents.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let places = try ledger.places(ofContent: content)
            guard places.count > 1 else { continue }
            report.summary.samePhotoGroups += 1
            guard report.summary.samePhotos.count < 100 else { continue }
            let listed = places.map {
                ReportSummary.Place(
                    storeId: $0.store.map { book[$0].id }, date: "\(visitDay($0))", path: $0.path.escaped)
            }
            report.summary.samePhotos.append(.init(sha256: SHA256Digest.hex(content), places: listed))
        }
    }

    /// The day of the visit of a record's photo.
    func visitDay(_ place: PhotoPlace) -> CalendarDay {
        CalendarDay(ofVisit: place.date, taken: place.taken, in: request.zone)
    }

    private mutating func finishVersions() throws {
        for (id, made) in try ledger.versions() where versionRows.contains(id) {
            report.summary.versions.append(
                "sightline \(made.program), \(made.model), \(made.precision), \(made.policy)")
        }
    }
}
