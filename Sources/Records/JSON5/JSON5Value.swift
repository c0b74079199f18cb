/// A place in a text, as editors count it.
public struct TextPlace: Hashable, Sendable {
    /// From 1; lines end at LF, CR LF, CR, U+2028 or U+2029.
    public var line: Int
    /// From 1, in Unicode scalars.
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// One value of a JSON5 text and the place where it begins.
struct JSON5Value: Sendable {
    enum Content: Sendable {
        case null
        case bool(Bool)
        case number(Double)
        case text(String)
        case list([JSON5Value])
        /// In the order of the text; no key stands twice.
        case object([JSON5Member])
    }

    var place: TextPlace
    var content: Content

    /// What a message calls it: `a number`, `an object`, …
    var kind: String {
        switch content {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .text: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}

/// One key of an object with its value.
struct JSON5Member: Sendable {
    var key: String
    /// Of the key.
    var place: TextPlace
    var value: JSON5Value
}
