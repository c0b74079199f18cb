/// How much better the first of two siblings fits a photo than the second.
struct SiblingMargin: Hashable {
    /// −1…1: difference of the two errors over their sum and the noise; 0 where they differ nowhere in sight.
    var margin: Double
    /// How steadily the places at which they differ say so: their sum over the root of their sum of squares, as a deviation
    /// counts; 0 where there is nothing to compare. On a dark or pale print every place says a little, and all the same.
    var agreement: Double

    static let none = SiblingMargin(margin: 0, agreement: 0)

    /// Whether the first can be named. The limits are those at which no board of `fieldset/other` (even stores, a catalogue
    /// of 320 with 60 near-twins) is given a wrong name, and most a right one. What stands before a board agrees with itself,
    /// too: there only the margin counts.
    /// - Parameter isWhole: nothing stands before the board.
    func isClear(isWhole: Bool) -> Bool { margin >= 0.16 || isWhole && margin >= 0.02 && agreement >= 4 }
}
