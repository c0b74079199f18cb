/// The letters that drawings use: outlines of DejaVu Sans, kept in the program so that no font need be installed.
///
/// Lengths are in thousandths of the font's size; y runs upwards from the baseline.
struct Lettering {
    /// One character's shape.
    struct Glyph {
        /// To where the next character begins.
        var advance: Int
        /// Closed polygons, filled where they wind around a point.
        var contours: [[(x: Int, y: Int)]]
    }

    /// Above and below the baseline; no glyph reaches further.
    static let ascent = 930
    static let descent = 240
    /// Height of a capital letter.
    static let capital = 729

    private let glyphs: [Unicode.Scalar: Glyph]
    /// What is drawn for a character that has no shape here: an empty box.
    private static let box = Glyph(
        advance: 600,
        contours: [[(60, 0), (60, 729), (540, 729), (540, 0)], [(120, 60), (480, 60), (480, 669), (120, 669)]])
    private static let space = Glyph(advance: 318, contours: [])

    static let standard = Lettering()

    private init() {
        var glyphs: [Unicode.Scalar: Glyph] = [" ": Self.space]
        for line in Self.outlines.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count >= 2, let code = UInt32(parts[0]), let scalar = Unicode.Scalar(code) else { continue }
            let contours = parts.dropFirst(2).map { text -> [(x: Int, y: Int)] in
                let numbers = Self.numbers(text)
                return stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
            }
            glyphs[scalar] = Glyph(advance: Self.numbers(parts[1]).first ?? 600, contours: contours)
        }
        self.glyphs = glyphs
    }

    /// The glyph of a character; a box where there is none.
    func glyph(_ character: Character) -> Glyph {
        character.unicodeScalars.first.flatMap { glyphs[$0] } ?? Self.box
    }

    /// How far a line of text runs.
    func width(_ text: some Sequence<Character>) -> Int { text.reduce(0) { $0 + glyph($1).advance } }

    private static func numbers(_ digits: Substring) -> [Int] {
        let values = digits.utf8.map(value)
        return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] * 64 + values[$0 + 1] - 1000 }
    }

    private static func value(_ digit: UInt8) -> Int {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit) + 4
        case UInt8(ascii: "+"): 62
        default: 63
        }
    }
}
