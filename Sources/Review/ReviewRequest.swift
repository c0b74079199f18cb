public import Catalogue
public import Judging
public import Records

/// What a review server is made of.
public struct ReviewRequest: Sendable {
    /// How reviewers come in.
    public enum Door: Sendable, Equatable {
        /// One person on this machine: http on 127.0.0.1.
        case alone(port: UInt16)
        /// A Unix socket that the service manager holds, behind a proxy that speaks TLS.
        case behindProxy(Proxy)
    }

    /// The proxy in front.
    public struct Proxy: Sendable, Equatable {
        /// Names that reviewers' browsers call the server by, without a port unless it is not 443.
        public var hosts: [String]
        /// The user that the proxy runs as; a name that it states is believed from this user alone. nil: from nobody.
        public var user: UInt32?
        /// The header in which it states who signed in, lower case; nil: reviewers come by links.
        public var header: String?

        public init(hosts: [String], user: UInt32? = nil, header: String? = nil) {
            self.hosts = hosts
            self.user = user
            self.header = header
        }
    }

    public var ledger: PathBytes
    public var door: Door
    /// Judges corrections.
    public var judge: Judge
    /// Slots that a panel may be put in, in the order of the page.
    public var slots: [String]
    /// The compiled catalogue; nil: creatives are shown without pictures.
    public var catalogue: CompiledCatalogue?

    public init(ledger: PathBytes, door: Door, judge: Judge, slots: [String], catalogue: CompiledCatalogue? = nil) {
        self.ledger = ledger
        self.door = door
        self.judge = judge
        self.slots = slots
        self.catalogue = catalogue
    }
}

/// How long things of the review server hold, in seconds.
enum ReviewTimes {
    /// A lease without a sign of life.
    static let lease = 900.0
    /// A signed-in browser.
    static let session = 12 * 3600.0
    /// A link of the person at this machine.
    static let ownLink = 600.0
    /// A photo that somebody skipped does not return to them for this long.
    static let skip = 4 * 3600.0
}
