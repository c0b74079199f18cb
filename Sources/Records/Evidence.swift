/// A small JPEG that shows what a record says.
public struct Evidence: Hashable, Sendable {
    /// The file's name in a bundle, `<name>.jpg`: at most 60 of `A-Za-z0-9._-`, beginning with a letter or digit.
    public var name: String
    /// The file's bytes.
    public var jpeg: [UInt8]

    public init(name: String, jpeg: [UInt8]) {
        self.name = name
        self.jpeg = jpeg
    }
}

extension Evidence {
    /// What else than the whole counter a record's pictures show, by the beginnings of their names: `board-2.jpg` is the
    /// straightened board 2 of the record's `boards`, alone, to be matched again; `artwork-2.jpg` shows it beside the
    /// artwork that should hang there.
    public enum Kind: String, Sendable {
        case board = "board-"
        case artwork = "artwork-"
    }

    /// The picture of one of a record's boards.
    public init(_ kind: Kind, board index: Int, jpeg: [UInt8]) {
        self.init(name: "\(kind.rawValue)\(index).jpg", jpeg: jpeg)
    }

    /// The index in the record's `boards`; nil for a picture of another kind.
    public func board(_ kind: Kind) -> Int? {
        guard name.hasPrefix(kind.rawValue), name.hasSuffix(".jpg") else { return nil }
        return Int(name.dropFirst(kind.rawValue.count).dropLast(4))
    }

    /// It shows the counter, not one board.
    public var isOfCounter: Bool { board(.board) == nil && board(.artwork) == nil }
}
