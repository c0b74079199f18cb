public import Records

/// A board as the ledger keeps it: one that hangs in a slot's place, or whose print was recognised.
public struct StoredBoard: Hashable, Sendable {
    /// nil where it hangs in no slot's place.
    public var slot: String?
    /// Probability that there is a board, 0…1.
    public var confidence: Double
    /// Its print was compared with a catalogue.
    public var isMatched: Bool
    /// nil where siblings cannot be told apart, or nothing was recognised.
    public var creative: String?
    public var family: String?
    /// How well the creative fits, 0…1.
    public var score: Double?
    /// Share of the print that can be seen, 0…1; nil where not examined.
    public var visible: Double?
    /// 0…1; nil where not examined.
    public var damaged: Double?
    /// What a reviewer says hides or harms it.
    public var tags: [Correction.Tag]

    /// An artwork of the catalogue was recognised on it, be it one of several siblings.
    public var isRecognised: Bool { creative != nil || family != nil }

    public init(
        slot: String?, confidence: Double = 1, isMatched: Bool = true, creative: String? = nil, family: String? = nil,
        score: Double? = nil, visible: Double? = nil, damaged: Double? = nil, tags: [Correction.Tag] = []
    ) {
        self.slot = slot
        self.confidence = confidence
        self.isMatched = isMatched
        self.creative = creative
        self.family = family
        self.score = score
        self.visible = visible
        self.damaged = damaged
        self.tags = tags
    }
}

extension Ledger {
    /// The boards of the photos that count on some days, in order of capture time, those of a photo in the order of its record.
    public func boards(
        on days: DaySpan, _ body: (RecordID, StoredBoard) -> Void
    ) throws(LedgerError) {
        try database.forEach(DayQueries.boards, days.values) {
            let row = LedgerRow($0)
            body(
                row.id(0),
                StoredBoard(
                    slot: row.text(1), confidence: row.real(2) ?? 0, isMatched: row.integer(3) == 1,
                    creative: row.text(4), family: row.text(5), score: row.real(6), visible: row.real(7),
                    damaged: row.real(8),
                    tags: (row.text(9) ?? "").split(separator: ";").compactMap {
                        Correction.Tag(rawValue: String($0))
                    }))
        }
    }

    /// Some current record has a board that was compared with a catalogue and is not named.
    public func hasUnnamedBoards() throws(LedgerError) -> Bool {
        try database.integer(
            """
            SELECT EXISTS (SELECT 1 FROM board_seen b JOIN record r ON r.id = b.record_id
                            WHERE b.matched = 1 AND b.creative IS NULL AND r.current = 1)
            """) == 1
    }

    /// Some photo's boards were compared with a catalogue.
    public func hasMatchedBoards() throws(LedgerError) -> Bool {
        try database.integer("SELECT EXISTS (SELECT 1 FROM board_seen WHERE matched = 1)") == 1
    }
}
