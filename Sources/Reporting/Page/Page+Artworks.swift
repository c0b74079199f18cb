import Ledger
import Visits

/// What hangs where: by place and region, creatives seen, and campaigns since they began.
extension Page {
    /// Campaigns on the page at most.
    private static let shownCampaigns = 6

    var artworks: String {
        let figures = summary.artworks
        guard figures.photos > 0 else { return section("artworks", w(.heading), paragraph(w(.nothing))) }
        var body = paragraph(w(.intro, w.number(figures.stores), w.number(figures.photos)))
        let chart = charts.hanging(figures.slots)
        body +=
            "<div class=\"figure\">\(chart)\(charts.legend(Charts.hangingKinds.map { ($0.kind, w($0.states)) }))</div>\n"
        body += "<h3>\(esc(w(ArtworkPhrase.places)))</h3>" + paragraph(w(.placesNote), note: true) + placeTable(figures)
        body += creativeTable(figures) + campaignList(figures.campaigns)
        return section("artworks", w(.heading), body)
    }

    private func placeTable(_ figures: ArtworkSummary) -> String {
        let rows = figures.slots.flatMap { slot -> [(attributes: String, cells: [Cell])] in
            let regions = figures.places.filter { $0.slot == slot.slot }
            let whole = row(slot, w(.allRegions))
            return regions.count > 1 ? [whole] + regions.map { row($0, nil) } : regions.map { row($0, nil) }
        }
        let columns: [Column] =
            [.text(w(Phrase.slot)), .text(w(Phrase.region)), .number(w(.storeCount))]
            + Hanging.State.allCases.map { .number(HangingWords.title($0, w.language)) }
        return table(w(ArtworkPhrase.places), columns, rows, sortable: true, name: "places")
    }

    private func row(_ counts: ArtworkSummary.Counts, _ title: String?) -> (attributes: String, cells: [Cell]) {
        let region = title ?? counts.region ?? w(.noRegion)
        let cells = Hanging.State.allCases.map { count(counts[keyPath: ArtworkSummary.Counts.path($0)]) }
        let name: Cell = title == nil ? .text(region) : .html("<strong>\(esc(region))</strong>", key: "")
        return ("", [.html(oneLine(w.codes.slot(counts.slot)), key: counts.slot), name, number(counts.stores)] + cells)
    }

    private func creativeTable(_ figures: ArtworkSummary) -> String {
        guard !figures.creatives.isEmpty else { return "" }
        let rows = figures.creatives.prefix(Self.listRows).map { creative in
            let gone = creative.listed ? "" : " <span class=\"note\">(\(esc(w(.unlisted))))</span>"
            return (
                attributes: "",
                cells: [
                    .html("<bdi class=\"day\">\(esc(creative.id))</bdi>\(gone)", key: creative.id),
                    .html("<bdi class=\"day\">\(esc(creative.family ?? "–"))</bdi>", key: creative.family ?? ""),
                    .text(creative.slots.map { w.codes.slot($0) }.joined(separator: ", ")),
                    dayCell(creative.validFrom), dayCell(creative.validTo),
                    number(creative.storesLatest), number(creative.stores), number(creative.visits),
                ] as [Cell]
            )
        }
        let columns: [Column] = [
            .text(w(ArtworkPhrase.creative)), .text(w(ArtworkPhrase.family)), .text(w(.hangsIn)),
            .text(w(ArtworkPhrase.from)), .text(w(ArtworkPhrase.to)), .number(w(ArtworkPhrase.storesLatest)),
            .number(w(ArtworkPhrase.storesPeriod)), .number(w(Phrase.visits)),
        ]
        return "<h3>\(esc(w(ArtworkPhrase.creatives)))</h3>" + paragraph(w(.creativesNote), note: true)
            + longTable(
                w(ArtworkPhrase.creatives), columns, Array(rows), of: figures.creatives.count, in: "summary.json")
    }

    private func dayCell(_ date: String?) -> Cell { date.map { dayCell($0, key: $0) } ?? .html("–", key: "") }

    /// Most are zeros, which would hide what is not.
    private func count(_ value: Int) -> Cell {
        value == 0 ? .html("<span class=\"na\">–</span>", key: "0") : number(value)
    }

    private func campaignList(_ campaigns: [ArtworkSummary.Campaign]) -> String {
        guard !campaigns.isEmpty else { return "" }
        var body = "<h3>\(esc(w(ArtworkPhrase.campaigns)))</h3>" + paragraph(w(.campaignsNote), note: true)
        let shown = campaigns.prefix(Self.shownCampaigns)
        if shown.count < campaigns.count {
            body += paragraph(w(.moreCampaigns, w.number(shown.count), w.number(campaigns.count)), note: true)
        }
        return body + shown.map { campaign($0) }.joined()
    }

    private func campaign(_ campaign: ArtworkSummary.Campaign) -> String {
        let day = w.dayDate(campaign.from)
        var names = campaign.creatives.prefix(8).map { "<bdi>\(esc($0))</bdi>" }.joined(separator: ", ")
        if campaign.creatives.count > 8 { names += " +\(campaign.creatives.count - 8)" }
        let places = campaign.slots.map { w.codes.slot($0) }.joined(separator: ", ")
        let until = campaign.to.map { w.periodText(campaign.from, $0) } ?? ""
        var body = "<h4>\(esc(w(ArtworkPhrase.campaign, day)))</h4>"
        body += "<p class=\"note\">\(names) · \(esc(places))\(until.isEmpty ? "" : " · \(esc(until))")</p>\n"
        guard campaign.visited > 0 else {
            return body + paragraph(w(.campaignAt, w.number(0), w.number(0), w.percent(nil)))
        }
        body += paragraph(
            w(
                .campaignAt, w.number(campaign.showing), w.number(campaign.visited),
                w.percent(share(campaign.showing, of: campaign.visited))))
        if campaign.days.count > 1 {
            let legend = charts.legend([("fc", w(.showing)), ("fo", w(.notShowing))])
            body += "<div class=\"figure\">\(charts.campaign(campaign.days, title: w(.curve, day)))\(legend)</div>\n"
        }
        return body + oldStores(campaign, day)
    }

    private func oldStores(_ campaign: ArtworkSummary.Campaign, _ day: String) -> String {
        guard campaign.old > 0 else { return paragraph(w(.stillOldNone), note: true) }
        let rows = campaign.listed.map { old in
            let store = storeRow(of: old.storeId)
            return (
                attributes: filterData(store),
                cells: [
                    storeCell(store, id: old.storeId), .text(old.region ?? "–"), dayCell(old.date),
                    .text(w.codes.slot(old.slot)), .html("<bdi>\(esc(old.creative))</bdi>", key: old.creative),
                ] as [Cell]
            )
        }
        let columns: [Column] = [
            .text(w(Phrase.store)), .text(w(Phrase.region)), .text(w(.latestVisit)), .text(w(Phrase.slot)),
            .text(w(.oldCreative)),
        ]
        let title = w(.stillOld, w.number(campaign.old))
        return "<p><strong>\(esc(title))</strong></p>"
            + longTable(
                "\(w(ArtworkPhrase.campaign, day)): \(title)", columns, rows, of: campaign.old, in: "artworks.csv")
    }
}
