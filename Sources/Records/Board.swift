/// A flat printed or blank panel at the counter, whatever is on it.
public struct Board: Hashable, Sendable, Codable {
    /// Extent of its visible pixels, upright full-size frame.
    public var box: Box
    /// Its four corners; may lie outside the frame.
    public var quad: Quad?
    /// Calibrated probability that there is a board, 0…1.
    public var confidence: Double
    /// The slot in whose place it hangs; nil where it hangs in none.
    public var slot: String?
    /// Probability, by its print alone, that it is an ad of the programme, 0…1; nil where not asked.
    public var programme: Double?
    /// What is printed on it; nil where nobody looked, or no catalogue was given.
    public var creative: RecognisedCreative?
    public var state: BoardState?
    /// What a reviewer says hides or harms it; nil, and left out of the JSON, where no reviewer said anything.
    public var tags: [Correction.Tag]?

    public init(
        box: Box, quad: Quad?, confidence: Double, slot: String?, programme: Double? = nil,
        creative: RecognisedCreative? = nil, state: BoardState? = nil, tags: [Correction.Tag]? = nil
    ) {
        self.box = box
        self.quad = quad
        self.confidence = confidence
        self.slot = slot
        self.programme = programme
        self.creative = creative
        self.state = state
        self.tags = tags
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(box, forKey: .box)
        try c.encode(quad, forKey: .quad)
        try c.encode(rounded(confidence, decimals: 4), forKey: .confidence)
        try c.encode(slot, forKey: .slot)
        try c.encode(programme.map { rounded($0, decimals: 4) }, forKey: .programme)
        try c.encode(creative, forKey: .creative)
        try c.encode(state, forKey: .state)
        try c.encodeIfPresent(tags, forKey: .tags)
    }
}

/// Which of the catalogue's creatives a board shows.
public struct RecognisedCreative: Hashable, Sendable, Codable {
    /// One creative of the catalogue with how well it fits, 0…1.
    public struct Candidate: Hashable, Sendable, Codable {
        public var id: String
        public var score: Double

        public init(id: String, score: Double) {
            self.id = id
            self.score = score
        }

        public func encode(to encoder: any Encoder) throws {
            var c = encoder.container(keyedBy: CodingKeys.self)
            try c.encode(id, forKey: .id)
            try c.encode(rounded(score, decimals: 4), forKey: .score)
        }
    }

    /// nil where the siblings cannot be distinguished, or nothing was recognised.
    public var id: String?
    /// nil where nothing of the catalogue was recognised.
    public var family: String?
    public var score: Double
    /// The best five at most, best first.
    public var ranked: [Candidate]
    /// Degrees clockwise by which the print hangs turned: 90, 180 or 270; nil, and left out of the JSON, where it is upright.
    public var turn: Int?
    /// The text that decided between siblings; nil, and left out of the JSON, where the print alone decided or nothing did.
    public var decidedBy: ReadDifference?

    public init(
        id: String?, family: String?, score: Double, ranked: [Candidate], turn: Int? = nil,
        decidedBy: ReadDifference? = nil
    ) {
        self.id = id
        self.family = family
        self.score = score
        self.ranked = ranked
        self.turn = turn
        self.decidedBy = decidedBy
    }

    enum CodingKeys: String, CodingKey {
        case id, family, score, ranked, turn
        case decidedBy = "decided_by"
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(id, forKey: .id)
        try c.encode(family, forKey: .family)
        try c.encode(rounded(score, decimals: 4), forKey: .score)
        try c.encode(ranked, forKey: .ranked)
        try c.encodeIfPresent(turn, forKey: .turn)
        try c.encodeIfPresent(decidedBy, forKey: .decidedBy)
    }
}

/// What was read at a place where siblings differ: the evidence for one of them.
public struct ReadDifference: Hashable, Sendable, Codable {
    /// A `text_…` column of the catalogue.
    public var field: String
    public var read: String
    /// What the catalogue says stands there.
    public var printed: String
    /// The likeliest of the other siblings, and what stands there on it.
    public var sibling: String
    public var siblingPrinted: String

    public init(field: String, read: String, printed: String, sibling: String, siblingPrinted: String) {
        self.field = field
        self.read = read
        self.printed = printed
        self.sibling = sibling
        self.siblingPrinted = siblingPrinted
    }

    enum CodingKeys: String, CodingKey {
        case field, read, printed, sibling
        case siblingPrinted = "sibling_printed"
    }
}

/// The state of a board: shares and scores, 0…1; nil where not examined.
public struct BoardState: Hashable, Sendable, Codable {
    /// Share of the board that can be seen.
    public var visible: Double?
    public var damaged: Double?
    public var faded: Double?
    public var glare: Double?
    /// Probability that nothing is printed on it.
    public var blank: Double?

    public init(
        visible: Double? = nil, damaged: Double? = nil, faded: Double? = nil, glare: Double? = nil,
        blank: Double? = nil
    ) {
        self.visible = visible
        self.damaged = damaged
        self.faded = faded
        self.glare = glare
        self.blank = blank
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(visible.map { rounded($0, decimals: 4) }, forKey: .visible)
        try c.encode(damaged.map { rounded($0, decimals: 4) }, forKey: .damaged)
        try c.encode(faded.map { rounded($0, decimals: 4) }, forKey: .faded)
        try c.encode(glare.map { rounded($0, decimals: 4) }, forKey: .glare)
        try c.encode(blank.map { rounded($0, decimals: 4) }, forKey: .blank)
    }
}
