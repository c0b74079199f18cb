/// Which ledger a bundle belongs to: 32 lower-case hex digits that a ledger gets when it is made and keeps for life.
///
/// It is random and not derived from host, path or branch: those change, and two ledgers may share them. A bundle is a
/// function of its records and its ledger, so the same records give the same bytes in the same ledger, and bytes that
/// differ in this one field in another. A copy of a ledger has the identity of the original.
public struct LedgerIdentity: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The 32 digits.
    public let text: String

    /// Digits of it that a bundle's name carries.
    public static let markLength = 8

    /// Nil for anything but 32 lower-case hex digits.
    public init?(_ text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(isLowerHexDigit) else { return nil }
        self.text = text
    }

    /// What the names of its bundles carry.
    public var mark: String { String(text.prefix(LedgerIdentity.markLength)) }

    public var description: String { text }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let identity = LedgerIdentity(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a ledger's identity is 32 lower-case hex digits")
        }
        self = identity
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

func isLowerHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
