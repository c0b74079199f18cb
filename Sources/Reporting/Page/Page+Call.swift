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
            body += paragraph(w(.callFirstMore, w.number(CallCard.limit)), note: true)
        }
        if summary.pictures.leftOut > 0 {
            let most = decimal(Double(CallCard.embeddedBytes) / 1e6, 1)
            body += paragraph(w(.picturesLeftOut, w.number(summary.pictures.leftOut), most), note: true)
        }
        let cards = report.cards.map { card($0) }.joined()
        return section(
            "call", w(.callFirst),
            body + "<div class=\"paper\">\(callTable(stores))</div><ul class=\"cards call-cards\">\n\(cards)</ul>")
    }

    /// On paper the list comes first, short enough for the first page; the cards follow.
    private func callTable(_ stores: [StoreRow]) -> String {
        let hasContacts = stores.contains { !report.book[$0].further.isEmpty }
        let rows = stores.prefix(Self.paperCalls).compactMap { store -> (attributes: String, cells: [Cell])? in
            guard let visit = report.stores[store]?.latest else { return nil }
            var words = visit.violations.map { w.codes.finding($0) }
            if let centre = visit.centre, centre.isOff { words.append(w.direction(centre.offset)) }
            let further = contactItems(store)
            let contact: [Cell] = hasContacts ? [.html(further.isEmpty ? "–" : further.joined(separator: ", "))] : []
            let row = [storeCell(store)] + contact + [.text(words.joined(separator: "; ")), dayCell("\(visit.day)")]
            return ("", row)
        }
        let columns: [Column] =
            [.text(w(.store))] + (hasContacts ? [.text(w(.contact))] : []) + [.text(w(.wrong)), .text(w(.latestVisit))]
        return more(rows.count, stores.count, "stores.csv") + table(w(.callFirst), columns, rows)
    }

    /// Rows of the call list on the first page.
    private static let paperCalls = 9

    /// What the registry says besides: a phone number can be called from the page, and stays on one line.
    private func contactItems(_ store: StoreRow) -> [String] {
        report.book[store].further.map { item -> String in
            let digits = item.value.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
            let isPhone = digits.count >= 7 && item.value.allSatisfy { $0.isNumber || "+-–. ()/".contains($0) }
            let value = isPhone ? "<a href=\"tel:\(digits)\">\(esc(item.value))</a>" : esc(item.value)
            return "\(esc(ContactWords.title(item.title, w.language))) \(value)"
        }
    }

    private func contact(_ store: StoreRow) -> String {
        let items = contactItems(store).map { "<span>\($0)</span>" }
        return items.isEmpty ? "" : "<p class=\"contact\">\(items.joined())</p>"
    }

    /// The picture, where it lies beside the page with a link to it at its full size; or why there is none.
    private func picture(_ card: CallCard) -> String {
        guard let jpeg = card.jpeg else {
            if case .leftOut = card.picture { return esc(w(.noRoom)) }
            return esc(w(.noPicture))
        }
        let entry = report.book[card.store]
        return image(jpeg, w(.pictureOf, entry.name ?? entry.id))
    }

    /// A picture, in the page or beside it.
    func image(_ jpeg: [UInt8], _ alt: String) -> String {
        let start = "<img alt=\"\(esc(alt))\" decoding=\"async\" src=\""
        guard !summary.pictures.embedded else {
            return start + "data:image/jpeg;base64,\(Data(jpeg).base64EncodedString())\">"
        }
        let link = "\(PictureFolder.name)/\(PictureFolder.fileName(of: jpeg))"
        return "<a href=\"\(link)\">\(start)\(link)\"></a>"
    }

    private func card(_ card: CallCard) -> String {
        let entry = report.book[card.store]
        let figures = report.stores[card.store] ?? StoreFigures()
        let visit = card.visit
        var lines = ""
        if let centre = visit.centre, centre.isOff {
            lines += "<p><strong>\(esc(w.direction(centre.offset)))</strong> <span class=\"note\">±"
            lines += "\(esc(w.percent(centre.uncertainty)))</span></p>"
        }
        let tags = visit.violations.map { "<li>\(esc(w.codes.finding($0)))</li>" }.joined()
        lines += "<ul class=\"tags\">\(tags)</ul>"
        let times = w(.nonCompliantVisits, w.number(figures.nonCompliant), w.number(figures.visits))
        lines += "<p class=\"note\">\(esc(w.date(visit.day)))<br>\(esc(times))</p>"
        lines += contact(card.store)
        lines += "<p class=\"note\">\(card.place.map { photoPlace(drop: $0.drop, path: $0.path) } ?? "")</p>"
        let region = entry.region.map { " · <bdi>\(esc($0))</bdi>" } ?? ""
        return """
            <li class="card"\(filterData(card.store, codes: figures.violations.sorted()))><div class="pic\(card.jpeg == nil ? " empty" : "")">\(picture(card))</div>\
            <div class="body"><h3><bdi>\(esc(entry.name ?? entry.id))</bdi></h3>\
            <p class="note"><bdi>\(esc(entry.id))</bdi>\(region)</p>\(lines)</div></li>

            """
    }
}
