/// What a photo looks like, short enough to be compared with every other.
public struct Fingerprint: Hashable, Sendable, Codable {
    /// PDQ hash of the upright photo: 64 lower-case hex digits, 256 bits.
    public var pdq: String
    /// PDQ's measure of how much the hash says, 0…100.
    public var quality: Int

    public init(pdq: String, quality: Int) {
        self.pdq = pdq
        self.quality = quality
    }
}

/// Suspicions about what was photographed, for people: probabilities, 0…1; nil where not examined.
public struct Capture: Hashable, Sendable, Codable {
    /// A display that shows a photo.
    public var screen: Double?
    /// A printed photo.
    public var print: Double?

    public init(screen: Double? = nil, print: Double? = nil) {
        self.screen = screen
        self.print = print
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(screen.map { rounded($0, decimals: 4) }, forKey: .screen)
        try c.encode(self.print.map { rounded($0, decimals: 4) }, forKey: .print)
    }
}

/// A line read on a board or price tag.
public struct ReadText: Hashable, Sendable, Codable {
    /// Index into the record's `boards`; nil for text on none of them.
    public var board: Int?
    /// `price` (as digits), `period`, `code`, `product` (the code of the product that it is), or a `text_…` column of the
    /// catalogue; nil for a line of no known meaning.
    public var field: String?
    public var text: String
    /// Probability that every character is right, 0…1.
    public var confidence: Double

    public init(board: Int?, field: String?, text: String, confidence: Double) {
        self.board = board
        self.field = field
        self.text = text
        self.confidence = confidence
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(board, forKey: .board)
        try c.encode(field, forKey: .field)
        try c.encode(text, forKey: .text)
        try c.encode(rounded(confidence, decimals: 4), forKey: .confidence)
    }
}

/// One photo against others: what only the ledger can know.
public struct Relation: Hashable, Sendable, Codable {
    /// The kinds that are in records.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// The same bytes were handed in for another store too. Value: how many other stores; photo: of those, the one
        /// that sorts first by drop and path.
        case sameFileOtherStore = "same_file_other_store"
        /// The same picture, in another file, was handed in for another store. Value: share of what the two show in common that
        /// agrees, 0…1.
        case samePhotoOtherStore = "same_photo_other_store"
        /// The same picture was handed in for the same store on another day. Value: as above.
        case samePhotoSameStore = "same_photo_same_store"
        /// Hardly another picture of the same visit: a burst, which is normal. Value: as above.
        case nearDuplicateSameVisit = "near_duplicate_same_visit"
        /// The same device took a photo in another store, just before or after, and the way between is long. Value: kilometres per
        /// hour, as slow as positions (1 km) and times (a minute) allow.
        case travelTooFast = "travel_too_fast"
        /// A photo of another store, in another file, states the very same position. Value: how many other stores; photo: of
        /// those, the one that sorts first by drop and path.
        case samePositionOtherStore = "same_position_other_store"
    }

    /// Kilometres per hour below which travel is not a relation; the policy's limit lies above it.
    public static let leastSpeed = 30.0

    /// What speaks for a photo being the original of two.
    public enum Reason: String, Hashable, Sendable, Codable {
        /// It has more pixels.
        case larger
        /// It has more detail at the same size.
        case sharper
        /// It alone has the data that a camera writes.
        case cameraData = "camera_data"
    }

    /// Which of the two photos is the original, and why it is believed.
    public struct Origin: Hashable, Sendable, Codable {
        public enum Side: String, Hashable, Sendable, Codable {
            /// The photo of the record that the relation stands in.
            case this
            case other
        }

        public var photo: Side
        public var reasons: [Reason]

        public init(photo: Side, reasons: [Reason]) {
            self.photo = photo
            self.reasons = reasons
        }
    }

    /// The other photo.
    public struct Photo: Hashable, Sendable, Codable {
        public var drop: String
        public var path: PathBytes
        public var storeID: String?
        /// Day of its visit, `yyyy-mm-dd`.
        public var date: String?

        public init(drop: String, path: PathBytes, storeID: String?, date: String?) {
            self.drop = drop
            self.path = path
            self.storeID = storeID
            self.date = date
        }

        enum CodingKeys: String, CodingKey {
            case drop, path
            case storeID = "store_id"
            case date
        }

        public func encode(to encoder: any Encoder) throws {
            var c = encoder.container(keyedBy: CodingKeys.self)
            try c.encode(drop, forKey: .drop)
            try c.encode(path, forKey: .path)
            try c.encode(storeID, forKey: .storeID)
            try c.encode(date, forKey: .date)
        }
    }

    public var kind: Kind
    public var photo: Photo
    public var value: Double
    /// nil, and left out of the JSON, where the order of the two is unknown.
    public var original: Origin?

    public init(_ kind: Kind, photo: Photo, value: Double, original: Origin? = nil) {
        self.kind = kind
        self.photo = photo
        self.value = value
        self.original = original
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(kind, forKey: .kind)
        try c.encode(photo, forKey: .photo)
        try c.encode(rounded(value, decimals: 5), forKey: .value)
        try c.encodeIfPresent(original, forKey: .original)
    }
}

/// Who found the facts: the name and version of an examiner.
public struct ExaminerVersion: Hashable, Sendable, Codable {
    public var name: String
    public var version: String

    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

/// The last word of a person on a photo.
public struct Review: Hashable, Sendable, Codable {
    /// What the person did with the machine's facts.
    public enum Answer: String, Hashable, Sendable, Codable {
        /// Looked, and left them as they are.
        case confirmed
        /// Changed them: the record's panels and texts are the person's.
        case corrected
        /// Cannot tell from this photo.
        case cannotTell = "cannot_tell"
    }

    /// Pseudonym of the reviewer.
    public var by: String
    /// RFC 3339, UTC.
    public var at: String
    /// The verdict on the person's facts, by the policy of that time.
    public var verdict: Verdict
    public var answer: Answer
    /// The model that audited the photo since then finds something else than both the person and the model before.
    public var conflict: Bool

    public init(by: String, at: String, verdict: Verdict, answer: Answer = .confirmed, conflict: Bool = false) {
        self.by = by
        self.at = at
        self.verdict = verdict
        self.answer = answer
        self.conflict = conflict
    }

    /// `answer` and `conflict` are younger than the other keys.
    public init(from decoder: any Decoder) throws {
        let c = try decoder.container(keyedBy: CodingKeys.self)
        by = try c.decode(String.self, forKey: .by)
        at = try c.decode(String.self, forKey: .at)
        verdict = try c.decode(Verdict.self, forKey: .verdict)
        answer = try c.decodeIfPresent(Answer.self, forKey: .answer) ?? .confirmed
        conflict = try c.decodeIfPresent(Bool.self, forKey: .conflict) ?? false
    }
}
