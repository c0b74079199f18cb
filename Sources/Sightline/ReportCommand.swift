import Audit
import Drops
import Foundation
import Ledger
import Records
import Reporting
import Service
import Settings
import Stores

extension Command {
    static let report = Command(
        name: "report", summary: "Writes the compliance report of a period", operands: "",
        discussion: """
            Reads the ledger alone, opens no photo, and writes report.html (one page that needs no network), report.csv \
            (one row per photo), stores.csv (one row per store), report.ndjson (one line per visit) and summary.json (every \
            figure). Dates are days of visits, both included: the folder's date, or the day of capture in the branch's \
            zone; without dates it is this month so far. All five files are replaced or none is; two reports of one ledger differ only in the time of creation.

            Pictures in the page are the ledger's evidence as `scan` made it: what lies outside the panels is \
            pixelated, unless the scan ran with --full-photos.
            """,
        options: [
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"), .stores,
            Option("--from", "DATE", "first day, yyyy-mm-dd (default: the first of the month of --to)"),
            Option("--to", "DATE", "last day, yyyy-mm-dd (default: today)"),
            Option("--region", "NAME", "only stores of this region"),
            Option("--store", "ID", "only this store"),
            Option("--out", "DIR", "where the report goes (default: ./report)"),
            Option(
                "--language", "ko|en", formerly: "--lang", "the page's language (default: by LANG, else by the zone)"),
            Option("--target", "PERCENT", "the compliance rate that is wanted, as 95"),
            Option(
                "--config", "FILE", "take ledger, stores, language, zone and branch from the service's configuration"),
            Option("--branch", "NAME", "the branch's name on the page (default: this host's name)"), .zone,
            Option("--created", "TIME", "state this time of creation, RFC 3339, instead of now (for byte-equal files)"),
            Option("--json", "print summary.json instead of a line"),
        ],
        examples: [
            "sightline report --from 2026-10-01 --to 2026-10-31 --stores stores.csv --target 95",
            "sightline report --config /etc/sightline/sightline.json5 --out /var/lib/sightline/reports",
            "sightline report --region 서울 --language ko --out /srv/reports/seoul",
        ],
        run: { arguments in
            let configuration = try arguments.path("--config").map { _ in try arguments.configuration() }
            var request = try arguments.reportRequest(configuration)
            let folder = arguments.path("--out") ?? PathBytes("report")
            let file = arguments.path("--ledger") ?? configuration?.ledger ?? Defaults.ledger
            let ledger = try Ledger(toRead: file)
            if let registry = request.registry {
                let fitted = try registry.fitted(to: ledger)
                fitted.faults.dropFirst(registry.faults.count).forEach { printError("--stores: \($0)") }
                request.registry = fitted
            }
            let summary: ReportSummary
            do {
                summary = try Report.write(request, from: ledger, to: folder)
            } catch let error as ReportError {
                throw UsageError("\(error)")
            }
            if arguments.has("--json") {
                try Output().line(bytes: Array(try summary.json().dropLast()))
            } else {
                let rate = summary.rate.compliance.map { String(format: "%.1f %%", $0 * 100) } ?? "nothing judged"
                try Output().line(
                    "\(summary.period.from) to \(summary.period.to): \(summary.visits.visits) visits, compliance \(rate), "
                        + "\(summary.stores.toCall) stores to call; \(folder.escaped)/report.html")
            }
            return .done
        })
}

extension Arguments {
    /// What the command line says counts before the service's configuration.
    fileprivate func reportRequest(_ configuration: Configuration?) throws -> ReportRequest {
        let zone = try path("--zone") == nil ? configuration?.zone ?? zone() : zone()
        let to = try day("--to") ?? CalendarDay(Date(), in: zone)
        let from = try day("--from") ?? to.firstOfMonth
        guard from <= to else { throw UsageError("--from \(from) lies after --to \(to)") }
        guard to.number - from.number < 3_660 else { throw UsageError("the period is longer than ten years") }
        var request = ReportRequest(
            branch: try text("--branch") ?? configuration?.branch ?? Defaults.branch, zone: zone,
            period: ReportPeriod(from, to),
            language: ReportLanguage(environment: ProcessInfo.processInfo.environment, zone: zone))
        if let name = try text("--language") ?? configuration?.language {
            guard let language = ReportLanguage(rawValue: name) else {
                throw UsageError("--language: \(name) must be ko or en")
            }
            request.language = language
        }
        if let percent = try text("--target") {
            guard let value = Double(percent), (0...100).contains(value) else {
                throw UsageError("--target: \(percent) is no percentage from 0 to 100")
            }
            request.target = value / 100
        }
        if let time = try text("--created") {
            guard let created = try? Date(time, strategy: .iso8601) else {
                throw UsageError("--created: \(time) is no time: write it as 2026-11-21T06:00:00Z")
            }
            request.created = created
        }
        request.region = try text("--region")?.precomposedStringWithCanonicalMapping
        request.store = try text("--store")?.precomposedStringWithCanonicalMapping
        if path("--stores") != nil || configuration?.stores != nil {
            request.registry = try stores(configured: configuration?.stores)
        }
        return request
    }

    private func day(_ name: String) throws -> CalendarDay? {
        guard let text = try text(name) else { return nil }
        guard let day = CalendarDay(text) else {
            throw UsageError("\(name): \(text) is no day: write it as 2026-11-21")
        }
        return day
    }
}
