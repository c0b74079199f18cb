/// Hangul in Latin letters, for names that must be plain ASCII and are to stay readable.
///
/// Letter by letter by South Korea's Revised Romanization of 2000, without its rules for sounds that change where syllables
/// meet: `부산` is `busan`, `강남` is `gangnam`. Source: National Institute of Korean Language, 로마자 표기법.
enum Hangul {
    private static let initials = [
        "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h",
    ]
    private static let vowels = [
        "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
        "ui", "i",
    ]
    private static let finals = [
        "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng",
        "t",
        "t", "k", "t", "p", "t",
    ]

    /// The text with its Hangul syllables in Latin letters, a syllable's final consonant as it stands before a vowel or at
    /// the end; all else stays.
    static func romanised(_ text: String) -> String {
        var result = ""
        // Composed, so that a name typed on a Mac, whose syllables are three code points, reads the same.
        for scalar in composed(text.unicodeScalars) {
            guard (0xAC00...0xD7A3).contains(scalar.value) else {
                result.unicodeScalars.append(scalar)
                continue
            }
            let index = Int(scalar.value - 0xAC00)
            result += initials[index / 588] + vowels[index % 588 / 28] + finals[index % 28]
        }
        return result
    }

    /// Joins conjoining jamo into syllables (Unicode 3.12, LV and LVT composition).
    private static func composed(_ scalars: String.UnicodeScalarView) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        for scalar in scalars {
            let joined = result.last.flatMap { last -> UInt32? in
                switch (last.value, scalar.value) {
                case (0x1100...0x1112, 0x1161...0x1175):
                    0xAC00 + ((last.value - 0x1100) * 21 + scalar.value - 0x1161) * 28
                case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (last.value - 0xAC00) % 28 == 0:
                    last.value + scalar.value - 0x11A7
                default: nil
                }
            }
            if let joined, let syllable = Unicode.Scalar(joined) {
                result[result.count - 1] = syllable
            } else {
                result.append(scalar)
            }
        }
        return result
    }
}
