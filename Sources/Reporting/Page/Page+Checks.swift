import Foundation
import Ledger
import Records

/// Photos to check: the same picture in photos of different visits, side by side. Nobody is accused.
extension Page {
    var checks: String {
        let figures = summary.photosToCheck
        guard figures.cases > 0 else { return section("check", w(.check), paragraph(w(.checkNone)) + travel) }
        var body = paragraph(w(.checkIntro, w.number(figures.cases), w.number(figures.stores)))
        body += paragraph(w(.checkAdvice), note: true)
        body += more(min(figures.cases, CheckCase.listed), figures.cases, "check.csv")
        if figures.picturesLeftOut > 0 {
            let most = decimal(Double(CheckCase.embeddedBytes) / 1e6, 1)
            body += paragraph(w(.picturesLeftOut, w.number(figures.picturesLeftOut), most), note: true)
        }
        let cases = report.checks.prefix(CheckCase.listed).map { row($0) }.joined()
        return section("check", w(.check), body + "<ul class=\"cases\">\n\(cases)</ul>" + travel)
    }

    /// Photos of one device in two stores, too far apart for the time between; a device is shown by its pseudonym.
    private var travel: String {
        let figures = summary.photosToCheck.travel
        var body = "<h3>\(esc(w(.travel)))</h3>"
        body += paragraph(
            w(.travelIntro, w.number(figures.checked), w.number(figures.photos), w.number(figures.notChecked)))
        guard !figures.listed.isEmpty else { return body }
        let rows = figures.listed.map { trip in
            let (one, other) = (storeRow(of: trip.storeId), storeRow(of: trip.otherStoreId))
            return (
                attributes: filterData(one, codes: [CodeWords.travel]),
                cells: [
                    .html("<code>\(esc(trip.device))</code>"), storeCell(one, id: trip.storeId), pathCell(trip.path),
                    storeCell(other, id: trip.otherStoreId), pathCell(trip.otherPath),
                    number(Int(clamped: trip.kilometresPerHour)),
                ] as [Cell]
            )
        }
        let columns: [Column] = [
            .text(w(.device)), .text(w(.store)), .text(w(.photo)), .text(w(.otherStore)), .text(w(.otherPhoto)),
            .number(w(.speed)),
        ]
        return body + more(rows.count, figures.photos, "summary.json")
            + table(w(.travel), columns, rows, sortable: true, name: "long")
    }

    private func row(_ found: CheckCase) -> String {
        let stores = Set(found.photos.compactMap(\.place.store))
        let entries = stores.map { report.book[$0] }.sorted { report.byteOrder($0.id, $1.id) }
        let words = entries.flatMap { [$0.id, $0.name].compactMap { $0 } }.joined(separator: " ")
        let regions = Set(entries.map { $0.region ?? "" })
        // A case of several regions is found under none of them alone, but by its stores.
        let region = regions.count == 1 ? regions.first ?? "" : ""
        let title =
            found.stores > 1
            ? w(.checkStores, w.number(found.stores)) : w(.checkDays, w.number(found.visits))
        let pictured = found.pictured
        let pictures = pictured.map { figure(found, $0) }.joined()
        let others = found.photos.indices.filter { !pictured.contains($0) }
        let lines = others.prefix(20).map { "<li>\(who(found.photos[$0]))</li>" }.joined()
        let left = others.count - min(20, others.count)
        let rest =
            others.isEmpty ? "" : "<ul>\(lines)\(left > 0 ? "<li>\(esc(w(.checkMore, w.number(left))))</li>" : "")</ul>"
        return """
            <li class="case" data-t="\(esc(words))" data-r="\(esc(region))" data-f="\(found.kind)"><h3>\(esc(title))</h3>\
            <p>\(origin(of: found))</p><div class="pair">\(pictures)</div>\(rest)</li>

            """
    }

    private func who(_ photo: CheckCase.Photo) -> String {
        "\(storeName(photo.place.store)) · \(esc(w.date(photo.day))) · \(photoPath(photo.place.path))"
    }

    private func figure(_ found: CheckCase, _ index: Int) -> String {
        let photo = found.photos[index]
        let entry = photo.place.store.map { report.book[$0] }
        let name = [entry?.name ?? entry?.id ?? "–", w.dayDate("\(photo.day)")].joined(separator: ", ")
        let html: String =
            switch photo.picture {
            case .shown(let jpeg): image(jpeg, w(.pictureOf, name))
            case .leftOut: esc(w(.noRoom))
            case .none: esc(w(.noPicture))
            }
        let empty = if case .shown = photo.picture { "" } else { " empty" }
        let mark: String =
            if case .photo(index, _) = found.origin {
                "<strong>\(esc(w(.checkOriginal)))</strong><br>"
            } else { "" }
        return
            "<figure><div class=\"pic\(empty)\">\(html)</div><figcaption>\(mark)\(who(photo))</figcaption></figure>"
    }

    private func origin(of found: CheckCase) -> String {
        switch found.origin {
        case .identical: return esc(w(.checkIdentical))
        case .unknown: return esc(w(.checkUnknown))
        case .photo(let index, let reasons):
            let photo = found.photos[index]
            let entry = photo.place.store.map { report.book[$0] }
            let why = reasons.map { w(word(for: $0)) }.joined(separator: w(.checkAnd))
            return esc(w(.checkLikely, entry?.name ?? entry?.id ?? "–", w.dayDate("\(photo.day)"), why))
        }
    }

    private func word(for reason: Relation.Reason) -> Phrase {
        switch reason {
        case .larger: .checkLarger
        case .sharper: .checkSharper
        case .cameraData: .checkCameraData
        }
    }
}
