import Ledger
import Records

/// Lists of photos: unassessable, rejected, failed, late; and how sure their times are.
extension Page {
    func storeRow(of storeID: String?) -> StoreRow? {
        storeID.flatMap { id in report.book.entries.first { $0.value.id == id }?.key }
    }

    var unassessed: String {
        let count = summary.photos.notAssessable
        let again = summary.photographAgain
        let list = again > 0 ? paragraph(RetakeWords.summary(w.number(again), w.codes)) : ""
        guard count > 0 else { return section("unassessed", w(.unassessed), paragraph(w(.unassessedNone)) + list) }
        let rows = summary.notAssessable.map {
            (
                attributes: "",
                cells: [.text(w.codes.finding($0.code)), number($0.photos), .text(w.codes.advice($0.code))] as [Cell]
            )
        }
        let columns: [Column] = [.text(w(.reason)), .number(w(.photos)), .text(w(.advice))]
        return section(
            "unassessed", w(.unassessed),
            paragraph(w(.unassessedIntro, w.number(count))) + list + table(w(.unassessed), columns, rows)
                + self.list(report.lists.notAssessable, of: count, w(.unassessed)) { w.codes.finding($0) })
    }

    var rejected: String {
        var body = ""
        let count = summary.photos.rejected
        if count > 0 {
            body += paragraph(w(.rejectedIntro, w.number(count)))
            body += reasons(summary.rejected, w(.rejectedTitle))
            body += list(report.lists.rejected, of: count, w(.rejectedTitle)) { w.codes.reason($0) }
        } else {
            body += paragraph(w(.rejectedNone))
        }
        if !summary.failed.isEmpty {
            body += "<h3>\(esc(w(.failedTitle)))</h3>" + reasons(summary.failed, w(.failedTitle))
            body += list(report.lists.failed, of: summary.accounting.failed, w(.failedTitle)) { w.codes.reason($0) }
        }
        return section("rejected", w(.rejectedTitle), body)
    }

    private func reasons(_ counts: [ReportSummary.CodeCount], _ caption: String) -> String {
        let rows = counts.map {
            (
                attributes: "",
                cells: [.text(w.codes.reason($0.code)), number($0.photos), .text(w.codes.remedy($0.code))] as [Cell]
            )
        }
        return table(caption, [.text(w(.reason)), .number(w(.photos)), .text(w(.advice))], rows)
    }

    private func list(
        _ items: [PhotoLists.Item], of count: Int, _ caption: String, reason: String? = nil,
        _ words: (String) -> String
    ) -> String {
        let rows = items.map { item in
            (
                attributes: filterData(item.store, codes: item.codes),
                cells: [
                    storeCell(item.store), dayCell("\(item.day)"),
                    .text(item.codes.map(words).joined(separator: ", ")),
                    .html(photoPath(item.path)),
                ] as [Cell]
            )
        }
        let columns: [Column] = [
            .text(w(.store)), .text(w(.date)), .text(reason ?? w(.reason)), .text(w(.photo)),
        ]
        let title = w(.listSample, w.number(items.count), w.number(count))
        return "<details><summary>\(esc(title))</summary>"
            + longTable("\(caption): \(title)", columns, rows, of: count, in: "report.csv") + "</details>\n"
    }

    var late: String {
        let late = summary.late
        guard late.photos > 0 else { return section("late", w(.late), paragraph(w(.lateNone))) }
        let rows = late.listed.map { photo in
            let store = storeRow(of: photo.storeId)
            return (
                attributes: filterData(store),
                cells: [
                    storeCell(store, id: photo.storeId), dayCell(photo.date),
                    dayCell(String(photo.arrived.prefix(10)), key: photo.arrived), pathCell(photo.path),
                ] as [Cell]
            )
        }
        let columns: [Column] = [.text(w(.store)), .text(w(.date)), .text(w(.arrived)), .text(w(.photo))]
        let intro = w(
            .lateIntro, w.number(late.photos), w.dayDate(late.window.from), w.dayDate(late.window.to))
        return section(
            "late", w(.late),
            paragraph(intro)
                + longTable(w(.late), columns, rows, of: late.photos, in: "summary.json", held: late.listed.count))
    }

    var times: String {
        let times = summary.times
        let all = summary.photos.audited + summary.photos.rejected
        let figures: [(Phrase, Int)] = [
            (.timesExif, times.exif), (.timesBranch, times.branch), (.timesFolder, times.folder),
            (.timesNone, times.none), (.timesConflict, times.conflicting), (.timesUncertain, times.uncertain),
        ]
        let rows = figures.map {
            (attributes: "", cells: [.text(w($0.0)), number($0.1), rate(share($0.1, of: all))] as [Cell])
        }
        return section(
            "times", w(.times),
            paragraph(w(.timesIntro, w.percent(times.uncertainShare)))
                + table(w(.times), [.text(w(.reason)), .number(w(.photos)), .number("%")], rows) + conflicts)
    }

    /// Photos whose camera says quite another day than the folder: the visit counts on the folder's.
    private var conflicts: String {
        let items = report.lists.conflicting
        guard !items.isEmpty else { return "" }
        let count = summary.findings.first { $0.code == CodeWords.clockConflict }?.photos ?? items.count
        return paragraph(w(.conflictIntro, w.number(count)))
            + list(items, of: count, w(.timesConflict), reason: w(.cameraTime)) { $0 }
    }

    var gone: String {
        let gone = summary.gone
        guard gone.photos + gone.moved + gone.withdrawn > 0 else {
            return section("gone", w(.gone), paragraph(w(.goneNone)))
        }
        let rows = gone.listed.map { photo in
            let store = storeRow(of: photo.storeId)
            return (
                attributes: filterData(store),
                cells: [
                    storeCell(store, id: photo.storeId), dayCell(photo.date), .text(photo.why), pathCell(photo.path),
                ] as [Cell]
            )
        }
        let columns: [Column] = [.text(w(.store)), .text(w(.date)), .text(w(.reason)), .text(w(.photo))]
        let figures = w(.goneIntro, w.number(gone.photos), w.number(gone.moved), w.number(gone.withdrawn))
        let withdrawn =
            rows.isEmpty
            ? ""
            : "<h3>\(esc(w(.withdrawn)))</h3>"
                + longTable(
                    w(.withdrawn), columns, rows, of: gone.withdrawn, in: "summary.json", held: gone.listed.count)
        return section("gone", w(.gone), paragraph(figures) + withdrawn)
    }
}
