import Inference

extension ModelCard {
    /// What a card says of boards, where its network finds boards instead of ads: a label of kind `board` is any flat
    /// panel, whatever is printed on it, and more answers per cell say where it hangs and what it is.
    ///
    /// The answers stand behind the corners; `…At` is an index among them. Slot probabilities are the softmax of
    /// (slot logits / temperature), the last one being "in no slot's place"; blank and programme are logistic in the
    /// first network's logit and the panel network's.
    public struct Boards: Hashable, Sendable {
        /// Names of the slots, in the order of their logits.
        public let slots: [String]
        public let slotAt: Int
        public let blankAt: Int
        public let programmeAt: Int
        /// Logarithms of how far each corner TL TR BR BL may be off, in parts of the board's size.
        public let scaleAt: Int
        public let temperature: Double
        public let blank: Combination
        public let programme: Combination
        /// Probability of a programme ad, by print alone, from which one is reported, 0…1.
        public let threshold: Double

        /// More answers per cell than those of every card.
        var answers: Int { max(slotAt + slots.count + 1, blankAt + 1, programmeAt + 1, scaleAt + 4) }
    }
}

/// The card's `boards`, which must be there exactly where a label is of kind `board`.
func readBoards(_ reader: inout CardReader, labels: [ModelCard.Label]?) -> ModelCard.Boards? {
    let boards = labels?.filter { $0.kind == .board } ?? []
    guard let members = reader.optional("boards", "an object", { $0.members }) else {
        if !boards.isEmpty { reader.fault("boards", "is missing (a label is of kind board)") }
        return nil
    }
    if labels != nil, boards.count != 1 { reader.fault("boards", "needs exactly one label of kind board") }
    var inner = CardReader(members, prefix: "boards.")
    defer { reader.note(inner.faults) }
    let slots = inner.value("slots", "a list of 1 to 16 different names") { json -> [String]? in
        let names = json.list?.compactMap(\.text) ?? []
        let taken = Set(names).union(labels?.map(\.name) ?? [])
        let isSound = (1...16).contains(names.count) && names.count == json.list?.count && !names.contains("")
        return isSound && taken.count == names.count + (labels?.count ?? 0) ? names : nil
    }
    func place(_ key: String) -> Int? {
        inner.value(key, "a whole number from 0 to 63") { json in
            json.integer.flatMap { (0...63).contains($0) ? $0 : nil }
        }
    }
    let (slotAt, blankAt, programmeAt, scaleAt) = (
        place("slot_at"), place("blank_at"), place("programme_at"), place("scale_at")
    )
    let temperature = inner.number("temperature", in: 0.01...100)
    let blank = inner.value("blank", combinationWords) { combination($0) }
    let programme = inner.value("programme", combinationWords) { combination($0) }
    let threshold = inner.number("threshold", in: 0.0001...0.9999)
    guard let slots, let slotAt, let blankAt, let programmeAt, let scaleAt, let temperature, let blank, let programme,
        let threshold
    else { return nil }
    return ModelCard.Boards(
        slots: slots, slotAt: slotAt, blankAt: blankAt, programmeAt: programmeAt, scaleAt: scaleAt,
        temperature: temperature, blank: blank, programme: programme, threshold: threshold)
}
