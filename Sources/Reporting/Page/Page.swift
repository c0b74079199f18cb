import Digest
import Foundation
import Ledger
import Records

/// `report.html`: one page that opens from disk, asks for nothing but its pictures, and says what each figure means.
///
/// A content security policy forbids every other request; the page's own style and script are let in by their hashes.
/// Pictures lie in `pictures/` beside the page (`PictureFolder`) or are data in it. Lists are cut to keep the file below
/// 10 MB, and say so.
struct Page {
    let report: ReportFigures
    let summary: ReportSummary
    let w: Wording
    let charts: Charts

    /// Stores in the table at most.
    static let storeRows = 2_000
    static let listRows = 300
    /// Rows of a table on paper at most; the style sheet hides the others.
    static let paperRows = 100

    init(_ report: ReportFigures) {
        self.report = report
        summary = report.summary
        w = Wording(report.request.language)
        charts = Charts(w: w)
    }

    /// Hands the page over piece by piece.
    func write(_ sink: (String) throws -> Void) throws {
        try sink(head)
        try sink(masthead)
        try sink(hero)
        try sink(changes)
        try sink(filter)
        try sink(callFirst)
        try sink(staff)
        try sink(trend)
        try sink(offsets)
        try sink(regions)
        try sink(slots)
        try sink(findings)
        try sink(visitList)
        try sink(stores)
        try sink(uncovered)
        try sink(repeated)
        try sink(artworks)
        try sink(checks)
        try sink(unassessed)
        try sink(rejected)
        try sink(late)
        try sink(gone)
        try sink(times)
        try sink(accounting)
        // On paper the two stay together, so that no last page holds some lines alone.
        try sink("<div class=\"end\">" + definitions + foot + "</div>\n")
        try sink(end)
    }

    private var head: String {
        let title = "\(w(.title)) · \(summary.branch) · \(summary.period.from) – \(summary.period.to)"
        let policy =
            "default-src 'none'; img-src \(summary.pictures.embedded ? "" : "'self' file: ")data:; style-src '\(Self.hash(PageStyle.text))'; "
            + "script-src '\(Self.hash(PageScript.text))'; base-uri 'none'; form-action 'none'"
        return """
            <!doctype html>
            <html lang="\(w.language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <link rel="icon" href="data:,">
            <title>\(esc(title))</title>
            <style>\(PageStyle.text)</style>
            </head>
            <body>
            <a class="skip" href="#main">\(esc(w(.skip)))</a>
            <div class="wrap">

            """
    }

    /// As a content security policy names an element's content.
    static func hash(_ text: String) -> String {
        let hasher = SHA256Hasher()
        hasher.update(Array(text.utf8))
        return "sha256-" + Data(hasher.finalize()).base64EncodedString()
    }

    private var masthead: String {
        var meta = [w(.periodRange, w.date(summary.period.from), w.date(summary.period.to))]
        if let region = summary.scope.region { meta.append(w(.scopeRegion, region)) }
        if let store = summary.scope.store { meta.append(w(.scopeStore, store)) }
        meta.append(w(.zone, summary.zone))
        let spans = meta.map { "<span>\(esc($0))</span>" }.joined()
        return """
            <header><p class="brand"><bdi>\(esc(summary.branch))</bdi></p>
            <h1>\(esc(w(.title)))</h1><p class="meta">\(spans)</p></header>
            <main id="main" tabindex="-1">

            """
    }

    private var filter: String {
        let names = Set(report.stores.keys.compactMap { report.book[$0].region })
            .union(report.uncovered.compactMap { report.book[$0].region })
        let regions = names.sorted { report.byteOrder($0, $1) }
        let codes = summary.findings.filter { $0.visits > 0 }.map(\.code)
        let regionOptions = regions.map { "<option value=\"\(esc($0))\">\(esc($0))</option>" }.joined()
        let codeOptions = codes.map { "<option value=\"\(esc($0))\">\(esc(w.codes.finding($0)))</option>" }.joined()
        let all = esc(w(.filterAll))
        return """
            <form class="filter" id="filter" role="search" aria-labelledby="filter-h" hidden>
            <h2 id="filter-h">\(esc(w(.filter)))</h2>
            <label>\(esc(w(.filterRegion)))<select name="region"><option value="">\(all)</option>\(regionOptions)</select></label>
            <label>\(esc(w(.filterFinding)))<select name="finding"><option value="">\(all)</option>\(codeOptions)</select></label>
            <label>\(esc(w(.filterStore)))<input name="store" type="search" autocomplete="off" spellcheck="false"></label>
            <button type="reset">\(esc(w(.filterReset)))</button>
            <p class="note">\(esc(w(.filterNote))) <output id="shown" aria-live="polite" data-text="\(esc(w(.filterCount)))"></output></p>
            </form>
            <noscript><p class="note">\(esc(w(.noScript)))</p></noscript>

            """
    }

    private var definitions: String {
        let items = Definition.allCases.map { definition in
            let (term, meaning) = definition.text(w.language)
            return "<dt>\(esc(term))</dt><dd>\(esc(meaning))</dd>"
        }
        return section("definitions", w(.definitions), "<dl>\(items.joined(separator: "\n"))</dl>")
    }

    private var foot: String {
        let versions = summary.versions.map { "<li>\(esc($0))</li>" }.joined()
        return """
            <footer><p>\(esc(w(.created))): <time id="created">\(summary.created)</time></p>
            <p>\(esc(w(.files))): \(esc(w(.filesText)))</p>
            <p>\(esc(w(.versions))):</p><ul>\(versions)</ul></footer>
            """
    }

    private var end: String {
        """
        </main>
        </div>
        <script>\(PageScript.text)</script>
        </body>
        </html>

        """
    }

    func section(_ id: String, _ title: String, _ body: String) -> String {
        "<section id=\"\(id)\" aria-labelledby=\"\(id)-h\"><h2 id=\"\(id)-h\">\(esc(title))</h2>\n\(body)</section>\n"
    }

    func paragraph(_ text: String, note: Bool = false) -> String {
        "<p\(note ? " class=\"note\"" : "")>\(esc(text))</p>\n"
    }

    /// What a row carries for the filter.
    func filterData(_ store: StoreRow?, codes: some Sequence<String> = []) -> String {
        let entry = store.map { report.book[$0] }
        let words = [entry?.id, entry?.name].compactMap { $0 }.joined(separator: " ")
        return
            " data-t=\"\(esc(words))\" data-r=\"\(esc(entry?.region ?? ""))\" data-f=\"\(esc(codes.joined(separator: " ")))\""
    }

    /// A store in words: its name, then its number.
    func storeName(_ store: StoreRow?) -> String {
        guard let store else { return "–" }
        let entry = report.book[store]
        guard let name = entry.name, !name.isEmpty else { return "<bdi>\(esc(entry.id))</bdi>" }
        return "<bdi>\(esc(name))</bdi> <small><bdi>\(esc(entry.id))</bdi></small>"
    }

    /// Where a photo lies, as text: the reader's machine hardly ever has the server's folders, and a link would lead
    /// nowhere.
    func photoPlace(drop: DropID, path: PathBytes) -> String {
        let name = report.drops[drop]?.name ?? ""
        let parts = w(.photoPlace, "\t", "\n").split(separator: "\t", omittingEmptySubsequences: false)
        let html = parts.map { part in
            part.split(separator: "\n", omittingEmptySubsequences: false).map { esc(String($0)) }
                .joined(separator: photoPath(path))
        }
        return html.joined(separator: "<bdi>\(esc(name))</bdi>")
    }

    /// A photo's path in its drop, as a cell.
    func photoPath(_ path: PathBytes) -> String { "<span class=\"path\">\(esc(path.escaped))</span>" }
}
