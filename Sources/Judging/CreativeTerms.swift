public import Catalogue
public import Records

/// What the catalogue says of the creatives at one visit: which may hang, and which should.
///
/// Without a catalogue, what one said before stays, weighed by the policy in force: a new policy or a reviewer's word must not
/// take back what cannot be asked again.
public struct CreativeTerms: Sendable {
    let catalogue: CompiledCatalogue?
    /// What the record says so far.
    let former: [Finding]
    /// nil where the photo belongs to no known store.
    let store: String?
    /// nil where the day of the visit is not known: then no date is judged.
    let day: CalendarDay?

    public init(_ catalogue: CompiledCatalogue?, former: [Finding] = [], store: String?, day: CalendarDay?) {
        self.catalogue = catalogue
        self.former = former
        self.store = store
        self.day = day
    }

    /// What is wrong with the creative on a board in a slot: one finding, the gravest question first; nil where it is right.
    func finding(_ seen: RecognisedCreative, in slot: String, _ rules: Policy.CreativeRules) -> Finding? {
        guard let catalogue else { return kept(in: slot, rules) }
        guard let id = seen.id else { return undecided(seen, in: slot, rules) }
        guard let creative = catalogue[id]?.creative else { return nil }
        if !creative.slots.contains(slot) {
            return FindingCode.creativeWrongSlot(slot: slot).finding(rules.wrongSlot)
        }
        if let day, let last = creative.validTo, day > last {
            let days = Double(day.number - last.number)
            return FindingCode.creativeOutdated(slot: slot).finding(rules.outdated, value: days)
        }
        if let day, let first = creative.validFrom, day < first {
            let days = Double(first.number - day.number)
            return FindingCode.creativeNotYetValid(slot: slot).finding(rules.notYetValid, value: days)
        }
        guard let expected = expected(in: slot), expected != id else { return nil }
        return FindingCode.creativeNotProgrammed(slot: slot).finding(rules.notProgrammed)
    }

    /// What a catalogue said of the slot's creative before.
    private func kept(in slot: String, _ rules: Policy.CreativeRules) -> Finding? {
        let weights: [(FindingCode, Severity)] = [
            (.creativeWrongSlot(slot: slot), rules.wrongSlot), (.creativeOutdated(slot: slot), rules.outdated),
            (.creativeNotYetValid(slot: slot), rules.notYetValid),
            (.creativeNotProgrammed(slot: slot), rules.notProgrammed),
            (.creativeUndecided(slot: slot), rules.undecided),
        ]
        for (code, severity) in weights {
            guard let said = former.first(where: { $0.code == code.code }) else { continue }
            return code.finding(severity, value: said.value, limit: said.limit)
        }
        return nil
    }

    /// One of several siblings. Where none of those that it may be is right for the store, it does not matter which it is.
    private func undecided(_ seen: RecognisedCreative, in slot: String, _ rules: Policy.CreativeRules) -> Finding? {
        guard seen.family != nil else { return nil }
        let possible = seen.ranked.filter { $0.score >= CreativeTerms.possible }
        let wrong = possible.compactMap { candidate in
            finding(
                RecognisedCreative(id: candidate.id, family: seen.family, score: candidate.score, ranked: []), in: slot,
                rules)
        }
        if wrong.count == possible.count, let first = wrong.first, wrong.allSatisfy({ $0.code == first.code }) {
            return first
        }
        let score = seen.ranked.first?.score
        return FindingCode.creativeUndecided(slot: slot).finding(rules.undecided, value: score)
    }

    /// Score from which a sibling may be the one on the board.
    private static let possible = 0.02

    /// The creative that should hang in a slot: the programme's, else the only one that is current there; nil where neither
    /// says it.
    public func wanted(in slot: String) -> String? {
        if let expected = expected(in: slot) { return expected }
        guard let catalogue, let day else { return nil }
        let current = catalogue.entries.map(\.creative).filter { $0.slots.contains(slot) && $0.isValid(on: day) }
        return current.count == 1 ? current.first?.id : nil
    }

    /// What the programme wants; nil without a store or a line for it. A day that is not known is taken for one on which
    /// the store's only line for the slot holds.
    private func expected(in slot: String) -> String? {
        guard let catalogue, let store else { return nil }
        if let day { return catalogue.expected(store: store, slot: slot, on: day)?.creative }
        let lines = catalogue.programme(of: store).filter { $0.slot == slot }
        return lines.count == 1 ? lines.first?.creative : nil
    }
}
