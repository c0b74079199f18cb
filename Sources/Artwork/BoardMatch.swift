public import Records

/// What hangs on a board.
public struct BoardMatch: Sendable {
    public struct Candidate: Hashable, Sendable {
        /// Of the creative, in the catalogue's entries.
        public let place: Int
        /// How likely it is this one, 0…1; the scores of a recognised family add up to no more than 1.
        public let score: Double
    }

    /// The print as it was recognised.
    public struct Print: Sendable {
        /// Of the creative that fits best, in the catalogue's entries; its siblings may fit as well.
        public let place: Int
        /// How clearly the photo looks like this creative and like none of its siblings, 0…1; 1 where it has none.
        public let margin: Double
        /// Which creative it is can be said.
        public let isDecided: Bool
        /// How it hangs on its board.
        public let turn: Turn
        /// Its corners TL TR BR BL, pixels of the photo; hidden ones and those outside the frame, too.
        public let quad: Quad
        /// nil where too little of it is in the photo.
        public let state: PrintState?
    }

    /// nil where no artwork of the catalogue was recognised.
    public let print: Print?
    /// The five that fit best, best first; fewer only where the catalogue has fewer.
    public let ranked: [Candidate]
}
