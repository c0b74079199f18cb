/// What the top ad's centre was measured against.
public enum Reference: String, Hashable, Sendable, Codable {
    /// The display cabinet itself.
    case cabinet
    /// The two vertical CDU ads that flank the cabinet.
    case cduPair = "cdu_pair"
    /// Another panel of known place.
    case panel
    /// Nothing but the photo's own frame: no fixture offset.
    case photo
}

/// Where the top ad's centre lies; positive is to the right as seen in the photo.
public struct Centering: Hashable, Sendable, Codable {
    /// (centre x of the top ad − W/2) / W: the measure of the replaced service.
    public var photoOffset: Double
    /// Distance of the ad's centre from the cabinet's centre line in cabinet widths, perspective taken out.
    public var fixtureOffset: Double?
    /// Half the 95 % interval of `fixtureOffset`, in cabinet widths.
    public var uncertainty: Double?
    public var reference: Reference

    public init(photoOffset: Double, fixtureOffset: Double?, uncertainty: Double?, reference: Reference) {
        self.photoOffset = photoOffset
        self.fixtureOffset = fixtureOffset
        self.uncertainty = uncertainty
        self.reference = reference
    }

    enum CodingKeys: String, CodingKey {
        case photoOffset = "photo_offset"
        case fixtureOffset = "fixture_offset"
        case uncertainty
        case reference
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(rounded(photoOffset, decimals: 5), forKey: .photoOffset)
        try c.encode(fixtureOffset.map { rounded($0, decimals: 5) }, forKey: .fixtureOffset)
        try c.encode(uncertainty.map { rounded($0, decimals: 5) }, forKey: .uncertainty)
        try c.encode(reference, forKey: .reference)
    }
}

/// How much a finding weighs; the policy decides.
public enum Severity: String, Hashable, Sendable, Codable, Comparable, CaseIterable {
    /// Reported, changes no verdict.
    case info
    /// Reported as something to look at, changes no verdict.
    case warning
    /// Makes the photo non-compliant.
    case violation

    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .violation: 2
        }
    }
}

/// One thing the policy says about a photo, with the measured value and the limit it was held against.
public struct Finding: Hashable, Sendable, Codable {
    /// `top_ad_off_centre`, `missing_cdu_horizontal`, `photo_too_dark`, …
    public var code: String
    public var severity: Severity
    public var value: Double?
    public var limit: Double?
    /// What was read, where the finding is about a text; left out of the JSON elsewhere.
    public var read: String?
    /// What should stand there.
    public var expected: String?

    public init(
        code: String, severity: Severity, value: Double? = nil, limit: Double? = nil, read: String? = nil,
        expected: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.value = value
        self.limit = limit
        self.read = read
        self.expected = expected
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(code, forKey: .code)
        try c.encode(severity, forKey: .severity)
        try c.encode(value.map { rounded($0, decimals: 5) }, forKey: .value)
        try c.encode(limit.map { rounded($0, decimals: 5) }, forKey: .limit)
        try c.encodeIfPresent(read, forKey: .read)
        try c.encodeIfPresent(expected, forKey: .expected)
    }
}

/// What the policy makes of a photo.
public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    case compliant
    case nonCompliant = "non_compliant"
    case notAssessable = "not_assessable"
}
