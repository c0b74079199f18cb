public import Records

/// A printed artwork of the company, as `creatives.csv` lists it.
public struct Creative: Hashable, Sendable {
    /// Unique in its catalogue, in composed form (NFC).
    public var id: String
    /// The artwork's file, relative to the catalogue's folder.
    public var file: String
    /// Where it may hang; at least one.
    public var slots: [String]
    /// What its siblings share, which differ in price, date or flavour; nil for one without siblings.
    public var family: String?
    /// The first day on which it may hang; nil: from the beginning.
    public var validFrom: CalendarDay?
    /// The last day on which it may hang; nil: until further notice.
    public var validTo: CalendarDay?
    /// What is printed on it, by the rest of the column's name: `price` for `text_price`. No empty text.
    public var texts: [String: String]

    public init(
        id: String, file: String, slots: [String], family: String? = nil, validFrom: CalendarDay? = nil,
        validTo: CalendarDay? = nil, texts: [String: String] = [:]
    ) {
        self.id = id
        self.file = file
        self.slots = slots
        self.family = family
        self.validFrom = validFrom
        self.validTo = validTo
        self.texts = texts
    }

    /// Whether it may hang on a day.
    public func isValid(on day: CalendarDay) -> Bool { spans(validFrom, validTo, day) }
}

/// Which creative a store should show in a slot, as `programme.csv` lists it.
public struct ProgrammeLine: Hashable, Sendable {
    /// In composed form (NFC), as `Place.store` has it.
    public var storeID: String
    public var slot: String
    /// The creative's id.
    public var creative: String
    /// The first day; nil: from the beginning.
    public var validFrom: CalendarDay?
    /// The last day; nil: until further notice.
    public var validTo: CalendarDay?

    public init(
        storeID: String, slot: String, creative: String, validFrom: CalendarDay? = nil, validTo: CalendarDay? = nil
    ) {
        self.storeID = storeID
        self.slot = slot
        self.creative = creative
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether it holds on a day.
    public func isValid(on day: CalendarDay) -> Bool { spans(validFrom, validTo, day) }

    /// Order of a compiled programme: by store, slot, first day, creative and last day.
    static func isInOrder(_ a: ProgrammeLine, _ b: ProgrammeLine) -> Bool {
        if a.storeID != b.storeID { return isBefore(a.storeID, b.storeID) }
        if a.slot != b.slot { return isBefore(a.slot, b.slot) }
        let (from, other) = (a.validFrom?.number ?? .min, b.validFrom?.number ?? .min)
        if from != other { return from < other }
        if a.creative != b.creative { return isBefore(a.creative, b.creative) }
        return (a.validTo?.number ?? .max) < (b.validTo?.number ?? .max)
    }
}

private func spans(_ from: CalendarDay?, _ to: CalendarDay?, _ day: CalendarDay) -> Bool {
    (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true)
}
