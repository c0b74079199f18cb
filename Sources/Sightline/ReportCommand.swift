import Audit
import Drops
import Foundation
import Ledger
import Records
import Reporting
import Service
import Settings
import Stores
import SystemCalls

extension Command {
    static let report = Command(
        name: "report", summary: "Writes the compliance report of a period", operands: "",
        discussion: """
            Reads the ledger alone, opens no photo, and writes report.html (one page that needs no network), report.csv \
            (one row per photo), stores.csv (one row per store), report.ndjson (one line per visit), check.csv (one \
            row per photo that shows the same picture as a photo of another visit), artworks.csv (one row per store and place: \
            what hangs there), campaigns.csv (one row per campaign and day), photographers.csv (one row per store to \
            photograph again, by region, with how) and summary.json (every figure). Dates are days of visits, both included: the folder's date, or the day of capture in the branch's \
            zone; without dates it is this month so far. All files are replaced or none is; two reports of one ledger differ only in the time of creation.

            Pictures of the stores to call first are the ledger's evidence as `scan` made it: what lies outside the panels \
            is pixelated, unless the scan ran with --full-photos. They lie in pictures/ beside the page: move or copy the \
            folder as a whole. With --embed they are in report.html itself, which can then be mailed alone; it holds at most \
            3.6 MB of pictures, and the stores for which there is no room left say so.
            """,
        options: [
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"), .stores,
            Option("--from", "DATE", "first day, yyyy-mm-dd (default: the first of the month of --to)"),
            Option("--to", "DATE", "last day, yyyy-mm-dd (default: today)"),
            Option("--region", "NAME", "only stores of this region"),
            Option("--store", "ID", "only this store"),
            Option(
                "--out", "DIR",
                "where the report goes (default: ./report; with --config a folder per period in report.folder)"),
            Option(
                "--language", "ko|en", formerly: "--lang", "the page's language (default: by LANG, else by the zone)"),
            Option("--target", "PERCENT", "the compliance rate that is wanted, as 95"),
            Option(
                "--config", "FILE", "take ledger, stores, language, zone and branch from the service's configuration"),
            Option("--branch", "NAME", "the branch's name on the page (default: this host's name)"), .zone,
            Option(
                "--embed",
                "pictures go into report.html, at most 3.6 MB, instead of pictures/ beside it (with --config: report.embed)"
            ),
            Option("--created", "TIME", "state this time of creation, RFC 3339, instead of now (for byte-equal files)"),
            Option(
                "--since", "TIME",
                "when the last report was made, RFC 3339 (default: by summary.json in the folder of --out)"),
            Option(
                "--layout", "PATTERN", "how paths name the salesperson, {staff} (default: the configuration's layouts)"),
            Option("--json", "print summary.json instead of a line"),
        ],
        examples: [
            "sightline report --from 2026-10-01 --to 2026-10-31 --stores stores.csv --target 95",
            "sightline report --config /etc/sightline/sightline.json5",
            "sightline report --region 서울 --language ko --out /srv/reports/seoul",
        ],
        run: { arguments in
            let configuration = try arguments.path("--config").map { _ in try arguments.configuration() }
            var request = try arguments.reportRequest(configuration)
            // The service's reports are kept by period; a report by hand goes where it was asked for.
            let kept = arguments.path("--out") == nil ? configuration?.report : nil
            let period = "\(request.period.from)_\(request.period.to)"
            let folder = arguments.path("--out") ?? kept?.folder.appending(PathBytes(period)) ?? PathBytes("report")
            let file = arguments.path("--ledger") ?? configuration?.ledger ?? Defaults.ledger
            let ledger = try Ledger(toRead: file)
            if let registry = request.registry {
                let fitted = try registry.fitted(to: ledger)
                fitted.faults.dropFirst(registry.faults.count).forEach { printError("--stores: \($0)") }
                request.registry = fitted
            }
            request.since = try arguments.lastReport(in: folder, among: kept?.folder, before: request.created)
            request.staff = try arguments.staff(configuration)
            request.embedsPictures = arguments.has("--embed") || configuration?.report.embed == true
            let summary: ReportSummary
            do {
                summary = try Report.write(request, from: ledger, to: folder)
            } catch let error as ReportError {
                throw UsageError("\(error)")
            }
            if let group = kept?.group { try Self.give(folder, to: group) }
            if arguments.has("--json") {
                try Output().line(bytes: Array(try summary.json().dropLast()))
            } else {
                let rate =
                    summary.rate.compliance.map { String(format: "compliance rate %.1f %%", $0 * 100) }
                    ?? "no compliance rate (no visit could be judged)"
                try Output().line(
                    "\(summary.period.from) to \(summary.period.to): \(counted(summary.visits.visits, "visit")), \(rate), "
                        + "\(counted(summary.stores.toCall, "store")) to call; \(folder.escaped)/report.html")
            }
            if summary.stores.fitsNoVisit, let registered = summary.stores.registered {
                printError(
                    "warning: none of the \(summary.stores.unregistered) visited stores is in the store registry "
                        + "(\(counted(registered, "store"))): is it this branch's, and are store numbers written there as in the photos' paths?"
                )
            }
            if summary.pictures.leftOut > 0 {
                printError(
                    "--embed: no room for \(summary.pictures.leftOut) of "
                        + "\(summary.pictures.shown + summary.pictures.leftOut) pictures in report.html")
            }
            return .done
        })

    private static func giveAll(in folder: PathBytes, to group: String) throws(SystemError) {
        for name in try FileSystem.names(in: folder) {
            let place = folder.appending(name)
            let isFolder = try FileSystem.status(place, followLinks: false).kind == .folder
            if isFolder { try giveAll(in: place, to: group) }
            try FileSystem.give(place, toGroup: group, mode: isFolder ? 0o750 : 0o640)
        }
    }

    /// Lets a group read a report with its pictures.
    private static func give(_ folder: PathBytes, to group: String) throws {
        do throws(SystemError) {
            try giveAll(in: folder, to: group)
            // Whatever is made in it later (a receipt) belongs to the group, too.
            for place in [folder, folder.parent].compactMap({ $0 }) {
                try FileSystem.give(place, toGroup: group, mode: 0o750)
            }
        } catch {
            throw UsageError(
                "report.group: the report is written, and \(group) may not read it: \(error). The group must exist, and this "
                    + "account (\(NSUserName())) be a member of it: usermod -aG \(group) \(NSUserName())")
        }
    }
}

extension Arguments {
    /// When the last report into this folder, or into one of those beside it, was made; nil where there is none.
    fileprivate func lastReport(in folder: PathBytes, among kept: PathBytes?, before now: Date) throws -> Date? {
        if let text = try text("--since") {
            guard let time = try? Date(text, strategy: .iso8601) else {
                throw UsageError("--since: \(text) is not a time: write it as 2026-11-21T06:00:00Z")
            }
            return time
        }
        struct Former: Decodable { var created: String }
        let others = kept.map { kept in ((try? FileSystem.names(in: kept)) ?? []).map { kept.appending($0) } } ?? []
        let times = ([folder] + others).compactMap { folder -> Date? in
            guard let bytes = try? FileSystem.read(folder.appending(PathBytes("summary.json"))),
                let former = try? JSONDecoder().decode(Former.self, from: Data(bytes))
            else { return nil }
            return try? Date(former.created, strategy: .iso8601)
        }
        return times.filter { $0 < now }.max()
    }

    /// Reads salespeople out of paths, by the layouts that name them.
    fileprivate func staff(
        _ configuration: Configuration?
    ) throws -> (@Sendable (String, PathBytes) -> String?)? {
        if has("--layout") {
            let layout = try layout()
            guard layout.namesStaff else { return nil }
            return { (_: String, path: PathBytes) in layout.place(of: path).staff }
        }
        let drops = (configuration?.drops ?? []).map(\.drop).filter(\.layout.namesStaff)
        let layouts = Dictionary(drops.map { ($0.name, $0.layout) }) { first, _ in first }
        guard !layouts.isEmpty else { return nil }
        return { (drop: String, path: PathBytes) in layouts[drop]?.place(of: path).staff }
    }

    /// What the command line says counts before the service's configuration.
    fileprivate func reportRequest(_ configuration: Configuration?) throws -> ReportRequest {
        let zone = try path("--zone") == nil ? configuration?.zone ?? zone() : zone()
        let to = try day("--to") ?? CalendarDay(Date(), in: zone)
        let from = try day("--from") ?? to.firstOfMonth
        guard from <= to else { throw UsageError("--from \(from) lies after --to \(to)") }
        guard to.number - from.number < 3_660 else { throw UsageError("the period is longer than ten years") }
        var request = ReportRequest(
            branch: try branch() ?? configuration?.branch ?? Defaults.branch, zone: zone,
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
                throw UsageError("--target: \(percent) is not a percentage from 0 to 100")
            }
            request.target = value / 100
        }
        if let time = try text("--created") {
            guard let created = try? Date(time, strategy: .iso8601) else {
                throw UsageError("--created: \(time) is not a time: write it as 2026-11-21T06:00:00Z")
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
            throw UsageError("\(name): \(text) is not a date: write it as 2026-11-21")
        }
        return day
    }
}
