public import Photo
public import Records

/// Where one of the texts that `creatives.csv` names stands on its artwork.
public struct PrintedLine: Hashable, Sendable, Codable {
    /// The rest of the column's name: `price` for `text_price`.
    public let name: String
    /// Corners in the reading direction, the first where the text begins, above it; 0…1 of the artwork's width and height.
    public let quad: Quad
    /// Where the text is a price: digits, with a point before hundredths.
    public let price: String?

    public init(name: String, quad: Quad, price: String? = nil) {
        self.name = name
        self.quad = quad.map { Point(rounded($0.x, decimals: 5), rounded($0.y, decimals: 5)) }
        self.price = price
    }

    enum CodingKeys: CodingKey { case name, quad, price }

    /// - Throws: where the corners are not eight numbers near the artwork.
    public init(from decoder: any Decoder) throws {
        let c = try decoder.container(keyedBy: CodingKeys.self)
        let n = try c.decode([Double].self, forKey: .quad)
        guard n.count == 8, n.allSatisfy({ abs($0) <= 4 }) else {
            throw DecodingError.dataCorruptedError(forKey: .quad, in: c, debugDescription: "not a place on an artwork")
        }
        self.init(
            name: try c.decode(String.self, forKey: .name),
            quad: Quad(Point(n[0], n[1]), Point(n[2], n[3]), Point(n[4], n[5]), Point(n[6], n[7])),
            price: try c.decodeIfPresent(String.self, forKey: .price))
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(name, forKey: .name)
        try c.encode(quad.corners.flatMap { [$0.x, $0.y] }, forKey: .quad)
        try c.encodeIfPresent(price, forKey: .price)
    }
}

/// Who finds the printed texts of artworks: networks with their names and versions.
public struct PrintedLineFinder: Sendable {
    /// Name and version of all that decides the places; another name makes every place anew.
    public let name: String
    /// The places of texts, by the rest of their columns' names, on an upright artwork.
    public let find: @Sendable (Pixels, [String: String]) throws -> [PrintedLine]

    public init(name: String, find: @escaping @Sendable (Pixels, [String: String]) throws -> [PrintedLine]) {
        self.name = name
        self.find = find
    }
}

/// Texts as they are compared: what the network that reads can read of them.
public enum PrintedText {
    /// Signs that are taken for each other count as one.
    private static let folded: [Character: Character] = [
        "O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "|": "1", "S": "5", "B": "8", "Z": "2",
    ]

    /// Digits and Latin capitals; all else is left out: no network here reads Hangul, and punctuation is the first to be lost.
    public static func signs(_ text: String) -> [Character] {
        text.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.map { folded[$0] ?? $0 }
    }
}
