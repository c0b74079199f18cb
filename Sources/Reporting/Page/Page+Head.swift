/// The headline figures and what became of every photo.
extension Page {
    var hero: String {
        let rate = summary.rate
        let judged = summary.visits.compliant + summary.visits.nonCompliant
        let sentence =
            judged > 0 ? w(.headline, w.number(summary.visits.compliant), w.number(judged)) : w(.headlineNone)
        var lines = ""
        if let change = rate.change {
            lines += "<li class=\"\(tone(change))\">\(esc(w(.change, w.points(change))))</li>"
            lines += "<li class=\"note\">\(esc(w(.previous, w.percent(rate.previous))))</li>"
        } else if rate.previousIsPartial {
            let before = summary.previousPeriod
            let words = w(
                .partlyBefore, w.dayDate(summary.ledgerFrom ?? ""), w.dayDate(before.from), w.dayDate(before.to))
            lines += "<li class=\"note\">\(esc(words))</li>"
        } else {
            lines += "<li class=\"note\">\(esc(w(.noPrevious)))</li>"
        }
        if let target = rate.target {
            let against = rate.againstTarget.map { " · " + w(.againstTarget, w.points($0)) } ?? ""
            let kind = rate.againstTarget.map { tone($0) } ?? "note"
            lines += "<li class=\"\(kind)\">\(esc(w(.target, w.percent(target)) + against))</li>"
        } else {
            lines += "<li class=\"note\">\(esc(w(.noTarget)))</li>"
        }
        return """
            <section class="hero" aria-label="\(esc(w(.compliance)))"><div class="rate">
            <p class="label">\(esc(w(.compliance)))</p><p class="big">\(esc(w.percent(rate.compliance)))</p>
            <p>\(esc(sentence))</p><ul>\(lines)</ul></div>
            <div class="tiles">\(tiles)</div></section>
            \(foreignRegistry)

            """
    }

    /// A registry in which no visited store is found is the wrong one, or writes numbers in another way.
    private var foreignRegistry: String {
        guard let registered = summary.stores.registered, summary.stores.fitsNoVisit else { return "" }
        let words = w(.noneRegistered, w.number(summary.stores.unregistered), w.number(registered))
        return "<p class=\"nc\">\(esc(words))</p>"
    }

    private func tone(_ difference: Double) -> String {
        difference > 0 ? "up" : difference < 0 ? "down" : "note"
    }

    private var tiles: String {
        let stores = summary.stores
        let covered = stores.registered.map {
            w(.ofRegistered, w.number($0), w.percent(share(stores.covered, of: $0)))
                + (stores.unregistered > 0 ? " · " + w(.notRegistered, w.number(stores.unregistered)) : "")
        }
        let visits = summary.visits
        let figures: [(String, Int, String)] = [
            (
                w(.storesCovered), stores.registered == nil ? stores.unregistered : stores.covered,
                covered ?? w(.noRegistry)
            ),
            (w(.visits), visits.visits, "\(w(.unread)) \(w.number(visits.unread))"),
            (w(.visitsOpen), visits.notAssessable, w.percent(share(visits.notAssessable, of: visits.visits))),
            (w(.photosAudited), summary.photos.audited, w.percent(share(summary.photos.audited, of: discovered))),
            (w(.photosRejected), summary.photos.rejected, w.percent(share(summary.photos.rejected, of: discovered))),
            (w(.toCallCount), stores.toCall, "\(w(.repeated)) \(w.number(stores.repeated))"),
        ]
        return figures.map {
            """
            <div class="tile"><p class="label">\(esc($0.0))</p><p class="value">\(w.number($0.1))</p>\
            <p class="sub">\(esc($0.2))</p></div>
            """
        }.joined(separator: "\n")
    }

    private var discovered: Int { summary.accounting.discovered }

    var accounting: String {
        let sums = summary.accounting
        let parts: [(Phrase, Int)] = [
            (.audited, sums.audited), (.rejected, sums.rejected), (.failed, sums.failed), (.duplicate, sums.duplicate),
            (.pending, sums.pending),
        ]
        let list = parts.enumerated().map { index, part in
            "<li><span class=\"op\">\(index == 0 ? "=" : "+")</span> <b>\(w.number(part.1))</b> \(esc(w(part.0)))</li>"
        }
        let all = summary.ledger
        let whole = w(
            .ledgerNote, w.number(all.discovered), w.number(all.audited), w.number(all.rejected), w.number(all.failed),
            w.number(all.duplicate), w.number(all.pending))
        return section(
            "accounting", w(.accounting),
            "<ul class=\"sums\"><li><b>\(w.number(sums.discovered))</b> \(esc(w(.discovered)))</li>\(list.joined())</ul>"
                + paragraph(w(.accountingNote) + ". " + whole, note: true))
    }
}
