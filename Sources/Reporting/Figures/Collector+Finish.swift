import Foundation
import Ledger
import Records

/// The instant of a column of milliseconds.
func instant(_ milliseconds: Int?) -> Date { Date(timeIntervalSince1970: Double(milliseconds ?? 0) / 1000) }

extension Collector {
    /// Stores whose latest visit isn't compliant, worst first.
    var toCall: [Int] {
        stores.filter { $0.value.isToCall }.sorted { a, b in
            a.value.isWorse(than: b.value) ?? byteOrder(book[a.key].id, book[b.key].id)
        }.map(\.key)
    }

    /// Stores that are non-compliant again and again, oftenest first.
    var repeated: [Int] {
        stores.filter { $0.value.isRepeated }.sorted { a, b in
            let times = (a.value.nonCompliant + a.value.nonCompliantBefore, a.value.nonCompliant)
            let others = (b.value.nonCompliant + b.value.nonCompliantBefore, b.value.nonCompliant)
            return times == others ? byteOrder(book[a.key].id, book[b.key].id) : times > others
        }.map(\.key)
    }

    /// Registered stores without an audited photo in the period.
    var uncovered: [Int] {
        book.registered.filter { (stores[$0]?.audited ?? 0) == 0 }.sorted { byteOrder(book[$0].id, book[$1].id) }
    }

    func byteOrder(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    /// What is added up after the last day.
    mutating func finish() throws {
        finishSums()
        finishStores()
        finishSlots()
        finishOffsets()
        try finishLate()
        try finishSamePhotos()
        try finishLeft()
        try finishVersions()
        let all = try ledger.counts()
        summary.ledger = .init(
            discovered: all.discovered, audited: all.audited, rejected: all.rejected, failed: all.failed,
            duplicate: all.duplicate, pending: all.pending)
        summary.findings = counts.findings.values.sorted {
            $0.visits == $1.visits
                ? ($0.photos == $1.photos ? byteOrder($0.code, $1.code) : $0.photos > $1.photos) : $0.visits > $1.visits
        }
        summary.notAssessable = ranked(counts.notAssessable)
        summary.rejected = ranked(counts.rejected)
    }

    /// After the paths without records were told.
    mutating func finishAccounting() {
        summary.failed = ranked(counts.failed)
        var sums = summary.accounting
        sums.audited = summary.photos.audited
        sums.rejected = summary.photos.rejected
        sums.discovered = sums.audited + sums.rejected + sums.failed + sums.duplicate + sums.pending
        summary.accounting = sums
    }

    private func ranked(_ counts: [String: Int]) -> [ReportSummary.CodeCount] {
        counts.sorted { $0.value == $1.value ? byteOrder($0.key, $1.key) : $0.value > $1.value }.map {
            .init(code: $0.key, photos: $0.value)
        }
    }

    private mutating func finishSums() {
        var times = summary.times
        times.uncertain = times.folder + times.none + times.conflicting
        times.uncertainShare = share(times.uncertain, of: summary.photos.audited + summary.photos.rejected)
        summary.times = times
        var rate = ReportSummary.Rate()
        rate.compliance = summary.visits.compliance
        rate.previous = summary.previousVisits.compliance
        rate.target = request.target
        rate.change = difference(rate.compliance, rate.previous)
        rate.againstTarget = difference(rate.compliance, rate.target)
        summary.rate = rate
    }

    private func difference(_ a: Double?, _ b: Double?) -> Double? {
        guard let a, let b else { return nil }
        return ((a - b) * 1e5).rounded() / 1e5
    }

    private mutating func finishStores() {
        let covered = stores.filter { $0.value.audited > 0 }
        let listed = toCall
        summary.stores.covered = covered.keys.count { book[$0].registered }
        summary.stores.unregistered = covered.keys.count { !book[$0].registered }
        if book.hasRegistry {
            summary.stores.registered = book.registered.count
            summary.stores.uncovered = uncovered.count
        }
        for store in covered.keys where book[store].registered {
            regions[book[store].region ?? "", default: .init()].covered += 1
        }
        summary.regions = regions.map { name, figures in
            var region = figures
            region.region = name.isEmpty ? nil : name
            return region
        }.sorted { byteOrder($0.region ?? "\u{10FFFF}", $1.region ?? "\u{10FFFF}") }
        summary.stores.toCall = listed.count
        summary.stores.repeated = repeated.count
        summary.callFirst = listed.prefix(100).compactMap { row in
            guard let figures = stores[row], let latest = figures.latest else { return nil }
            return .init(
                storeId: book[row].id, name: book[row].name, region: book[row].region, date: "\(latest.day)",
                findings: latest.violations, offset: latest.centre?.offset, uncertainty: latest.centre?.uncertainty,
                nonCompliant: figures.nonCompliant, visits: figures.visits)
        }
    }

    private mutating func finishSlots() {
        let audited = summary.visits.visits - summary.visits.unread
        let order = [Slot.topAd, Slot.cduHorizontal, Slot.cduVerticalLeft, Slot.cduVerticalRight]
        summary.slots = slotFigures.values.map { figures in
            var slot = figures
            slot.unknown = audited - slot.seen - slot.missing
            slot.compliance = share(slot.seen - slot.violated, of: slot.seen + slot.missing)
            return slot
        }.sorted { a, b in
            let places = (order.firstIndex(of: a.slot) ?? 9, order.firstIndex(of: b.slot) ?? 9)
            return places.0 == places.1 ? byteOrder(a.slot, b.slot) : places.0 < places.1
        }
    }

    private mutating func finishOffsets() {
        absoluteOffsets.sort()
        let count = absoluteOffsets.count
        summary.offsets.measured = count
        if count > 0 {
            let middle = absoluteOffsets[count / 2] + absoluteOffsets[(count - 1) / 2]
            summary.offsets.medianAbsolute = Double(middle) / 2e5
        }
        summary.offsets.limit = limits.max { $0.value == $1.value ? $0.key > $1.key : $0.value < $1.value }?.key
    }

    private mutating func finishLate() throws {
        for id in lateCandidates {
            var found: (drop: Int, path: PathBytes, store: Int?, day: ReportDay)?
            try ledger.query(
                "SELECT drop_id, path, store, date, taken_ms FROM record WHERE id = ?1", [.integer(Int64(id))]
            ) {
                found = ($0.integer(0) ?? 0, PathBytes($0.blob(1)), $0.integer(2), visitDay($0, 3, taken: 4))
            }
            guard let found, let arrived = try firstSeen(found.drop, found.path), arrived >= lateFrom else { continue }
            summary.late.photos += 1
            guard summary.late.listed.count < Self.listedPhotos else { continue }
            summary.late.listed.append(
                .init(
                    storeId: found.store.map { book[$0].id },
                    date: "\(found.day)", path: found.path.escaped,
                    arrived: rfc3339(instant(Int(arrived)))))
        }
    }

    static let firstSeenQuery = """
        SELECT p.first_seen_ms FROM folder f JOIN path p ON p.folder_id = f.id
         WHERE f.drop_id = ?1 AND f.path = ?2 AND p.name = ?3
        """

    private func firstSeen(_ drop: Int, _ path: PathBytes) throws -> Int64? {
        let slash = path.bytes.lastIndex(of: 0x2F)
        let folder = slash.map { Array(path.bytes[..<$0]) } ?? []
        let name = slash.map { Array(path.bytes[($0 + 1)...]) } ?? path.bytes
        var seen: Int64?
        try ledger.query(Self.firstSeenQuery, [.integer(Int64(drop)), .blob(folder), .blob(name)]) {
            seen = $0.integer(0).map { Int64($0) }
        }
        return seen
    }

    static let contentQuery = """
        SELECT store, date, taken_ms, path FROM record
         WHERE current = 1 AND state = 'audited' AND sha256 = ?1 AND left_ms IS NULL ORDER BY taken_ms, drop_id, path
        """

    /// A photo that was moved keeps the finding in a record that was published before: it is no group any more.
    private mutating func finishSamePhotos() throws {
        for content in sameContents.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            var places: [ReportSummary.Place] = []
            try ledger.query(Self.contentQuery, [.blob(content)]) { row in
                places.append(
                    .init(
                        storeId: row.integer(0).map { book[$0].id },
                        date: "\(visitDay(row, 1, taken: 2))", path: PathBytes(row.blob(3)).escaped))
            }
            guard places.count > 1 else { continue }
            summary.samePhotoGroups += 1
            guard summary.samePhotos.count < 100 else { continue }
            summary.samePhotos.append(.init(sha256: hex(content), places: places))
        }
    }

    private mutating func finishVersions() throws {
        try ledger.query("SELECT id, program, model, precision, policy FROM version ORDER BY id") { row in
            guard versionRows.contains(row.integer(0) ?? 0) else { return }
            let parts = (1...4).map { row.text($0) ?? "" }
            summary.versions.append("sightline \(parts[0]), \(parts[1]), \(parts[2]), \(parts[3])")
        }
    }
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { padded16($0) }.joined()
}

private func padded16(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
}
