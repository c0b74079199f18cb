public import Records

/// One line of text as it was read.
public struct ReadLine: Hashable, Sendable {
    public var text: String
    /// Mean probability of the characters, 0…1.
    public var confidence: Double
    /// Corners in the reading direction: the first is where the first character begins, above it. Frame of the picture that
    /// was read.
    public var quad: Quad
    /// Characters at the beginning that are printed clearly smaller than the digits after them: a currency's sign.
    public var smallAtStart: Int

    public init(text: String, confidence: Double, quad: Quad, smallAtStart: Int = 0) {
        self.smallAtStart = smallAtStart
        self.text = text
        self.confidence = confidence
        self.quad = quad
    }
}

/// What a part of a picture says.
public struct Reading: Hashable, Sendable {
    /// From top to bottom as the text is read, then from left to right.
    public var lines: [ReadLine]
    /// Quarters clockwise by which the text hangs turned, 0…3.
    public var turn: Int

    public init(lines: [ReadLine], turn: Int) {
        self.lines = lines
        self.turn = turn
    }
}
