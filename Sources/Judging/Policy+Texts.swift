public import Records

extension Policy {
    /// What is asked of texts that were read: prices and codes against `products.csv`, known lines against the catalogue.
    public struct TextRules: Hashable, Sendable {
        public var priceDiffers: Severity
        public var textDiffers: Severity
        public var codeUnknown: Severity
        /// Confidence, 0…1, from which a line that was read is believed.
        public var sure: Double
        /// How periods are written, regular expressions.
        public var periods: [String]
        /// How codes are written.
        public var codes: [String]

        public init(
            priceDiffers: Severity = .warning, textDiffers: Severity = .info, codeUnknown: Severity = .info,
            sure: Double = 0.95, periods: [String] = TextRules.periods, codes: [String] = TextRules.codes
        ) {
            self.priceDiffers = priceDiffers
            self.textDiffers = textDiffers
            self.codeUnknown = codeUnknown
            self.sure = sure
            self.periods = periods
            self.codes = codes
        }

        private static let day =
            #"(?:\d{4}\s?[.\/-]\s?\d{1,2}\s?[.\/-]\s?\d{1,2}\.?|\d{1,2}\/\d{1,2}|"#
            + #"\d{1,2}\s?[월月]\s?\d{1,2}\s?[일日])"#

        /// The end of a period without what its beginning said: `4.30`, `30`.
        private static let short = #"\d{1,2}(?:[.\/]\d{1,2})?"#

        /// Days as `2026-03-01`, `2026.3.1`, `3/1`, `3월 1일`, alone or from one to another, and months as `2026.03-05`.
        public static let periods = [
            "\(day)\\s?[~-]\\s?(?:\(day)|\(short))", #"\d{4}\s?[.\/]\s?\d{1,2}\s?[~-]\s?\d{1,2}"#, "\(day)\\s?~",
            "~\\s?\(day)", day,
        ]

        /// 8 to 14 digits (EAN, GTIN), and capitals with at least three digits, as `AB-1234`.
        public static let codes = [#"\b\d{8,14}\b"#, #"\b[A-Z]{1,4}-?\d{3,10}\b"#]
    }
}

extension Policy.TextRules: Encodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case priceDiffers = "price_differs"
        case textDiffers = "text_differs"
        case codeUnknown = "code_unknown"
        case sure, periods, codes
    }

    /// - Parameter standard: what stays where the text names nothing.
    init(_ value: StrictValue, over standard: Policy.TextRules) throws(StrictJSON.Fault) {
        let object = try StrictObject<CodingKeys>(value)
        self.init(
            priceDiffers: try object.choice(.priceDiffers, standard.priceDiffers),
            textDiffers: try object.choice(.textDiffers, standard.textDiffers),
            codeUnknown: try object.choice(.codeUnknown, standard.codeUnknown),
            sure: try object.number(.sure, standard.sure, in: 0...1),
            periods: try object.value(.periods, standard.periods), codes: try object.value(.codes, standard.codes))
        for (key, patterns) in [(CodingKeys.periods, periods), (.codes, codes)] {
            for pattern in patterns where (try? Regex(pattern)) == nil {
                throw object.fault(
                    key, "holds \(PathBytes(pattern).escaped), which is not a regular expression; correct it")
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(priceDiffers, forKey: .priceDiffers)
        try c.encode(textDiffers, forKey: .textDiffers)
        try c.encode(codeUnknown, forKey: .codeUnknown)
        try c.encode(sure, forKey: .sure)
        try c.encode(periods, forKey: .periods)
        try c.encode(codes, forKey: .codes)
    }
}
