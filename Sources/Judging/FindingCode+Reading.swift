import Records

extension FindingCode {
    /// Those that name no slot.
    static let withoutSlot: [FindingCode] = [
        .noReference, .tooUncertain, .photoTooDark, .photoOverexposed, .photoBlurred, .photoShaken, .lensCovered,
        .cameraTilted, .takenTooFar, .takenTooNear, .cabinetCutOff, .photoTruncated, .photoDamaged,
        .captureTimeConflict, .captureBackdated, .captureInFuture, .edited, .outsideStoreFence, .gpsMissing,
        .gpsUnusable,
        .samePhotoOtherStore, .samePhotoSameStore, .travelTooFast, .samePositionOtherStore, .priceDiffers, .textDiffers,
        .codeUnknown, .reviewerCannotTell,
    ]

    /// Those that follow from relations between photos, which only the ledger knows: a record gets them when it is
    /// committed, and other photos may take them away again.
    public static let ofRelations: [FindingCode] = [
        .samePhotoOtherStore, .samePhotoSameStore, .travelTooFast, .samePositionOtherStore,
    ]

    /// Every code that a policy can give for a model with these slots.
    public static func codes(slots: [String]) -> [String] {
        let ofSlots = slots.flatMap { slot -> [FindingCode] in
            let all: [FindingCode] =
                [
                    .tilted(slot: slot), .cutOff(slot: slot), .missing(slot: slot), .notFound(slot: slot),
                    .unclear(slot: slot), .boardBlank(slot: slot), .boardUnrecognised(slot: slot),
                ] + creative(slot: slot)
            return slot == Slot.topAd ? [.offCentre(slot: slot)] + all : all
        }
        return (ofSlots + withoutSlot).map(\.code)
    }

    /// Those that a catalogue gives of a board.
    static func creative(slot: String) -> [FindingCode] {
        [
            .creativeWrongSlot(slot: slot), .creativeOutdated(slot: slot), .creativeNotYetValid(slot: slot),
            .creativeNotProgrammed(slot: slot), .creativeUndecided(slot: slot), .creativeOccluded(slot: slot),
            .creativeGlare(slot: slot), .creativeTurned(slot: slot),
        ]
    }

    /// The slot in whose place a board hangs that a catalogue was asked about: its creative, or that none was recognised.
    public var slotOfCreative: String? {
        if case .boardUnrecognised(let slot) = self { return slot }
        return FindingCode.creativeSlot(code)
    }

    /// It is about the creative on a board.
    var isOfCreative: Bool { FindingCode.creativeSlot(code) != nil }

    /// Reads a code of a record back; nil for a code this program does not write.
    public init?(code: String) {
        if let known = FindingCode.withoutSlot.first(where: { $0.code == code }) {
            self = known
        } else if let slot = FindingCode.creativeSlot(code),
            let known = FindingCode.creative(slot: slot).first(where: { $0.code == code })
        {
            self = known
        } else if code.hasSuffix("_off_centre") {
            self = .offCentre(slot: String(code.dropLast(11)))
        } else if code.hasSuffix("_tilted") {
            self = .tilted(slot: String(code.dropLast(7)))
        } else if code.hasSuffix("_cut_off") {
            self = .cutOff(slot: String(code.dropLast(8)))
        } else if code.hasPrefix("missing_") {
            self = .missing(slot: String(code.dropFirst(8)))
        } else if code.hasPrefix("unclear_") {
            self = .unclear(slot: String(code.dropFirst(8)))
        } else if code.hasPrefix("board_blank_") {
            self = .boardBlank(slot: String(code.dropFirst(12)))
        } else if code.hasPrefix("board_unrecognised_") {
            self = .boardUnrecognised(slot: String(code.dropFirst(19)))
        } else if code.hasPrefix("no_") {
            self = .notFound(slot: String(code.dropFirst(3)))
        } else {
            return nil
        }
    }

    /// The slot in a code about a creative.
    private static func creativeSlot(_ code: String) -> String? {
        for form in creative(slot: "") where code.hasPrefix(form.code) {
            return String(code.dropFirst(form.code.count))
        }
        return nil
    }
}
