import Foundation
import Records

/// Any JSON, so that a card's faults can be listed all at once instead of stopping at the first.
public enum JSONValue: Codable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    public init(from decoder: any Decoder) throws {
        let c = try decoder.singleValueContainer()
        if c.decodeNil() {
            self = .null
        } else if let value = try? c.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? c.decode(Double.self) {
            self = .number(value)
        } else if let value = try? c.decode(String.self) {
            self = .string(value)
        } else if let value = try? c.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try c.decode([String: JSONValue].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.singleValueContainer()
        switch self {
        case .null: try c.encodeNil()
        case .bool(let value): try c.encode(value)
        case .number(let value): try c.encode(value)
        case .string(let value): try c.encode(value)
        case .array(let value): try c.encode(value)
        case .object(let value): try c.encode(value)
        }
    }

    /// As JSON with sorted keys.
    public var written: [UInt8]? { (try? CanonicalJSON.encode(self)).map { Array($0) } }
    public var text: String? { if case .string(let value) = self { value } else { nil } }
    public var number: Double? { if case .number(let value) = self { value } else { nil } }
    /// A whole number that fits easily.
    public var integer: Int? { number.flatMap { abs($0) < 1e9 ? Int(exactly: $0) : nil } }
    public var list: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    public var members: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }
    public var isNull: Bool { if case .null = self { true } else { false } }
}

/// Reads one JSON object's members and notes a fault for each that is missing or wrong.
public struct CardReader {
    public let members: [String: JSONValue]
    /// `input.`, `labels[2].`, … for the faults' text.
    public let prefix: String
    public private(set) var faults: [String] = []

    public init(_ members: [String: JSONValue], prefix: String = "") {
        self.members = members
        self.prefix = prefix
    }

    /// nil for what is not a JSON object.
    public init?(json: [UInt8]) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(json)), let members = value.members
        else { return nil }
        self.init(members)
    }

    public mutating func fault(_ key: String, _ reason: String) { faults.append("\(prefix)\(key) \(reason)") }

    public mutating func note(_ other: [String]) { faults += other }

    /// A member that must be there; `read` gives nil where it is not what `expected` says.
    public mutating func value<Value>(_ key: String, _ expected: String, _ read: (JSONValue) -> Value?) -> Value? {
        guard let json = members[key], !json.isNull else {
            fault(key, "is missing (expected \(expected))")
            return nil
        }
        guard let value = read(json) else {
            fault(key, "must be \(expected)")
            return nil
        }
        return value
    }

    /// A member that may be absent or null.
    public mutating func optional<Value>(_ key: String, _ expected: String, _ read: (JSONValue) -> Value?) -> Value? {
        guard let json = members[key], !json.isNull else { return nil }
        return value(key, expected, read)
    }

    public mutating func text(_ key: String) -> String? {
        value(key, "a text that is not empty") { json in json.text.flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// A text that must be one of these.
    public mutating func choice(_ key: String, _ choices: [String]) -> String? {
        value(key, choices.map { "\"\($0)\"" }.joined(separator: " or ")) { json in
            json.text.flatMap { choices.contains($0) ? $0 : nil }
        }
    }

    public mutating func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
        value(key, "a number from \(range.lowerBound) to \(range.upperBound)") { json in
            json.number.flatMap { range.contains($0) ? $0 : nil }
        }
    }
}
