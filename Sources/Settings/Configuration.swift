public import Drops
public import Foundation
public import Records

/// What the service reads from `/etc/sightline/sightline.json5`; the shipped example explains every key.
///
/// A value: reading it opens nothing that it names. The service's `Preparation` does, before it relies on it.
///
/// The room imports Drops beside it: a drop's layout is read when the configuration is, so that a fault in it has line
/// and column as any other has.
public struct Configuration: Sendable, Equatable {
    /// A drop and how its absence is noticed.
    public struct WatchedDrop: Sendable, Equatable {
        /// Whether `.sightline-drop` must stand in the drop's root.
        public enum Marker: String, Sendable, CaseIterable {
            /// Without it the drop counts as not mounted.
            case required
            /// Only if it was there once does its absence mean that the drop is not mounted.
            case optional
        }

        public var drop: Drop
        public var marker: Marker
        /// Takes the kernel's events where the drop is local.
        public var inotify: Bool

        public init(drop: Drop, marker: Marker, inotify: Bool = true) {
            self.drop = drop
            self.marker = marker
            self.inotify = inotify
        }
    }

    /// When bundles are sealed, and how much of the disk they may take.
    public struct Bundles: Sendable, Equatable {
        public var maxRecords = Defaults.bundleRecords
        /// JSON and evidence before compression.
        public var maxBytes = Defaults.bundleBytes
        /// Seconds that the oldest record waits.
        public var maxAge = 3_600.0
        /// Seconds without anything new of a store, all of it audited, after which its records are sealed; 0: never.
        public var storeQuiet = 40.0
        /// Bytes of all bundles in the outbox; nothing more is cut beyond.
        public var outboxLimit = 20 << 30
        /// Seconds that an uploaded bundle's file is kept.
        public var keep = 7 * 86_400.0

        /// The standard values.
        public init() {}
    }

    /// What delivers bundles, and how patiently.
    public struct Uploader: Sendable, Equatable {
        /// Program and arguments; the bundle's path is added. Empty: bundles wait in the outbox for someone else.
        public var command: [String] = []
        /// Seconds after which one attempt is ended.
        public var timeout = 600.0
        /// Seconds to the second attempt; doubles up to `longestRetry`.
        public var firstRetry = 60.0
        public var longestRetry = 6 * 3_600.0

        /// The standard values.
        public init() {}

        /// Seconds to wait after this many failed attempts.
        public func pause(after attempts: Int) -> Double {
            min(longestRetry, firstRetry * pow(2, Double(max(1, min(attempts, 40)) - 1)))
        }
    }

    /// Where nightly reports go, who may read them, and what delivers them.
    public struct Reports: Sendable, Equatable {
        /// A folder per period is made in it: `2026-11-01_2026-11-21`.
        public var folder = Defaults.reports
        /// Group that may read them; nil: the service's own.
        public var group: String?
        /// Pictures go into the page instead of a folder beside it.
        public var embed = false
        /// The command gets the report's folder as its last argument. Empty: reports stay where they are.
        public var deliver = Uploader()

        /// The standard values.
        public init() {}
    }

    /// How reviewers come to the review server (`sightline-review.service`).
    public struct Reviews: Sendable, Equatable {
        /// Names that browsers call it by; what comes under another is refused.
        public var hosts: [String] = []
        /// The user that the proxy runs as.
        public var proxyUser: String?
        /// Header in which the proxy says who signed in, lower case; nil: reviewers come by personal links.
        public var userHeader: String?

        /// The standard values.
        public init() {}
    }

    /// Seconds that the ledger keeps what is not a record, after it was entered.
    public struct Keep: Sendable, Equatable {
        /// Hashes by which photos that were submitted again are found.
        public var fingerprints = 3 * 365 * 86_400.0
        /// Pictures that confirm what hashes propose.
        public var features = 3 * 365 * 86_400.0
        /// What reviewers said.
        public var corrections = 10 * 365 * 86_400.0
        /// The audit log of the review.
        public var logs = 3 * 365 * 86_400.0

        /// The standard values.
        public init() {}
    }

    public var branch: String
    public var zone: TimeZone
    public var language = "ko"
    public var drops: [WatchedDrop]
    public var ledger = Defaults.serviceLedger
    public var outbox = Defaults.serviceOutbox
    public var stores: PathBytes?
    public var policy: PathBytes?
    public var model: PathBytes?
    /// The compiled catalogue; nil: nobody asks which creative hangs on a board.
    public var catalogue: PathBytes?
    public var precision = PrecisionChoice.automatic
    /// Where texts are read.
    public var texts = TextScope.off
    /// 0: one per core.
    public var lanes = 0
    public var nice = 10
    public var idleIO = true
    /// Seconds that a photo's size and time must stay the same.
    public var settle = 10.0
    /// Seconds after which an incomplete photo is audited as it is.
    public var patience = 600.0
    /// Seconds between two passes over a drop.
    public var poll = 30.0
    /// Seconds between two passes that read every folder of a drop.
    public var fullWalk = 6 * 3_600.0
    /// Seconds after which a drop that does not answer counts as hanging.
    public var probeDeadline = 10.0
    public var workHours = WorkHours.always
    public var bundle = Bundles()
    /// Seconds that evidence stays in the ledger.
    public var evidenceKeep = 400 * 86_400.0
    public var keep = Keep()
    public var fullPhotos = false
    public var metrics: PathBytes? = Defaults.metrics
    public var socket: PathBytes? = Defaults.socket
    public var uploader = Uploader()
    public var report = Reports()
    public var review = Reviews()

    /// Seconds without anything new that end a store's batch, at least until a photo would have been seen and found
    /// still; nil where only size and age seal.
    public var storeQuiet: Double? { bundle.storeQuiet > 0 ? max(bundle.storeQuiet, settle + poll) : nil }

    /// A configuration with the standard values for all that is not given here.
    public init(branch: String, zone: TimeZone = .current, drops: [WatchedDrop]) {
        self.branch = branch
        self.zone = zone
        self.drops = drops
    }

    /// Lanes to open.
    public var laneCount: Int { lanes > 0 ? lanes : Defaults.lanes }
}
