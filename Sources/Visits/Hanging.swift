import Judging
public import Ledger

/// What hangs in the place of a slot at a visit, by all of its photos whose boards were compared with a catalogue.
///
/// A photo that shows which creative hangs there goes before one that does not; of several, the one that shows the largest
/// share of the print, then the more confident, then the earlier. What is wrong with a creative is what the photo's findings
/// say: the policy and the catalogue decided that when the photo was judged.
public struct Hanging: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// A creative of the catalogue, with which nothing is wrong.
        case right
        /// The right one, damaged.
        case damaged
        /// The right one, and too little of it can be seen.
        case hidden
        /// Of a campaign that is over.
        case outdated
        /// Of a campaign that has not begun.
        case notYetValid = "not_yet_valid"
        /// A current one that the programme does not name for this store.
        case notProgrammed = "not_programmed"
        /// Made for another slot.
        case wrongSlot = "wrong_slot"
        /// An ad, and which of several it is cannot be told from the photo.
        case undecided
        /// Printed, and none of the catalogue's.
        case unrecognised
        case blank
        /// The place is in view and nothing hangs there.
        case missing
        /// No photo shows the place.
        case notSeen = "not_seen"

        /// The creative is known.
        var isDecided: Bool {
            switch self {
            case .right, .damaged, .hidden, .outdated, .notYetValid, .notProgrammed, .wrongSlot: true
            case .undecided, .unrecognised, .blank, .missing, .notSeen: false
            }
        }

        /// The better a photo answers the question, the smaller.
        fileprivate var rank: Int {
            if isDecided { return 0 }
            return switch self {
            case .undecided: 1
            case .unrecognised: 2
            case .blank: 3
            case .missing: 4
            default: 5
            }
        }
    }

    public var slot: String
    public var state: State
    /// nil where it is not known.
    public var creative: String?
    public var family: String?
    /// How well it fits, 0…1.
    public var score: Double?
    /// Share of the print that can be seen, 0…1.
    public var visible: Double?
    /// The photo that says so.
    public var record: RecordID

    /// - Parameters:
    ///   - photos: those of the visit, in order of capture time, with all their findings.
    ///   - boards: of each photo.
    ///   - seen: the slots detected in a photo.
    /// - Returns: nil where no photo of the visit was compared with a catalogue.
    public init?(
        _ slot: String, _ photos: [VisitPhoto], boards: [RecordID: [StoredBoard]], seen: (VisitPhoto) -> Bool
    ) {
        let views = photos.filter { $0.record.isAudited && $0.record.isMatched }.map {
            Hanging(slot, $0, boards[$0.record.id] ?? [], isSeen: seen($0))
        }
        guard var best = views.first else { return nil }
        for view in views.dropFirst() where view.isBetter(than: best) { best = view }
        self = best
    }

    private func isBetter(than other: Hanging) -> Bool {
        if state.rank != other.state.rank { return state.rank < other.state.rank }
        if (visible ?? 0) != (other.visible ?? 0) { return (visible ?? 0) > (other.visible ?? 0) }
        return (score ?? 0) > (other.score ?? 0)
    }

    private init(_ slot: String, _ photo: VisitPhoto, _ boards: [StoredBoard], isSeen: Bool) {
        self.slot = slot
        record = photo.record.id
        let said = photo.findings.compactMap { $0.code.flatMap { Said($0, slot) } }
        let recognised = boards.filter { $0.slot == slot && $0.isRecognised }
        guard let board = recognised.max(by: { $0.confidence < $1.confidence }) else {
            state = said.compactMap(\.state).first { !$0.isDecided } ?? (isSeen ? .undecided : .notSeen)
            return
        }
        creative = board.creative
        family = board.family
        score = board.score
        visible = board.visible
        if let wrong = said.compactMap(\.state).first {
            state = wrong
        } else if board.creative == nil {
            state = .undecided
        } else if board.tags.contains(.damaged) || board.damaged ?? 0 >= Hanging.damagedFrom {
            state = .damaged
        } else if board.tags.contains(.occluded) || said.contains(where: { $0.isHidden }) {
            state = .hidden
        } else {
            state = .right
        }
    }

    /// From this on, what an examiner says of damage is believed.
    private static let damagedFrom = 0.5
}

/// What a finding says of the creative in a slot.
private struct Said {
    var state: Hanging.State?
    var isHidden = false

    /// nil for a finding about something else.
    init?(_ code: FindingCode, _ slot: String) {
        switch code {
        case .creativeWrongSlot(slot: slot): state = .wrongSlot
        case .creativeOutdated(slot: slot): state = .outdated
        case .creativeNotYetValid(slot: slot): state = .notYetValid
        case .creativeNotProgrammed(slot: slot): state = .notProgrammed
        case .creativeUndecided(slot: slot): state = .undecided
        case .boardUnrecognised(slot: slot): state = .unrecognised
        case .boardBlank(slot: slot): state = .blank
        case .missing(slot: slot): state = .missing
        case .creativeOccluded(slot: slot): isHidden = true
        default: return nil
        }
    }
}
