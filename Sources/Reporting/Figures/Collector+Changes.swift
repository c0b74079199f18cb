import Foundation
import Ledger
import Records
import Visits

/// What is new since the last report, and who was there.
extension Collector {
    /// The visits of a day as the last report knew them, by store; nil where nothing of the day is newer.
    mutating func formerVisits(_ rows: [VisitPhoto], _ day: CalendarDay) -> [StoreRow: Visit]? {
        guard let since = request.since.map(Self.milliseconds), rows.contains(where: { $0.record.audited >= since })
        else { return nil }
        let former = reader.visits(rows.filter { $0.record.audited < since }, day)
        return Dictionary(former.map { ($0.store, $0) }) { first, _ in first }
    }

    /// Notes how a visit differs from what the last report knew.
    mutating func noteChange(_ visit: Visit, _ rows: [VisitPhoto], former: [StoreRow: Visit]?) {
        guard let since = request.since.map(Self.milliseconds) else { return }
        let isNew = former != nil && rows.contains { $0.record.store == visit.store && $0.record.audited >= since }
        if isNew { report.summary.changes?.visits.add(visit.status) }
        let before = isNew ? former?[visit.store] : visit
        if let before, before.audited > 0 { report.stores[visit.store, default: .init()].latestBefore = before }
        if visit.audited > 0 { report.stores[visit.store, default: .init()].isChanged = isNew }
    }

    /// Notes who took the day's photos.
    mutating func noteStaff(_ rows: [VisitPhoto]) {
        report.staffOfDay = [:]
        guard let staff = request.staff else { return }
        for row in rows {
            guard let store = row.record.store, let detail = row.record.detail, let drop = report.drops[detail.drop],
                let name = staff(drop.name, detail.path)
            else { continue }
            report.staffOfDay[store, default: []].insert(name)
        }
    }

    /// Adds a visit to the list, and to the figures of those who took its photos.
    mutating func list(_ visit: Visit) {
        let staff = (report.staffOfDay[visit.store] ?? []).sorted { report.byteOrder($0, $1) }
        for name in staff {
            staffFigures[name, default: .init(staff: name)].visits.add(visit.status)
            storesOfStaff[name, default: []].insert(visit.store)
        }
        report.visits.append(ListedVisit(visit: visit, staff: staff))
        if report.visits.count >= 2 * ReportFigures.listedVisits {
            report.visits.removeFirst(ReportFigures.listedVisits)
        }
    }

    mutating func finishChanges() throws {
        report.visits = Array(report.visits.suffix(ReportFigures.listedVisits))
        report.summary.staff = staffFigures.values.map { figures in
            var figures = figures
            figures.stores = storesOfStaff[figures.staff]?.count ?? 0
            return figures
        }.sorted { report.byteOrder($0.staff, $1.staff) }
        let sealed = try ledger.bundles(.sealed)
        let failing = sealed.filter { $0.attempts > 0 }
        report.summary.uploads = .init(waiting: sealed.count, failing: failing.count, problem: failing.last?.problem)
        guard var changes = report.summary.changes else { return }
        (changes.newCalls, changes.newCallsCount) = changed(report.toCall) { $0.isNewCall }
        (changes.stillCalls, changes.stillCallsCount) = changed(report.toCall) { $0.isStillCall }
        let others = report.stores.keys.sorted { report.byteOrder(book[$0].id, book[$1].id) }
        (changes.fixed, changes.fixedCount) = changed(others) { $0.isFixed }
        report.summary.changes = changes
    }

    private func changed(
        _ rows: [StoreRow], _ isMeant: (StoreFigures) -> Bool
    ) -> ([ReportSummary.ChangedStore], Int) {
        let meant = rows.filter { report.stores[$0].map(isMeant) ?? false }
        let listed = meant.prefix(100).map { row in
            let latest = report.stores[row]?.latest
            return ReportSummary.ChangedStore(
                storeId: book[row].id, name: book[row].name, date: latest.map { "\($0.day)" } ?? "",
                findings: latest?.violations ?? [])
        }
        return (listed, meant.count)
    }

    private static func milliseconds(_ date: Date) -> Int64 { Int64(clamped: date.timeIntervalSince1970 * 1000) }
}
