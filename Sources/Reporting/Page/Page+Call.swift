import Foundation
import Ledger
import Visits

/// The stores to call first, each with the picture that proves it.
extension Page {
    var callFirst: String {
        let stores = report.toCall
        guard !stores.isEmpty else {
            return section("call", w(.callFirst), paragraph(w(.callFirstNone)))
        }
        var body = paragraph(w(.callFirstIntro, w.number(stores.count)))
        if stores.count > CallCard.limit {
            let pictures = report.cards.count { !$0.jpeg.isEmpty }
            body += paragraph(w(.callFirstMore, w.number(CallCard.limit)), note: true)
            body += paragraph(w(.pictureSample, w.number(pictures)), note: true)
        }
        let cards = report.cards.map { card($0) }.joined()
        return section("call", w(.callFirst), body + "<ul class=\"cards\">\n\(cards)</ul>")
    }

    private func card(_ card: CallCard) -> String {
        let entry = report.book[card.store]
        let figures = report.stores[card.store] ?? StoreFigures()
        let visit = card.visit
        var picture = esc(w(.noPicture))
        if !card.jpeg.isEmpty {
            let data = Data(card.jpeg).base64EncodedString()
            picture =
                "<img alt=\"\(esc(w(.pictureOf, entry.name ?? entry.id)))\" decoding=\"async\" "
                + "src=\"data:image/jpeg;base64,\(data)\">"
        }
        var lines = ""
        if let centre = visit.centre, centre.isOff {
            lines += "<p><strong>\(esc(w.direction(centre.offset)))</strong> <span class=\"note\">±"
            lines += "\(esc(w.percent(centre.uncertainty)))</span></p>"
        }
        let tags = visit.violations.map { "<li>\(esc(w.codes.finding($0)))</li>" }.joined()
        lines += "<ul class=\"tags\">\(tags)</ul>"
        let times = w(.nonCompliantVisits, w.number(figures.nonCompliant), w.number(figures.visits))
        lines += "<p class=\"note\">\(esc(w.date(visit.day)))<br>\(esc(times))</p>"
        lines += "<p>\(card.place.map { photoLink(drop: $0.drop, path: $0.path, text: w(.openPhoto)) } ?? "")</p>"
        let region = entry.region.map { " · <bdi>\(esc($0))</bdi>" } ?? ""
        return """
            <li class="card"\(filterData(card.store, codes: figures.violations.sorted()))><div class="pic\(card.jpeg.isEmpty ? " empty" : "")">\(picture)</div>\
            <div class="body"><h3><bdi>\(esc(entry.name ?? entry.id))</bdi></h3>\
            <p class="note"><bdi>\(esc(entry.id))</bdi>\(region)</p>\(lines)</div></li>

            """
    }
}
