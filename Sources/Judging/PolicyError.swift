public import Records

/// Why a policy cannot be used.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `policy_syntax`, `policy_unknown_key`, `policy_repeated_key`, `policy_missing_key`, `policy_bad_value`,
    /// `policy_unknown_slot`; `policy_model_mismatch` where policy and model do not fit.
    public var code: String
    /// The file or other place the policy came from.
    public var origin: String
    /// Where in the text; nil for what concerns no text.
    public var place: TextPlace?
    /// Where in the policy, `slots.top_ad.tilt_limit`; empty for the whole.
    public var key: String
    /// What is wrong and what to do.
    public var message: String

    public init(code: String, origin: String, place: TextPlace? = nil, key: String, message: String) {
        self.code = code
        self.origin = origin
        self.place = place
        self.key = key
        self.message = message
    }

    public var description: String {
        let location = place.map { ", line \($0.line), column \($0.column)" } ?? ""
        return key.isEmpty ? "\(origin)\(location): \(message)" : "\(origin)\(location): \(key): \(message)"
    }
}

extension PolicyError {
    init(_ fault: StrictJSON.Fault, origin: String) {
        self.init(
            code: "policy_\(fault.kind.rawValue)", origin: origin, place: fault.place, key: fault.key,
            message: fault.message)
    }
}
