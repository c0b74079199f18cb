public import Records

/// What a company asks of the panels in a photo: limits, required slots, and how much each breach weighs.
///
/// A plain value. Read from JSON5 with `init(json5:)`; its canonical JSON (`CanonicalJSON.encode`) is what callers hash.
public struct Policy: Hashable, Sendable {
    /// The rules of one slot. A slot without rules is detected, never judged.
    public struct SlotRules: Hashable, Sendable {
        /// The slot's absence where its place is in view is a violation; where nobody can tell, the photo is not assessable.
        public var required: Bool
        /// Weight of the absence of a slot that is not required, where its place is in view.
        public var missing: Severity
        /// Largest absolute fixture offset, cabinet widths; nil: centering is measured but not judged. Only the top ad is centred.
        public var centreLimit: Double?
        /// Weight of an offset above `centreLimit`.
        public var offCentre: Severity
        /// Largest in-plane tilt, degrees; nil: not judged.
        public var tiltLimit: Double?
        public var tilted: Severity
        /// Least share of the panel inside the frame, 0…1; nil: not judged.
        public var inFrameMinimum: Double?
        public var cutOff: Severity

        public init(
            required: Bool = false, missing: Severity = .info, centreLimit: Double? = nil,
            offCentre: Severity = .violation, tiltLimit: Double? = 3, tilted: Severity = .warning,
            inFrameMinimum: Double? = 0.9, cutOff: Severity = .info
        ) {
            self.required = required
            self.missing = missing
            self.centreLimit = centreLimit
            self.offCentre = offCentre
            self.tiltLimit = tiltLimit
            self.tilted = tilted
            self.inFrameMinimum = inFrameMinimum
            self.cutOff = cutOff
        }
    }

    /// How much it weighs where a photo was handed in elsewhere too.
    public struct RelationRules: Hashable, Sendable {
        /// The same picture, in the same file or another one, for another store.
        public var samePhotoOtherStore: Severity
        /// The same picture for the same store on another day.
        public var samePhotoSameStore: Severity

        public init(samePhotoOtherStore: Severity = .warning, samePhotoSameStore: Severity = .warning) {
            self.samePhotoOtherStore = samePhotoOtherStore
            self.samePhotoSameStore = samePhotoSameStore
        }
    }

    /// How much doubtful times weigh.
    public struct TimeRules: Hashable, Sendable {
        /// Days that are put down to zones and old fixes.
        public var daysAllowed: Double
        /// Earlier than GPS or the digitising time.
        public var backdated: Severity
        /// Later than GPS, the last change or the file.
        public var inFuture: Severity
        public var edited: Severity

        public init(
            daysAllowed: Double = 1, backdated: Severity = .warning, inFuture: Severity = .warning,
            edited: Severity = .info
        ) {
            self.daysAllowed = daysAllowed
            self.backdated = backdated
            self.inFuture = inFuture
            self.edited = edited
        }
    }

    /// How far from its store a photo may be taken.
    public struct PlaceRules: Hashable, Sendable {
        /// Metres; nil: not judged.
        public var fence: Double?
        /// Metres in a region of the registry, instead.
        public var regions: [String: Double]
        public var outside: Severity
        /// A photo without a place, or with one that cannot be.
        public var missing: Severity
        /// Kilometres per hour between two stores, above 30; nil: not judged. Only where the device is known.
        public var speedLimit: Double?
        public var tooFast: Severity
        /// The very same position as a photo of another store.
        public var samePosition: Severity

        public init(
            fence: Double? = 300, regions: [String: Double] = [:], outside: Severity = .warning,
            missing: Severity = .info, speedLimit: Double? = 150, tooFast: Severity = .warning,
            samePosition: Severity = .warning
        ) {
            self.fence = fence
            self.regions = regions
            self.outside = outside
            self.missing = missing
            self.speedLimit = speedLimit
            self.tooFast = tooFast
            self.samePosition = samePosition
        }

        /// The limit for photos of a region; nil: not judged.
        func fence(in region: String?) -> Double? { region.flatMap { regions[$0] } ?? fence }
    }

    /// What is asked of the creative on a board; judged only where a catalogue was given.
    public struct CreativeRules: Hashable, Sendable {
        public var wrongSlot: Severity
        public var outdated: Severity
        public var notYetValid: Severity
        public var notProgrammed: Severity
        public var undecided: Severity
        /// Least share of the print that must be seen, 0…1; nil: not judged.
        public var visibleMinimum: Double?
        public var occluded: Severity
        /// Largest share of what is seen that may shine, 0…1; nil: not judged.
        public var glareLimit: Double?
        public var glare: Severity
        public var turned: Severity

        public init(
            wrongSlot: Severity = .violation, outdated: Severity = .violation, notYetValid: Severity = .warning,
            notProgrammed: Severity = .violation, undecided: Severity = .info, visibleMinimum: Double? = 0.7,
            occluded: Severity = .warning, glareLimit: Double? = 0.25, glare: Severity = .info,
            turned: Severity = .violation
        ) {
            self.wrongSlot = wrongSlot
            self.outdated = outdated
            self.notYetValid = notYetValid
            self.notProgrammed = notProgrammed
            self.undecided = undecided
            self.visibleMinimum = visibleMinimum
            self.occluded = occluded
            self.glareLimit = glareLimit
            self.glare = glare
            self.turned = turned
        }

        /// Everything is reported, and nothing decides.
        public static let reported = CreativeRules(
            wrongSlot: .info, outdated: .info, notYetValid: .info, notProgrammed: .info, undecided: .info,
            occluded: .info, glare: .info, turned: .info)
    }

    public var name: String
    public var version: String
    public var slots: [String: SlotRules]
    public var photo: PhotoRules
    public var relations: RelationRules
    public var time: TimeRules
    public var place: PlaceRules
    public var creatives: CreativeRules
    public var texts: TextRules
    /// An offset whose 95 % interval straddles the limit is still judged by its best value while half the interval is
    /// at most this, cabinet widths; above it the photo is not assessable.
    public var uncertaintyLimit: Double
    /// A slot is called missing only where at least this share of its usual place is in the frame, 0…1.
    public var placeInViewMinimum: Double

    public init(
        name: String, version: String, slots: [String: SlotRules], photo: PhotoRules = PhotoRules(),
        relations: RelationRules = RelationRules(), time: TimeRules = TimeRules(), place: PlaceRules = PlaceRules(),
        creatives: CreativeRules = CreativeRules(), texts: TextRules = TextRules(),
        uncertaintyLimit: Double = 0.06, placeInViewMinimum: Double = 0.95
    ) {
        self.name = name
        self.version = version
        self.slots = slots
        self.photo = photo
        self.relations = relations
        self.time = time
        self.place = place
        self.creatives = creatives
        self.texts = texts
        self.uncertaintyLimit = uncertaintyLimit
        self.placeInViewMinimum = placeInViewMinimum
    }

    /// The top ad is required and compliant within ±0.10 of the cabinet's width; the other slots are reported.
    public static let standard = Policy(
        name: "standard", version: "1",
        slots: [
            Slot.topAd: SlotRules(required: true, missing: .violation, centreLimit: 0.10),
            // It lies on a stand that may be turned or leant back, which looks like tilt of up to 5 degrees.
            Slot.cduHorizontal: SlotRules(tiltLimit: 6),
            Slot.cduVerticalLeft: SlotRules(),
            Slot.cduVerticalRight: SlotRules(),
        ])
}
