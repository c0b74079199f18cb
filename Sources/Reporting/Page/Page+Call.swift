import Foundation
import Ledger
import Records

/// The stores to call first, each with the picture that proves it.
extension Page {
    func callFirst() throws -> String {
        let stores = collector.toCall
        guard !stores.isEmpty else {
            return section("call", w(.callFirst), paragraph(w(.callFirstNone)))
        }
        var pictures = 0
        var bytes = 0
        var cards = ""
        for store in stores.prefix(Self.cardCount) {
            guard let figures = collector.stores[store], let visit = figures.latest else { continue }
            let witness = try witness(of: visit)
            var jpeg = try evidence(of: witness)
            if bytes + jpeg.count > Self.pictureBytes { jpeg = [] }
            bytes += jpeg.count
            if !jpeg.isEmpty { pictures += 1 }
            cards += try card(store, figures, visit, witness: witness, jpeg: jpeg)
        }
        var body = paragraph(w(.callFirstIntro, w.number(stores.count)))
        if stores.count > Self.cardCount {
            body += paragraph(w(.callFirstMore, w.number(Self.cardCount)), note: true)
            body += paragraph(w(.pictureSample, w.number(pictures)), note: true)
        }
        return section("call", w(.callFirst), body + "<ul class=\"cards\">\n\(cards)</ul>")
    }

    /// The photo that shows what is wrong: the one that decides the offset where that is wrong, else the first with a
    /// violation that stands.
    private func witness(of visit: Visit) throws -> Int {
        if let centre = visit.centre, centre.isOff { return centre.record }
        return visit.witness
    }

    /// A JPEG of the record; empty where it has none, or one that is no JPEG.
    private func evidence(of record: Int) throws -> [UInt8] {
        var jpeg: [UInt8] = []
        try collector.ledger.query(
            """
            SELECT jpeg FROM evidence WHERE record_id = (SELECT coalesce(evidence_of, id) FROM record WHERE id = ?1)
             ORDER BY name LIMIT 1
            """, [.integer(Int64(record))]
        ) { jpeg = $0.blob(0) }
        return jpeg.starts(with: [0xFF, 0xD8, 0xFF]) ? jpeg : []
    }

    private func card(
        _ store: Int, _ figures: StoreFigures, _ visit: Visit, witness: Int, jpeg: [UInt8]
    ) throws -> String {
        let entry = collector.book[store]
        var picture = esc(w(.noPicture))
        if !jpeg.isEmpty {
            let data = Data(jpeg).base64EncodedString()
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
        lines += "<p>\(try link(witness))</p>"
        let region = entry.region.map { " · <bdi>\(esc($0))</bdi>" } ?? ""
        return """
            <li class="card"\(filterData(store, codes: figures.violations.sorted()))><div class="pic\(jpeg.isEmpty ? " empty" : "")">\(picture)</div>\
            <div class="body"><h3><bdi>\(esc(entry.name ?? entry.id))</bdi></h3>\
            <p class="note"><bdi>\(esc(entry.id))</bdi>\(region)</p>\(lines)</div></li>

            """
    }

    private func link(_ record: Int) throws -> String {
        var link = ""
        try collector.ledger.query("SELECT drop_id, path FROM record WHERE id = ?1", [.integer(Int64(record))]) { row in
            link = photoLink(drop: row.integer(0) ?? 0, path: PathBytes(row.blob(1)), text: w(.openPhoto))
        }
        return link
    }
}
