import Records

/// One record of a day as figures need it.
struct PhotoRow {
    struct Finding {
        var code: String
        var severity: String
        var value: Double?
        var limit: Double?
    }

    /// What lists and tables of the period need besides.
    struct Detail {
        var drop: Int
        var path: PathBytes
        /// Folder's date, else the day of capture; nil where neither is known.
        var visitDay: String?
        var taken: Int64
        var timeSource: String
        var sha256: [UInt8]
        var bytes: Int
        var width: Int
        var height: Int
        var reasonCode: String?
        var reasonMessage: String?
        var photoOffset: Double?
        var reference: String?
        var version: Int
        /// Since when its file is gone from the drop, milliseconds since 1970.
        var gone: Int64?
    }

    var id: Int
    /// The store's row; nil where the layout names none.
    var store: Int?
    var isAudited: Bool
    var verdict: Verdict?
    var offset: Double?
    var uncertainty: Double?
    var audited: Int64
    var findings: [Finding] = []
    /// Slots seen, by `SlotNames`.
    var slots: UInt64 = 0
    var detail: Detail?
}

/// Slots met so far, each a bit; the list belongs to the models, not to the code. The cabinet is no slot.
struct SlotNames {
    private(set) var names: [String] = []
    private var bits: [String: UInt64] = [:]

    /// The slot's bit; 0 for the cabinet, and beyond 64 slots.
    mutating func bit(_ name: String) -> UInt64 {
        if let known = bits[name] { return known }
        guard name != Slot.cabinet, names.count < 64 else { return 0 }
        let bit = UInt64(1) << UInt64(names.count)
        names.append(name)
        bits[name] = bit
        return bit
    }
}
