public import Records

/// Something that a line says which can be compared: a price, a period, a code.
public struct TextField: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case price, period, code
    }

    public var kind: Kind
    /// Plainly written: a price as digits with a point before hundredths, a period and a code as they were read.
    public var value: String
    /// Of the line that it stands in, 0…1.
    public var confidence: Double
    /// The line's.
    public var quad: Quad

    public init(kind: Kind, value: String, confidence: Double, quad: Quad) {
        self.kind = kind
        self.value = value
        self.confidence = confidence
        self.quad = quad
    }
}

/// Finds fields in lines.
public struct TextFields: Sendable {
    /// How periods and codes are written.
    public let patterns: FieldPatterns

    public init(_ patterns: FieldPatterns = .standard) { self.patterns = patterns }

    /// The fields of one board or tag: periods and codes in the lines' order, prices likeliest first.
    ///
    /// What belongs to a period or a code is not a price. Of several prices the one that is printed largest comes first: on a
    /// tag, what the shopper is to see. A sign of a currency beside it counts as half as large again; one that was misread
    /// as a digit is known by its size.
    public func find(in lines: [ReadLine]) -> [TextField] {
        var others: [TextField] = []
        var prices: [(field: TextField, weight: Double)] = []
        for line in lines {
            var rest = FieldText.plain(line.text)
            for (kind, pattern) in patterns.compiled {
                for match in FieldText.matches(of: pattern, in: rest) {
                    others.append(TextField(kind: kind, value: match, confidence: line.confidence, quad: line.quad))
                    rest = rest.replacing(match, with: " ")
                }
            }
            if line.smallAtStart > 0, rest.count == line.text.count {
                rest = String(repeating: "¥", count: line.smallAtStart) + rest.dropFirst(line.smallAtStart)
            }
            for price in PrintedPrice.find(in: rest) {
                let field = TextField(
                    kind: .price, value: price.value, confidence: line.confidence, quad: line.quad)
                let size = max(line.quad.height, 1e-6)
                prices.append((field, size * (price.isMarked ? 1.5 : 1) * line.confidence))
            }
        }
        let ranked = prices.enumerated().sorted { a, b in
            a.element.weight == b.element.weight ? a.offset < b.offset : a.element.weight > b.element.weight
        }
        return ranked.map(\.element.field) + others
    }
}

extension Quad {
    /// Mean length of the edges across the reading direction.
    fileprivate var height: Double {
        (topLeft.distance(to: bottomLeft) + topRight.distance(to: bottomRight)) / 2
    }
}

/// A line's text as patterns see it.
enum FieldText {
    /// Longer lines are cut: no board has them, and a pattern's work grows with them.
    static let longest = 200

    /// Full-width signs as ASCII; strokes that mean a range as `~` and `-`.
    static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(longest).map { scalar in
                    switch scalar.value {
                    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
                    case 0x3000: " "
                    case 0xFFE5: "¥"
                    case 0xFFE6: "₩"
                    case 0x301C, 0x223C: "~"
                    case 0x2010...0x2015, 0x2212: "-"
                    default: scalar
                    }
                }))
    }

    static func matches(of pattern: Regex<AnyRegexOutput>, in text: String) -> [String] {
        text.matches(of: pattern).map { String(text[$0.range]) }.filter { !$0.isEmpty }
    }
}
