public import Judging
public import Ledger

/// A photo of a visit: its record with what the visit's rule asks of it.
public struct VisitPhoto: Sendable {
    public var record: DayPhoto
    /// In the record's order; where the reader was not asked for details, none for a compliant photo.
    public var findings: [VisitFinding] = []
    /// Slots seen in it; where the reader was not asked for details, only if an absence depends on them.
    public var slots: SlotSet = []

    public init(_ record: DayPhoto) { self.record = record }
}

/// A finding as stored, with what its code means.
public struct VisitFinding: Sendable {
    public var stored: StoredFinding
    /// Nil for a code that this program does not know.
    public var code: FindingCode?

    /// - Parameter code: of `stored`, read by who keeps what it has read: a day has few codes and many findings.
    public init(_ stored: StoredFinding, code: FindingCode?) {
        self.stored = stored
        self.code = code
    }
}
