import Ledger
import Visits

/// Lists of stores.
extension Page {
    /// Stores with a photo in the period: those to call in their order, then the one most often non-compliant.
    private var ranked: [StoreRow] {
        let call = report.toCall
        let named = Set(call)
        let others = report.stores.filter { $0.value.visits > 0 && !named.contains($0.key) }
        return call
            + others.sorted { a, b in
                let left = (a.value.nonCompliant, a.value.notAssessable)
                let right = (b.value.nonCompliant, b.value.notAssessable)
                return left == right
                    ? report.byteOrder(report.book[a.key].id, report.book[b.key].id) : left > right
            }.map(\.key)
    }

    var stores: String {
        let all = ranked
        let rows = all.prefix(Self.storeRows).map { store in
            let figures = report.stores[store] ?? StoreFigures()
            return (attributes: filterData(store, codes: figures.violations.sorted()), cells: cells(store, figures))
        }
        let columns: [Column] = [
            .text(w(.store)), .text(w(.region)), .text(w(.latestVerdict)), .number(w(.offset)), .number(w(.compliance)),
            .number(w(.visits)), .number(w(.nonCompliantColumn)), .number(w(.photos)), .text(w(.latestVisit)),
            .text(w(.violations)),
        ]
        var body = paragraph(w(.storesIntro))
        if all.count > Self.storeRows {
            body += paragraph(w(.storesMore, w.number(Self.storeRows), w.number(all.count)), note: true)
        }
        if rows.count > 100 {
            body += "<p class=\"note paper\">\(esc(w(.storesMore, "100", w.number(all.count))))</p>"
        }
        body += table(w(.stores), columns, Array(rows), sortable: true, name: "long")
        return section("stores", w(.stores), body)
    }

    private func cells(_ store: StoreRow, _ figures: StoreFigures) -> [Cell] {
        let status = figures.latest?.status ?? .unread
        let offset = figures.latest?.centre?.offset
        let words = figures.violations.sorted().map { w.codes.finding($0) }
        let day = figures.latestDay.map { "\($0)" } ?? ""
        return [
            storeCell(store), .text(report.book[store].region ?? "–"), statusCell(status),
            .html(esc(w.offset(offset)), key: offset.map { decimal($0, 5) } ?? ""),
            rate(share(figures.compliant, of: figures.compliant + figures.nonCompliant)), number(figures.visits),
            number(figures.nonCompliant), number(figures.photos),
            dayCell(day),
            .text(words.isEmpty ? "–" : words.joined(separator: ", ")),
        ]
    }

    var uncovered: String {
        guard let registered = summary.stores.registered else {
            return section("uncovered", w(.noPhotos), paragraph(w(.noRegistry)))
        }
        let all = report.uncovered
        guard !all.isEmpty else { return section("uncovered", w(.noPhotos), paragraph(w(.noPhotosNone))) }
        // What was read, or what the ledger knows, where that is less.
        let since = w.date(max("\(min(report.late.from, report.firstMonth))", summary.ledgerFrom ?? ""))
        let rows = all.prefix(Self.listRows).map { store in
            let last = report.lastSeen[store].map { "\($0)" }
            return (
                attributes: filterData(store),
                cells: [
                    storeCell(store),
                    .text(report.book[store].region ?? "–"),
                    .html(esc(last.map { w.date($0) } ?? w(.never, since)), key: last ?? ""),
                ] as [Cell]
            )
        }
        var body = paragraph(w(.noPhotosIntro, w.number(all.count), w.number(registered)))
        body += more(rows.count, all.count, "stores.csv")
        body += table(
            w(.noPhotos), [.text(w(.store)), .text(w(.region)), .text(w(.lastPhoto))], Array(rows), sortable: true,
            name: "long")
        return section("uncovered", w(.noPhotos), body)
    }

    var repeated: String {
        let all = report.repeated
        guard !all.isEmpty else { return section("repeated", w(.repeated), paragraph(w(.repeatedNone))) }
        let rows = all.prefix(Self.listRows).map { store in
            let figures = report.stores[store] ?? StoreFigures()
            let words = figures.violations.sorted().map { w.codes.finding($0) }
            return (
                attributes: filterData(store, codes: figures.violations.sorted()),
                cells: [
                    storeCell(store),
                    .text(report.book[store].region ?? "–"), number(figures.nonCompliant),
                    number(figures.nonCompliantBefore), .text(words.joined(separator: ", ")),
                ] as [Cell]
            )
        }
        let columns: [Column] = [
            .text(w(.store)), .text(w(.region)), .number(w(.inPeriod)), .number(w(.inPrevious)), .text(w(.violations)),
        ]
        return section(
            "repeated", w(.repeated),
            paragraph(w(.repeatedIntro, w.number(all.count))) + more(rows.count, all.count, "stores.csv")
                + table(w(.repeated), columns, Array(rows), sortable: true, name: "long"))
    }

    /// Says that a list is cut, and where the rest is.
    func more(_ shown: Int, _ all: Int, _ file: String) -> String {
        shown < all ? paragraph(w(.listMore, w.number(shown), w.number(all), file), note: true) : ""
    }
}
