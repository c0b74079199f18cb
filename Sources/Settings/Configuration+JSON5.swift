import Drops
public import Foundation
public import Records
import SystemCalls

extension Configuration {
    /// Reads a configuration file.
    public init(contentsOf file: PathBytes) throws(ConfigurationError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(file, limit: 1 << 20)
        } catch {
            throw ConfigurationError(
                code: "configuration_unreadable", origin: file.escaped, key: "", message: "\(error)")
        }
        try self.init(json5: Data(bytes), origin: file.escaped)
    }

    /// Reads a configuration in JSON5: comments, trailing commas and bare keys are welcome.
    ///
    /// `drops` must be given; every other key has a default. An unknown or repeated key, a value of the wrong kind and a
    /// value out of range are errors with line, column and key.
    /// - Parameter origin: file name for messages.
    public init(json5 data: Data, origin: String) throws(ConfigurationError) {
        do throws(StrictJSON.Fault) {
            self = try StrictJSON.read(ConfigurationFile.self, from: data).configuration
        } catch {
            throw ConfigurationError(
                code: "configuration_\(error.kind.rawValue)", origin: origin, place: error.place, key: error.key,
                message: error.message)
        }
    }

    /// Every key that a configuration may hold, dotted; `drops.path` represents that of each drop.
    public static var keys: [String] {
        ConfigurationFile.Key.allCases.map(\.stringValue)
            + ConfigurationFile.DropKey.allCases.map { "drops.\($0.stringValue)" }
            + ConfigurationFile.BundleKey.allCases.map { "bundle.\($0.stringValue)" }
            + ConfigurationFile.UploaderKey.allCases.map { "uploader.\($0.stringValue)" }
            + ConfigurationFile.ReportKey.allCases.map { "report.\($0.stringValue)" }
            + ConfigurationFile.UploaderKey.allCases.map { "report.deliver.\($0.stringValue)" }
            + ConfigurationFile.ReviewKey.allCases.map { "review.\($0.stringValue)" }
            + ConfigurationFile.KeepKey.allCases.map { "keep.\($0.stringValue)" }
            + ConfigurationFile.HoursKey.allCases.map { "work_hours.\($0.stringValue)" }
    }
}

/// The file as it is written; decoding checks every value.
private struct ConfigurationFile: StrictReadable {
    var configuration: Configuration

    enum Key: String, CodingKey, CaseIterable {
        case branch, zone, language, drops, ledger, outbox, stores, policy, model, catalogue, precision, texts, lanes,
            nice
        case idleIO = "idle_io"
        case settle, patience, poll
        case fullWalk = "full_walk"
        case probeDeadline = "probe_deadline"
        case workHours = "work_hours"
        case bundle
        case evidenceKeep = "evidence_keep"
        case keep
        case fullPhotos = "full_photos"
        case metrics, socket, uploader, report, review
    }

    enum DropKey: String, CodingKey, CaseIterable { case name, path, layout, marker, inotify }

    enum BundleKey: String, CodingKey, CaseIterable {
        case maxRecords = "max_records"
        case maxBytes = "max_bytes"
        case maxAge = "max_age"
        case storeQuiet = "store_quiet"
        case outboxLimit = "outbox_limit"
        case keep
    }

    enum UploaderKey: String, CodingKey, CaseIterable {
        case command, timeout
        case firstRetry = "first_retry"
        case longestRetry = "longest_retry"
    }

    enum ReportKey: String, CodingKey, CaseIterable { case folder, group, embed, deliver }

    enum ReviewKey: String, CodingKey, CaseIterable {
        case hosts
        case proxyUser = "proxy_user"
        case userHeader = "user_header"
    }

    enum KeepKey: String, CodingKey, CaseIterable { case fingerprints, features, corrections, logs }

    enum HoursKey: String, CodingKey, CaseIterable { case days, from, to }

    private struct DropEntry: StrictReadable {
        var watched: Configuration.WatchedDrop

        init(_ value: StrictValue) throws(StrictJSON.Fault) {
            let object = try StrictObject<DropKey>(value)
            let path = try object.path(.path)
            let pattern = try object.text(.layout, Layout.standard.pattern)
            let layout: Layout
            do throws(LayoutError) {
                layout = try Layout(pattern)
            } catch {
                throw object.fault(.layout, "\(error)")
            }
            let name = try object.text(.name, path.lastComponent.escaped)
            if name.isEmpty { throw object.fault(.name, "is empty; give the drop a name") }
            let marker = try object.choice(.marker, Configuration.WatchedDrop.Marker.required)
            watched = .init(
                drop: Drop(name: name, root: path, layout: layout), marker: marker,
                inotify: try object.value(.inotify, true))
        }
    }

    private struct BundleEntry: StrictReadable {
        var bundle = Configuration.Bundles()

        init(_ value: StrictValue) throws(StrictJSON.Fault) {
            let object = try StrictObject<BundleKey>(value)
            bundle.maxRecords = try object.number(.maxRecords, bundle.maxRecords, in: 1...90_000)
            bundle.maxBytes = try object.bytes(.maxBytes, bundle.maxBytes, in: 1 << 20...4 << 30)
            bundle.maxAge = try object.seconds(.maxAge, bundle.maxAge, in: 1...30 * 86_400)
            bundle.storeQuiet = try object.seconds(.storeQuiet, bundle.storeQuiet, in: 0...30 * 86_400)
            bundle.outboxLimit = try object.bytes(.outboxLimit, bundle.outboxLimit, in: 1 << 20...1 << 50)
            bundle.keep = try object.seconds(.keep, bundle.keep, in: 0...3_650 * 86_400)
        }
    }

    private struct KeepEntry: StrictReadable {
        var keep = Configuration.Keep()

        init(_ value: StrictValue) throws(StrictJSON.Fault) {
            let object = try StrictObject<KeepKey>(value)
            let range = 86_400.0...36_500 * 86_400
            keep.fingerprints = try object.seconds(.fingerprints, keep.fingerprints, in: range)
            keep.features = try object.seconds(.features, keep.features, in: range)
            keep.corrections = try object.seconds(.corrections, keep.corrections, in: range)
            keep.logs = try object.seconds(.logs, keep.logs, in: range)
        }
    }

    private struct UploaderEntry: StrictReadable {
        var uploader = Configuration.Uploader()

        init(_ value: StrictValue) throws(StrictJSON.Fault) {
            let object = try StrictObject<UploaderKey>(value)
            uploader.command = try object.value(.command, uploader.command)
            if let program = uploader.command.first, !program.hasPrefix("/") {
                throw object.fault(
                    .command, "begins with \(PathBytes(program).escaped); give the program's whole path, from /")
            }
            uploader.timeout = try object.seconds(.timeout, uploader.timeout, in: 1...86_400)
            uploader.firstRetry = try object.seconds(.firstRetry, uploader.firstRetry, in: 1...86_400)
            uploader.longestRetry = try object.seconds(.longestRetry, uploader.longestRetry, in: 1...30 * 86_400)
        }
    }

    private struct ReportEntry: StrictReadable {
        var report = Configuration.Reports()

        init(_ value: StrictValue) throws(StrictJSON.Fault) {
            let object = try StrictObject<ReportKey>(value)
            report.folder = try object.path(.folder, report.folder)
            report.group = try object.optional(.group, String.self)
            report.embed = try object.value(.embed, report.embed)
            report.deliver = try object.optional(.deliver, UploaderEntry.self)?.uploader ?? report.deliver
        }
    }

    private struct ReviewEntry: StrictReadable {
        var review = Configuration.Reviews()

        init(_ value: StrictValue) throws(StrictJSON.Fault) {
            let object = try StrictObject<ReviewKey>(value)
            review.hosts = try object.value(.hosts, review.hosts)
            let isName = { (text: String) in
                !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") }
            }
            if let host = review.hosts.first(where: { !isName($0) }) {
                throw object.fault(
                    .hosts, "holds \(PathBytes(host).escaped); write names as browsers do, review.example.com")
            }
            review.proxyUser = try object.optional(.proxyUser, String.self)
            review.userHeader = try object.optional(.userHeader, String.self)?.lowercased()
            if let header = review.userHeader, !isName(header) {
                throw object.fault(.userHeader, "is not the name of a header")
            }
            if review.userHeader != nil, review.proxyUser == nil {
                throw object.fault(
                    .userHeader, "needs proxy_user: a name in a header is believed from the proxy's own user alone")
            }
        }
    }

    private struct HoursEntry: StrictReadable {
        var window: WorkHours.Window

        init(_ value: StrictValue) throws(StrictJSON.Fault) {
            let object = try StrictObject<HoursKey>(value)
            var days: Set<WorkHours.Day> = []
            for name in try object.value(.days, WorkHours.Day.allCases.map(\.rawValue)) {
                guard let day = WorkHours.Day(rawValue: name) else {
                    throw object.fault(
                        .days, "holds \(PathBytes(name).escaped); the days are mon, tue, wed, thu, fri, sat, sun")
                }
                days.insert(day)
            }
            func minute(_ key: HoursKey) throws(StrictJSON.Fault) -> Int {
                let text = try object.required(key, String.self)
                guard let minute = WorkHours.minute(of: text) else {
                    throw object.fault(key, "is \(PathBytes(text).escaped); write a time of day as 06:30")
                }
                return minute
            }
            window = WorkHours.Window(days: days, from: try minute(.from), to: try minute(.to))
        }
    }

    init(_ value: StrictValue) throws(StrictJSON.Fault) {
        let object = try StrictObject<Key>(value)
        let drops = try object.required(.drops, [DropEntry].self).map(\.watched)
        if drops.isEmpty { throw object.fault(.drops, "is empty; name at least one folder to watch") }
        let twice = Dictionary(grouping: drops, by: \.drop.name).first { $0.value.count > 1 }
        if let twice {
            throw object.fault(
                .drops, "has two drops named \(PathBytes(twice.key).escaped); give each a name of its own")
        }
        if let problem = Drop.overlap(among: drops.map(\.drop)) { throw object.fault(.drops, problem) }

        let branch = try object.text(.branch, Defaults.branch)
        if branch.allSatisfy(\.isWhitespace) {
            throw object.fault(
                .branch, "is empty; write the branch's name, which bundles and reports carry, or leave it out")
        }
        var zone = TimeZone.current
        if let name = try object.optional(.zone, String.self) {
            guard let named = TimeZone(identifier: name) else {
                throw object.fault(
                    .zone, "is \(PathBytes(name).escaped), which is not a time zone; write it as Asia/Seoul")
            }
            zone = named
        }
        var made = Configuration(branch: branch, zone: zone, drops: drops)
        made.language = try object.text(.language, made.language)
        guard ["ko", "en"].contains(made.language) else { throw object.fault(.language, "must be one of ko, en") }
        made.ledger = try object.path(.ledger, made.ledger)
        made.outbox = try object.path(.outbox, made.outbox)
        made.stores = try object.optionalPath(.stores)
        made.policy = try object.optionalPath(.policy)
        made.model = try object.optionalPath(.model)
        made.catalogue = try object.optionalPath(.catalogue)
        made.precision = try object.choice(.precision, made.precision)
        made.texts = try object.choice(.texts, made.texts)
        made.lanes = try object.number(.lanes, made.lanes, in: 0...256)
        made.nice = try object.number(.nice, made.nice, in: -20...19)
        made.idleIO = try object.value(.idleIO, made.idleIO)
        made.settle = try object.seconds(.settle, made.settle, in: 0...86_400)
        made.patience = try object.seconds(.patience, made.patience, in: 0...30 * 86_400)
        made.poll = try object.seconds(.poll, made.poll, in: 0.05...86_400)
        made.fullWalk = try object.seconds(.fullWalk, made.fullWalk, in: 1...30 * 86_400)
        made.probeDeadline = try object.seconds(.probeDeadline, made.probeDeadline, in: 0.1...3_600)
        made.workHours = WorkHours(try object.value(.workHours, [HoursEntry]()).map(\.window))
        made.bundle = try object.optional(.bundle, BundleEntry.self)?.bundle ?? made.bundle
        made.evidenceKeep = try object.seconds(.evidenceKeep, made.evidenceKeep, in: 86_400...36_500 * 86_400)
        made.keep = try object.optional(.keep, KeepEntry.self)?.keep ?? made.keep
        made.fullPhotos = try object.value(.fullPhotos, made.fullPhotos)
        if object.has(.metrics) { made.metrics = try object.optionalPath(.metrics) }
        if object.has(.socket) { made.socket = try object.optionalPath(.socket) }
        made.uploader = try object.optional(.uploader, UploaderEntry.self)?.uploader ?? made.uploader
        made.report = try object.optional(.report, ReportEntry.self)?.report ?? made.report
        made.review = try object.optional(.review, ReviewEntry.self)?.review ?? made.review
        configuration = made
    }
}
