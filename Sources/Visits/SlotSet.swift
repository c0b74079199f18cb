import Records

/// Slots of a visit or photo, each the bit that `SlotNames` gave it.
public struct SlotSet: OptionSet, Hashable, Sendable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// The slots met so far; the list belongs to the models, not to the code. The cabinet is not a slot.
public struct SlotNames: Sendable {
    /// In the order in which they were met.
    public private(set) var names: [String] = []
    private var sets: [String: SlotSet] = [:]

    public init() {}

    /// The set of that slot alone; empty for the cabinet, and beyond 64 slots.
    public mutating func set(_ name: String) -> SlotSet {
        if let known = sets[name] { return known }
        guard name != Slot.cabinet, names.count < 64 else { return [] }
        let set = SlotSet(rawValue: 1 << UInt64(names.count))
        names.append(name)
        sets[name] = set
        return set
    }

    /// The names of a set's slots, sorted.
    public func names(in set: SlotSet) -> [String] {
        names.filter { sets[$0].map { set.isSuperset(of: $0) } ?? false }.sorted()
    }
}
