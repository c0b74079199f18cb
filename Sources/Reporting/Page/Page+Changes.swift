import Foundation
import Ledger
import Visits

/// What has changed, the visits one by one, and who made them.
extension Page {
    private static let namedStores = 12

    var changes: String {
        guard let changes = summary.changes else {
            return section("changes", w(.changes), uploads + paragraph(w(.changesUnknown), note: true))
        }
        var clock = LocalClock(zone: report.request.zone)
        let since = report.request.since.map { clock.text(Int64(clamped: $0.timeIntervalSince1970 * 1000)) } ?? ""
        var body = uploads + paragraph(w(.changesSince, since), note: true)
        let visits = changes.visits
        if visits.visits == 0 {
            body += paragraph(w(.changesNone))
        } else {
            body += paragraph(
                w(
                    .changesVisits, w.number(visits.visits), w.number(visits.compliant), w.number(visits.nonCompliant),
                    w.number(visits.notAssessable + visits.unread)))
        }
        let lists: [(Phrase, [ReportSummary.ChangedStore], Int, String)] = [
            (.newCalls, changes.newCalls, changes.newCallsCount, "nc"),
            (.stillCalls, changes.stillCalls, changes.stillCallsCount, "nc"),
            (.fixedStores, changes.fixed, changes.fixedCount, "c"),
        ]
        let items = lists.filter { $0.2 > 0 }.map { phrase, stores, count, kind in
            "<li><strong class=\"\(kind)\">\(esc(w(phrase, w.number(count))))</strong>: \(named(stores, of: count))</li>"
        }
        return section(
            "changes", w(.changes), body + (items.isEmpty ? "" : "<ul class=\"moves\">\(items.joined())</ul>"))
    }

    private var uploads: String {
        let uploads = summary.uploads
        guard uploads.failing > 0 else { return "" }
        return "<p class=\"nc\">\(esc(w(.uploadsFailing, w.number(uploads.failing), uploads.problem ?? "")))</p>"
    }

    private func named(_ stores: [ReportSummary.ChangedStore], of count: Int) -> String {
        var names = stores.prefix(Self.namedStores).map { store in
            let words = store.findings.map { w.codes.finding($0) }.joined(separator: ", ")
            let name = "<bdi>\(esc(store.name ?? store.storeId))</bdi>"
            return words.isEmpty ? name : "\(name) <span class=\"note\">(\(esc(words)))</span>"
        }
        if count > names.count { names.append(esc(w(.andMore, w.number(count - names.count)))) }
        return names.joined(separator: ", ")
    }

    /// The visits, the latest first.
    var visitList: String {
        let all = report.visits
        guard !all.isEmpty else { return "" }
        let hasStaff = !summary.staff.isEmpty
        let rows = all.reversed().map { listed -> (attributes: String, cells: [Cell]) in
            let visit = listed.visit
            let words = visit.violations.map { w.codes.finding($0) }
            let people = listed.staff.isEmpty ? "–" : listed.staff.joined(separator: ", ")
            let staff: [Cell] = hasStaff ? [.html(oneLine(people))] : []
            return (
                filterData(visit.store, codes: visit.violations),
                [
                    dayCell("\(visit.day)"), storeCell(visit.store),
                ] + staff + [
                    statusCell(visit.status), .text(words.isEmpty ? "–" : words.joined(separator: ", ")),
                    number(visit.photos),
                ]
            )
        }
        let columns: [Column] =
            [.text(w(.date)), .text(w(.store))] + (hasStaff ? [.text(w(.staff))] : [])
            + [.text(w(.latestVerdictOfVisit)), .text(w(.violations)), .number(w(.photos))]
        let count = summary.visits.visits
        let cut = rows.count < count ? w(.visitListMore, w.number(rows.count), w.number(count)) : nil
        return section(
            "visits", w(.visitList),
            paragraph(w(.visitListIntro))
                + longTable(w(.visitList), columns, rows, of: count, in: "report.ndjson", cut: cut))
    }

    /// Figures by salesperson, where layouts name them.
    var staff: String {
        guard !summary.staff.isEmpty else { return "" }
        let rows = summary.staff.map { person in
            (
                attributes: "",
                cells: [.html(oneLine(person.staff), key: person.staff), number(person.stores)]
                    + visitCells(person.visits) as [Cell]
            )
        }
        let columns: [Column] = [.text(w(.staff)), .number(w(.covered))] + visitColumns
        return section(
            "staff", w(.staffTitle),
            paragraph(w(.staffIntro), note: true) + table(w(.staffTitle), columns, rows, sortable: true))
    }
}
