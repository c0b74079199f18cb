public import Records

/// A creative as the catalogue has it, as far as reports ask for it.
public struct RegisteredCreative: Hashable, Sendable {
    public var id: String
    /// What its siblings share; nil for one without siblings.
    public var family: String?
    /// Where it may hang.
    public var slots: [String]
    /// The first day on which it may hang; nil: from the beginning.
    public var validFrom: CalendarDay?
    /// The last day on which it may hang; nil: until further notice.
    public var validTo: CalendarDay?
    /// It is in the catalogue that was given last; false: it was in an earlier one.
    public var isListed: Bool

    public init(
        id: String, family: String?, slots: [String], validFrom: CalendarDay?, validTo: CalendarDay?,
        isListed: Bool = true
    ) {
        self.id = id
        self.family = family
        self.slots = slots
        self.validFrom = validFrom
        self.validTo = validTo
        self.isListed = isListed
    }
}

extension Ledger {
    /// Takes over a catalogue's creatives. Those that are not in it stay, as not listed: photos may still show them.
    public func setCreatives(_ creatives: [RegisteredCreative]) throws(LedgerError) {
        try database.write { () throws(LedgerError) in
            try database.run("UPDATE creative SET listed = 0 WHERE listed = 1")
            for creative in creatives {
                try database.run(
                    """
                    INSERT INTO creative (id, family, slots, valid_from, valid_to, listed) VALUES (?1, ?2, ?3, ?4, ?5, 1)
                    ON CONFLICT (id) DO UPDATE SET family = excluded.family, slots = excluded.slots,
                      valid_from = excluded.valid_from, valid_to = excluded.valid_to, listed = 1
                    """,
                    [
                        .text(creative.id), LedgerValue(creative.family),
                        .text(creative.slots.joined(separator: ";")),
                        LedgerValue(creative.validFrom.map { "\($0)" }), LedgerValue(creative.validTo.map { "\($0)" }),
                    ])
            }
        }
    }

    /// Every creative that a catalogue ever had, by its id.
    public func creatives() throws(LedgerError) -> [RegisteredCreative] {
        try database.all("SELECT id, family, slots, valid_from, valid_to, listed FROM creative ORDER BY id") { row in
            RegisteredCreative(
                id: row.text(0) ?? "", family: row.text(1),
                slots: (row.text(2) ?? "").split(separator: ";").map(String.init),
                validFrom: row.text(3).flatMap { CalendarDay($0) }, validTo: row.text(4).flatMap { CalendarDay($0) },
                isListed: row.int(5) == 1)
        }
    }
}
