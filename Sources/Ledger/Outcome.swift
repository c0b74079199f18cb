public import Records

/// What became of one claimed path.
public struct Outcome: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// An audited or rejected record with its evidence; `record.state` says which.
        case recorded(Record, evidence: [Evidence])
        /// `Ledger.standsFor` said that a record represents these bytes already: nothing was decoded.
        case repeated(sha256: String)
        /// I/O or the program's fault: tried again later.
        case failed(Reason)
        /// Not looked at (cancelled, drop gone): the claim is released, the path stays as it is.
        case released
    }

    /// Size and time as they were when the bytes were read; path, store and date as claimed.
    public var sighting: Sighting
    public var kind: Kind
    /// What a recorded photo looks like, to be compared with all others; nil: it is compared with none.
    public var likeness: Likeness?

    public init(_ sighting: Sighting, _ kind: Kind, likeness: Likeness? = nil) {
        self.sighting = sighting
        self.kind = kind
        self.likeness = likeness
    }
}

/// What the ledger made of an outcome.
public enum Committed: Hashable, Sendable {
    /// A new record represents the path.
    case recorded(RecordID)
    /// The record that stood (or had stood) for the path says the same: it stands on, nothing new is published.
    case unchanged(RecordID)
    /// Another path's record has the same bytes in the same store.
    case duplicate(of: RecordID)
    /// The path is failed and tried again after a pause.
    case failed
    /// The audit failed, but an earlier record of the same size and time stands on.
    case kept
    /// Released: pending, or as it was before the claim.
    case released
    /// The run does not hold the claim any more (its lease ended and another took it): nothing was changed.
    case lostClaim
}
