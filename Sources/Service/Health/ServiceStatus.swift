public import Drops
public import Foundation
import Records

/// How the service is, as `sightline status --json` prints it.
public struct ServiceStatus: Codable, Sendable, Equatable {
    public struct DropStatus: Codable, Sendable, Equatable {
        public var name: String
        public var path: String
        /// `up`, `unseen` or `gone`.
        public var state: String
        /// Why it is gone: `hanging`, `marker_missing`, `unmounted`, `emptied`, `unreachable`.
        public var why: String?
        /// What happened and what to do.
        public var message: String?
        public var since: Date?
        /// Photos seen that are not settled or not audited yet.
        public var waiting: Int
        public var lastPass: Date?
        /// Items that the last pass could not read.
        public var problems: Int
        /// Files that are not photos, by reason and kind; nil before the first pass.
        public var skipped: SkipCounts?
        /// `events`: inotify speeds up what polling finds; `polling`.
        public var found: String?

        enum CodingKeys: String, CodingKey {
            case name, path, state, why, message, since, waiting, problems, skipped, found
            case lastPass = "last_look"
        }
    }

    public struct OutboxStatus: Codable, Sendable, Equatable {
        public var bundles = 0
        public var bytes = 0
        /// Seconds that the oldest bundle waits for upload.
        public var age = 0.0
        /// Records that are in no bundle yet.
        public var unbundled = 0
        /// Bundles that the uploader could not deliver yet; nil: not known.
        public var failing: Int?
        /// Their failed attempts.
        public var attempts: Int?
        /// Why the latest of them failed.
        public var problem: String?
        /// When the first of them is tried again.
        public var nextTry: Date?

        enum CodingKeys: String, CodingKey {
            case bundles, bytes, age, unbundled, failing, attempts, problem
            case nextTry = "next_try"
        }
    }

    /// Reports that `report.deliver.command` could not deliver yet.
    public struct DeliveryStatus: Codable, Sendable, Equatable {
        public var failing = 0
        /// Their failed attempts.
        public var attempts = 0
        /// The latest of them, by its folder.
        public var report: String?
        /// Why it failed.
        public var problem: String?
        /// When the first of them is tried again.
        public var nextTry: Date?

        enum CodingKeys: String, CodingKey {
            case failing, attempts, report, problem
            case nextTry = "next_try"
        }
    }

    /// A drop of the ledger that the configuration does not name, with photos that nothing will audit.
    public struct StrayDrop: Codable, Sendable, Equatable {
        public var name: String
        public var path: String
        public var pending: Int
        public var failed: Int
    }

    /// Time spent in a stage since the start, all lanes together.
    public struct Stage: Codable, Sendable, Equatable {
        public var seconds: Double
        public var times: Int
    }

    public var version: String
    public var started: Date
    /// Process number.
    public var process: Int32
    /// Reasons for a pause, each with its message; empty: running.
    public var resting: [String: String]
    /// Photos by state, all drops.
    public var photos: [String: Int]
    /// Photos between reading and commit.
    public var inHand: Int
    /// Photos committed since the start.
    public var committed: Int
    public var lastSuccess: Date?
    public var drops: [DropStatus]
    public var outbox: OutboxStatus
    /// Reports on their way; nil: not known.
    public var deliveries: DeliveryStatus?
    /// Drops that were renamed or removed in the configuration, with photos waiting; nil: not known.
    public var strayDrops: [StrayDrop]?
    /// `look`, `read`, `hash`, `exif`, `decode`, each examiner by its name, `judge`, `evidence`, `commit` (a batch), `seal`.
    public var stages: [String: Stage]
    /// Photos: `claimed` and not committed, of them waiting for `lanes`, waiting for the `commit`.
    public var queues: [String: Int]
    /// `yyyy-mm` of `storesMonth`, in the branch's zone.
    public var month: String?
    /// Photos of visits in that month, by store.
    public var storesMonth: [String: Int]?
    /// Visits of that month by status (`compliant`, `non_compliant`, `not_assessable`, `unread`), as reports count them.
    public var visitsMonth: [String: Int]?
    /// Problems logged since the start.
    public var problems: Int
    public var model: String

    enum CodingKeys: String, CodingKey {
        case version, started, process, resting, photos, committed, drops, outbox, deliveries, stages, queues, month,
            problems,
            model
        case storesMonth = "stores_month"
        case visitsMonth = "visits_month"
        case strayDrops = "drops_not_configured"
        case inHand = "in_hand"
        case lastSuccess = "last_success"
    }

    /// For people.
    public var lines: [String] {
        let rest =
            resting.isEmpty
            ? "running"
            : "paused: \(PauseReason.words(of: resting))"
        var lines = ["sightline \(version), process \(process), \(rest)"]
        let states = ["discovered", "audited", "rejected", "failed", "duplicate", "pending"]
        lines.append("photos  " + states.map { "\(photos[$0] ?? 0) \($0)" }.joined(separator: ", "))
        lines.append("        \(inHand) in progress, \(committed) committed since \(started.formatted(.iso8601))")
        for drop in drops {
            lines.append("drop    \(drop.name): \(drop.state)\(drop.message.map { " — \($0)" } ?? "")")
            if drop.state == "up" {
                lines.append(
                    "        \(counted(drop.waiting, "photo")) not settled or not audited yet, \(counted(drop.problems, "item")) could not be read"
                )
            }
            if let skipped = drop.skipped?.text { lines.append("        skipped: \(skipped)") }
        }
        for drop in strayDrops ?? [] {
            lines.append(
                "drop    \(drop.name): not in the configuration (renamed or removed); \(drop.pending) pending and "
                    + "\(counted(drop.failed, "failed photo")) of it are never audited. To drop them: sightline forget \(shellWord(drop.name))"
            )
        }
        lines.append(
            "outbox  \(counted(outbox.bundles, "bundle")), \(outbox.bytes) bytes, \(counted(outbox.unbundled, "record")) in no bundle yet"
        )
        lines += uploadLines + deliveryLines
        lines.append(stageLine)
        lines.append(
            "queues  " + queues.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        lines.append("model   \(model)")
        return lines
    }

    /// What a photo costs, in the order of its way; the examiners, whatever they are called, after the decode.
    private var stageLine: String {
        let (first, last) = (["read", "hash", "exif", "decode"], ["judge", "evidence", "commit"])
        let elsewhere = Set(first + last + ["look", "seal"])
        let order = first + stages.keys.filter { !elsewhere.contains($0) }.sorted() + last
        let photos = Double(max(1, stages["decode"]?.times ?? 0))
        let times = order.map { name in
            "\(name) " + String(format: "%.1f", (stages[name]?.seconds ?? 0) * 1000 / photos)
        }
        return "stages  \(times.joined(separator: ", ")) ms per photo"
    }

    private var uploadLines: [String] {
        guard let failing = outbox.failing, failing > 0 else { return [] }
        let next = outbox.nextTry.map { "; next attempt \($0.formatted(.iso8601))" } ?? ""
        return [
            "upload  \(counted(failing, "bundle")) not delivered after \(counted(outbox.attempts ?? 0, "attempt")): \(outbox.problem ?? "")\(next)"
        ]
    }

    private var deliveryLines: [String] {
        guard let deliveries, deliveries.failing > 0 else { return [] }
        let next = deliveries.nextTry.map { "; next attempt \($0.formatted(.iso8601))" } ?? ""
        return [
            "deliver \(counted(deliveries.failing, "report")) not delivered after \(counted(deliveries.attempts, "attempt")), "
                + "the latest \(deliveries.report ?? ""): \(deliveries.problem ?? "")\(next)"
        ]
    }

    /// A word as a shell takes it.
    private func shellWord(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "-._/".contains($0) }
        return isPlain && !text.isEmpty ? text : "'\(text.replacing("'", with: "'\\''"))'"
    }

    /// The whole as one line of JSON.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(self)
    }
}

extension ServiceStatus {
    /// Reads what `json` wrote.
    public init(json: Data) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        self = try decoder.decode(ServiceStatus.self, from: json)
    }
}
