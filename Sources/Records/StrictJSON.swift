public import Foundation

/// Reading what people write by hand (policy, configuration): JSON5 in which every key is known and every value checked.
public enum StrictJSON {
    /// Why a text cannot be used. Where it came from is for the caller to say.
    public struct Fault: Error, Hashable, Sendable {
        /// What is wrong; its name is the end of an error's code.
        public enum Kind: String, Sendable {
            case syntax
            case unknownKey = "unknown_key"
            case missingKey = "missing_key"
            case badValue = "bad_value"
        }

        public var kind: Kind
        /// Dotted, `drops.0.path`; empty for the whole.
        public var key: String
        /// What is wrong and what to do.
        public var message: String
    }

    /// Decodes a value whose decoding uses `StrictObject`: comments, trailing commas and bare keys are welcome.
    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws(Fault) -> Value {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        do {
            return try decoder.decode(type, from: data)
        } catch let fault as Fault {
            throw fault
        } catch let error as DecodingError {
            throw Fault(error)
        } catch {
            throw Fault(kind: .syntax, key: "", message: "\(error)")
        }
    }
}

extension StrictJSON.Fault {
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(kind: .missingKey, key: dotted(context.codingPath + [key]), message: "is missing; add it")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(
                kind: .badValue, key: dotted(context.codingPath),
                message: "has a value of the wrong kind: \(context.debugDescription)")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            self.init(kind: .badValue, key: dotted(context.codingPath), message: context.debugDescription)
        case .dataCorrupted(let context):
            let detail = context.underlyingError.map { " (\($0))" } ?? ""
            self.init(kind: .syntax, key: "", message: "is not valid JSON5: \(context.debugDescription)\(detail)")
        @unknown default:
            self.init(kind: .syntax, key: "", message: "\(error)")
        }
    }
}

/// An object whose keys are all known, with checked values.
public struct StrictObject<Key: CodingKey & CaseIterable> {
    public let container: KeyedDecodingContainer<Key>

    /// - Throws: `StrictJSON.Fault` that names a key which is not among `Key`.
    public init(_ decoder: any Decoder) throws {
        let known = Key.allCases.map(\.stringValue)
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            let near = NearName.of(key.stringValue, among: known).map { "did you mean \($0)? " } ?? ""
            throw StrictJSON.Fault(
                kind: .unknownKey, key: dotted(decoder.codingPath + [key]),
                message: "is not a known key; \(near)known here: \(known.joined(separator: ", "))")
        }
        container = try decoder.container(keyedBy: Key.self)
    }

    /// The fault of a key whose value does not serve.
    public func fault(_ key: Key, _ message: String) -> StrictJSON.Fault {
        StrictJSON.Fault(kind: .badValue, key: dotted(container.codingPath + [key]), message: message)
    }

    /// The value, or the default where the key is absent; null is a value of the wrong kind.
    public func value<Value: Decodable>(_ key: Key, _ standard: Value) throws -> Value {
        container.contains(key) ? try container.decode(Value.self, forKey: key) : standard
    }

    /// nil where the key is absent or null.
    public func optional<Value: Decodable>(_ key: Key, _ type: Value.Type) throws -> Value? {
        try container.decodeIfPresent(type, forKey: key)
    }

    /// A number within bounds.
    public func number<Value: Decodable & Comparable>(
        _ key: Key, _ standard: Value, in range: ClosedRange<Value>
    ) throws -> Value {
        container.contains(key) ? try checked(try container.decode(Value.self, forKey: key), key, in: range) : standard
    }

    /// A number within bounds, or null.
    public func limit(_ key: Key, _ standard: Double?, in range: ClosedRange<Double>) throws -> Double? {
        guard container.contains(key) else { return standard }
        return try optional(key, Double.self).map { try checked($0, key, in: range) }
    }

    /// The value itself where it lies within bounds.
    public func checked<Value: Comparable>(_ value: Value, _ key: Key, in range: ClosedRange<Value>) throws -> Value {
        guard range.contains(value) else {
            throw fault(key, "is \(value); it must lie between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    /// One of the names of an enumeration.
    public func choice<Value: RawRepresentable & CaseIterable>(_ key: Key, _ standard: Value) throws -> Value
    where Value.RawValue == String {
        let name = try value(key, standard.rawValue)
        guard let choice = Value(rawValue: name) else {
            throw fault(key, "is \(name); it must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}

private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// `drops.0.path`, as people write it.
private func dotted(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
}
