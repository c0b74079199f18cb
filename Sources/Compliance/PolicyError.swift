/// Why a policy file cannot be used.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `policy_syntax`, `policy_unknown_key`, `policy_missing_key`, `policy_bad_value`.
    public var code: String
    /// The file or other place the policy came from.
    public var origin: String
    /// Where in the policy, `slots.top_ad.tilt_limit`; empty for the whole.
    public var key: String
    /// What is wrong and what to do.
    public var message: String

    public var description: String {
        key.isEmpty ? "\(origin): \(message)" : "\(origin): \(key): \(message)"
    }
}
