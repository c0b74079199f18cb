/// Trend, offsets, regions, slots and findings.
extension Page {
    var trend: String {
        let target = summary.rate.target
        var body = ""
        if summary.days.count > 1 {
            let (first, last) = (summary.days.first?.date ?? "", summary.days.last?.date ?? "")
            let isCut = first > summary.period.from && summary.ledgerFrom.map { first > $0 } ?? true
            let span =
                isCut
                ? w(.trendCut, w.number(summary.days.count), w.dayDate(first), w.dayDate(last))
                : w(.trendDaysNote, w.dayDate(first), w.dayDate(last))
            let chart = charts.trend(summary.days, title: w(.trendDays), target: target) { w.shortDate($0) }
            body += figure(
                "<h3>\(esc(w(.trendDays)))</h3>" + paragraph(span, note: true) + chart + cue + visitLegend)
            body += details(buckets(summary.days, w(.trendDays), w(.date)) { w.date($0) })
        }
        let chart = charts.trend(summary.months, title: w(.trendMonths), target: target) { w.month($0) }
        var note = ""
        if let from = summary.ledgerFrom, from > "\(report.firstMonth)" {
            note = paragraph(w(.ledgerFrom, w.date(from)), note: true)
        }
        body += figure("<h3>\(esc(w(.trendMonths)))</h3>" + chart + cue + visitLegend + note)
        body += details(buckets(summary.months, w(.trendMonths), w(.month)) { w.month($0) })
        return section("trend", w(.trend), body)
    }

    /// A chart with its heading and legend: on paper they stay together.
    private func figure(_ body: String) -> String { "<div class=\"figure\">\(body)</div>\n" }

    private var cue: String { "<p class=\"note cue\">← \(esc(w(.chartCue)))</p>" }

    private var visitLegend: String {
        charts.legend([
            ("fc", w(.compliantVisits)), ("fn", w(.nonCompliantColumn)), ("fo", "\(w(.openVisits)), \(w(.unread))"),
        ])
    }

    private func details(_ body: String) -> String {
        "<details class=\"screen\"><summary>\(esc(w(.asTable)))</summary>\(body)</details>\n"
    }

    private func buckets(
        _ list: [ReportSummary.Bucket], _ caption: String, _ first: String, _ label: (String) -> String
    ) -> String {
        table(
            "\(caption): \(w(.asTable))", [.text(first)] + visitColumns,
            list.map { (attributes: "", cells: [.text(label($0.date))] + visitCells($0.visits)) })
    }

    var visitColumns: [Column] {
        [
            .number(w(.compliance)), .number(w(.visits)), .number(w(.compliantVisits)), .number(w(.nonCompliantColumn)),
            .number(w(.openVisits)), .number(w(.unread)),
        ]
    }

    func visitCells(_ visits: ReportSummary.Visits) -> [Cell] {
        [rate(visits.compliance)]
            + [visits.visits, visits.compliant, visits.nonCompliant, visits.notAssessable, visits.unread].map {
                number($0)
            }
    }

    var offsets: String {
        let offsets = summary.offsets
        guard offsets.measured > 0 else { return section("offsets", w(.offsetTitle), paragraph(w(.offsetNone))) }
        var notes = [w(.offsetMedian, w.percent(offsets.medianAbsolute))]
        if offsets.below + offsets.above > 0 {
            notes.append(w(.beyond, w.number(offsets.below), w.number(offsets.above)))
        }
        return section(
            "offsets", w(.offsetTitle),
            paragraph(w(.offsetIntro, w.number(offsets.measured)))
                + figure(
                    "<div class=\"scroll chart middle\" tabindex=\"0\" role=\"group\" aria-label=\"\(esc(w(.offsetTitle)))\">"
                        + charts.cabinet(offsets) + "</div>" + charts.legend([("fc", w(.within)), ("fn", w(.off))])
                        + paragraph(notes.joined(separator: " · "), note: true)))
    }

    var regions: String {
        let rows = summary.regions.map { region in
            (
                attributes: "",
                cells: [
                    .text(region.region ?? w(.noRegion)), rate(region.visits.compliance),
                    number(region.visits.visits), number(region.visits.nonCompliant), number(region.covered),
                    number(region.registered),
                ] as [Cell]
            )
        }
        let columns: [Column] = [
            .text(w(.region)), .number(w(.compliance)), .number(w(.visits)), .number(w(.nonCompliantColumn)),
            .number(w(.covered)), .number(w(.registered)),
        ]
        return section("regions", w(.regions), table(w(.regions), columns, rows, sortable: true))
    }

    var slots: String {
        let rows = summary.slots.map { slot in
            (
                attributes: "",
                cells: [
                    .text(w.codes.slot(slot.slot)), rate(slot.compliance), number(slot.seen), number(slot.missing),
                    number(slot.unknown), number(slot.violated),
                ] as [Cell]
            )
        }
        let columns: [Column] = [
            .text(w(.slot)), .number(w(.compliance)), .number(w(.seen)), .number(w(.missing)), .number(w(.unknown)),
            .number(w(.violated)),
        ]
        return section("slots", w(.slots), table(w(.slots), columns, rows))
    }

    var findings: String {
        let rows = summary.findings.map {
            (
                attributes: "",
                cells: [.text(w.codes.finding($0.code)), number($0.visits), number($0.photos)] as [Cell]
            )
        }
        let columns: [Column] = [.text(w(.finding)), .number(w(.findingVisits)), .number(w(.findingPhotos))]
        let body = rows.isEmpty ? paragraph(w(.none)) : table(w(.findings), columns, rows, sortable: true)
        return section("findings", w(.findings), body)
    }
}
