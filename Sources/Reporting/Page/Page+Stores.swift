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
        let cut =
            rows.count < all.count ? w(.storesMore, w.number(Self.storeRows), w.number(all.count)) : nil
        body += longTable(w(.stores), columns, Array(rows), of: all.count, in: "stores.csv", cut: cut)
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
        body += longTable(
            w(.noPhotos), [.text(w(.store)), .text(w(.region)), .text(w(.lastPhoto))], Array(rows), of: all.count,
            in: "stores.csv")
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
            paragraph(w(.repeatedIntro, w.number(all.count)))
                + longTable(w(.repeated), columns, Array(rows), of: all.count, in: "stores.csv"))
    }

    /// A table that may be cut, on the screen or on paper, and says so there.
    /// - Parameters:
    ///   - count: rows of the whole list.
    ///   - file: where the whole list is.
    ///   - held: how many of them that file has; nil: all.
    ///   - cut: what the screen says of a list that is cut; nil: that these are the first.
    func longTable(
        _ caption: String, _ columns: [Column], _ rows: [(attributes: String, cells: [Cell])], of count: Int,
        in file: String, held: Int? = nil, cut: String? = nil
    ) -> String {
        func words(_ shown: Int, _ phrase: Phrase) -> String {
            guard let held, held < count else { return w(phrase, w.number(shown), w.number(count), file) }
            return w(.listCut, w.number(shown), w.number(count), file, w.number(held))
        }
        var notes = ""
        if rows.count < count {
            notes += "<p class=\"note screen\">\(esc(cut ?? words(rows.count, .listMore)))</p>\n"
        }
        let printed = min(rows.count, Self.paperRows)
        if printed < count { notes += "<p class=\"note paper\">\(esc(words(printed, .paperMore)))</p>\n" }
        return notes + table(caption, columns, rows, sortable: true, name: "long")
    }

    /// Says that a list is cut, and where the rest is.
    func more(_ shown: Int, _ all: Int, _ file: String) -> String {
        shown < all ? paragraph(w(.listMore, w.number(shown), w.number(all), file), note: true) : ""
    }
}
