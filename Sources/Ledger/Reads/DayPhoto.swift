public import Records

/// A record that counts, as visits and reports read it.
public struct DayPhoto: Sendable {
    /// What lists and tables need besides.
    public struct Detail: Sendable {
        public var drop: DropID
        /// Relative to the drop.
        public var path: PathBytes
        /// Day of the visit as the record has it, `yyyy-mm-dd`: the folder's, else that of capture; nil where neither is known.
        public var visitDay: String?
        /// When it was taken; where that is not known, midday of its day or the time of the audit. Milliseconds since 1970.
        public var taken: Int64
        /// How that is known: `exif`, `branch`, `folder`, `none`.
        public var timeSource: String
        /// SHA-256 of the file, 32 bytes.
        public var sha256: [UInt8]
        /// Size of the file.
        public var bytes: Int
        /// Pixels, upright and full-size.
        public var width: Int
        public var height: Int
        /// Why it was rejected.
        public var reasonCode: String?
        public var reasonMessage: String?
        /// (centre x of the top ad − W/2) / W.
        public var photoOffset: Double?
        /// What the fixture offset leans on.
        public var reference: String?
        public var version: VersionID
        /// Since when its file is gone from the drop, milliseconds since 1970.
        public var gone: Int64?
        /// Its device and time are known, so that travel between stores is checked.
        public var isTraced = false
    }

    public var id: RecordID
    /// Nil where the layout names no store.
    public var store: StoreRow?
    /// False: rejected.
    public var isAudited: Bool
    public var verdict: Verdict?
    /// Fixture offset, cabinet widths, positive to the right as seen.
    public var offset: Double?
    /// Half the 95 % interval of it, cabinet widths.
    public var uncertainty: Double?
    /// Milliseconds since 1970.
    public var audited: Int64
    /// Its boards were compared with a catalogue.
    public var isMatched = false
    /// Nil where it was not asked for.
    public var detail: Detail?

    public init(
        id: RecordID, store: StoreRow?, isAudited: Bool, verdict: Verdict?, offset: Double?, uncertainty: Double?,
        audited: Int64, detail: Detail? = nil
    ) {
        self.id = id
        self.store = store
        self.isAudited = isAudited
        self.verdict = verdict
        self.offset = offset
        self.uncertainty = uncertainty
        self.audited = audited
        self.detail = detail
    }

    init(_ row: borrowing LedgerRow, detailed: Bool) {
        id = row.id(0)
        store = row.optionalID(1)
        isAudited = row.integer(2) == 1
        verdict = row.text(3).flatMap { Verdict(rawValue: $0) }
        offset = row.real(4)
        uncertainty = row.real(5)
        audited = row.time(6) ?? 0
        isMatched = row.integer(7) == 1
        detail = detailed ? Detail(row) : nil
    }
}

extension DayPhoto.Detail {
    init(_ row: borrowing LedgerRow) {
        drop = row.id(8)
        path = PathBytes(row.blob(9))
        visitDay = row.text(10)
        taken = row.time(11) ?? 0
        timeSource = row.text(12) ?? ""
        sha256 = row.blob(13)
        bytes = row.integer(14) ?? 0
        width = row.integer(15) ?? 0
        height = row.integer(16) ?? 0
        reasonCode = row.text(17)
        reasonMessage = row.text(18)
        photoOffset = row.real(19)
        reference = row.text(20)
        version = row.id(21)
        gone = row.time(22)
        isTraced = row.integer(23) == 1
    }
}

/// A finding as the ledger keeps it, whatever version of the program wrote it.
public struct StoredFinding: Hashable, Sendable {
    /// See Judging's `FindingCode`.
    public var code: String
    /// A `Severity`'s raw value.
    public var severity: String
    /// In the code's unit.
    public var value: Double?
    public var limit: Double?

    /// It makes its photo non-compliant.
    public var isViolation: Bool { severity == Severity.violation.rawValue }

    public init(code: String, severity: String, value: Double? = nil, limit: Double? = nil) {
        self.code = code
        self.severity = severity
        self.value = value
        self.limit = limit
    }
}

extension Ledger {
    /// The photos that count on some days, in order of capture time, then of record.
    ///
    /// All at once: ask for a day at a time where the period is long.
    /// - Parameter detailed: with `DayPhoto.detail`.
    public func photos(on days: DaySpan, detailed: Bool) throws(LedgerError) -> [DayPhoto] {
        try database.all(detailed ? DayQueries.full : DayQueries.light, days.values) {
            DayPhoto(LedgerRow($0), detailed: detailed)
        }
    }

    /// Their findings, in the same order, those of a photo in the order of its record.
    /// - Parameter ofCompliant: false leaves out those of compliant photos, which cost most of the time.
    public func findings(
        on days: DaySpan, ofCompliant: Bool, _ body: (RecordID, StoredFinding) -> Void
    ) throws(LedgerError) {
        try database.forEach(DayQueries.findings(ofCompliant: ofCompliant), days.values) {
            let row = LedgerRow($0)
            body(
                row.id(0),
                StoredFinding(
                    code: row.text(1) ?? "", severity: row.text(2) ?? "", value: row.real(3), limit: row.real(4)))
        }
    }

    /// The labels detected in them, in the same order: slots and the cabinet.
    public func slotsSeen(on days: DaySpan, _ body: (RecordID, String) -> Void) throws(LedgerError) {
        try database.forEach(DayQueries.slots, days.values) { body(RecordID($0.int(0)), $0.text(1) ?? "") }
    }
}
