/// How periods and codes are written, as regular expressions; the first that matches takes the text.
public struct FieldPatterns: Sendable {
    /// A pattern that is not one.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        public let pattern: String
        public var description: String { "\"\(pattern)\" is not a regular expression; correct it" }
    }

    public let periods: [String]
    public let codes: [String]
    /// Periods first: a day is not a code. A regex is a value that nobody changes once it is made.
    nonisolated(unsafe) let compiled: [(TextField.Kind, Regex<AnyRegexOutput>)]

    /// - Throws: `Fault` for the first pattern that cannot be compiled.
    public init(periods: [String], codes: [String]) throws(Fault) {
        self.periods = periods
        self.codes = codes
        var compiled: [(TextField.Kind, Regex<AnyRegexOutput>)] = []
        for (kind, patterns) in [(TextField.Kind.period, periods), (.code, codes)] {
            for pattern in patterns {
                guard let regex = try? Regex(pattern) else { throw Fault(pattern: pattern) }
                compiled.append((kind, regex))
            }
        }
        self.compiled = compiled
    }

    private init(periods: [String], codes: [String], _ compiled: [(TextField.Kind, Regex<AnyRegexOutput>)]) {
        (self.periods, self.codes, self.compiled) = (periods, codes, compiled)
    }

    private static let day =
        #"(?:\d{4}\s?[.\/-]\s?\d{1,2}\s?[.\/-]\s?\d{1,2}\.?|\d{1,2}\/\d{1,2}|"#
        + #"\d{1,2}\s?[월月]\s?\d{1,2}\s?[일日])"#

    /// The end of a period without what its beginning said: `4.30`, `30`.
    private static let short = #"\d{1,2}(?:[.\/]\d{1,2})?"#

    /// Days as `2026-03-01`, `2026.3.1`, `3/1`, `3월 1일`, alone or from one to another, months as `2026.03-05`; codes of 8 to
    /// 14 digits (EAN, GTIN), and capitals with at least three digits, as `AB-1234`.
    public static let standard: FieldPatterns = {
        let periods = [
            "\(day)\\s?[~-]\\s?(?:\(day)|\(short))", #"\d{4}\s?[.\/]\s?\d{1,2}\s?[~-]\s?\d{1,2}"#, "\(day)\\s?~",
            "~\\s?\(day)", day,
        ]
        let codes = [#"\b\d{8,14}\b"#, #"\b[A-Z]{1,4}-?\d{3,10}\b"#]
        return (try? FieldPatterns(periods: periods, codes: codes)) ?? FieldPatterns(periods: [], codes: [], [])
    }()
}
