import Ledger
import Records
import Visits

/// `artworks` of `summary.json`: what hangs where, by photos whose boards were compared with a catalogue.
///
/// | key | holds |
/// | --- | --- |
/// | `photos`, `stores` | audited photos of the period that were compared with a catalogue; their stores |
/// | `slots` | by slot, what each store's latest visit of the period shows: `[{slot, stores, right, damaged, hidden, outdated, not_yet_valid, not_programmed, wrong_slot, undecided, unrecognised, blank, missing, not_seen}]`; `stores` is the sum of the others (`Hanging.State`) |
/// | `places` | the same by slot and region; `region` is absent for stores of no region |
/// | `creatives` | seen in the period: `[{id, family, slots, valid_from, valid_to, listed, stores, stores_latest, visits}]`; `stores_latest`: where it still hangs at the store's latest visit |
/// | `campaigns` | creatives with the same first day, that day in the period or in the 91 days before its last, latest first, at most 24: `{from, to, creatives, slots, visited, showing, old, days [{date, visited, showing}], listed [{store_id, name, region, date, slot, creative}]}`. `visited`: stores whose photos since its first day were compared; `showing`: those whose latest visit shows one of its creatives; `old`: those whose latest visit shows an earlier creative in one of its places that is over or not the store's, `listed` at most 300 |
public struct ArtworkSummary: Codable, Hashable, Sendable {
    /// Stores by what hangs in a place.
    public struct Counts: Codable, Hashable, Sendable {
        public var slot: String
        public var region: String?
        public var stores = 0
        public var right = 0
        public var damaged = 0
        public var hidden = 0
        public var outdated = 0
        public var notYetValid = 0
        public var notProgrammed = 0
        public var wrongSlot = 0
        public var undecided = 0
        public var unrecognised = 0
        public var blank = 0
        public var missing = 0
        public var notSeen = 0
    }

    public struct Creative: Codable, Hashable, Sendable {
        public var id: String
        public var family: String?
        public var slots: [String]
        public var validFrom: String?
        public var validTo: String?
        /// In the catalogue that was given last.
        public var listed: Bool
        public var stores = 0
        public var storesLatest = 0
        public var visits = 0
    }

    public struct Day: Codable, Hashable, Sendable {
        public var date: String
        public var visited: Int
        public var showing: Int
    }

    public struct OldStore: Codable, Hashable, Sendable {
        public var storeId: String
        public var name: String?
        public var region: String?
        public var date: String
        public var slot: String
        public var creative: String
    }

    public struct Campaign: Codable, Hashable, Sendable {
        public var from: String
        public var to: String?
        public var creatives: [String]
        public var slots: [String]
        public var visited = 0
        public var showing = 0
        public var old = 0
        public var days: [Day] = []
        public var listed: [OldStore] = []
    }

    public var photos = 0
    public var stores = 0
    public var slots: [Counts] = []
    public var places: [Counts] = []
    public var creatives: [Creative] = []
    public var campaigns: [Campaign] = []

    /// Campaigns, and stores with an old creative of each, at most.
    static let mostCampaigns = 24
    static let mostListed = 300

    public init() {}
}

extension ArtworkSummary.Counts {
    init(_ slot: String, region: String?) {
        self.slot = slot
        self.region = region
    }

    /// What is counted for a state.
    static func path(_ state: Hanging.State) -> WritableKeyPath<Self, Int> {
        switch state {
        case .right: \.right
        case .damaged: \.damaged
        case .hidden: \.hidden
        case .outdated: \.outdated
        case .notYetValid: \.notYetValid
        case .notProgrammed: \.notProgrammed
        case .wrongSlot: \.wrongSlot
        case .undecided: \.undecided
        case .unrecognised: \.unrecognised
        case .blank: \.blank
        case .missing: \.missing
        case .notSeen: \.notSeen
        }
    }

    mutating func add(_ state: Hanging.State) {
        stores += 1
        self[keyPath: Self.path(state)] += 1
    }
}
