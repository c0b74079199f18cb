import Foundation
import Records

/// A fault found while decoding; becomes a `ConfigurationError` once the file is known.
struct ConfigurationFault: Error {
    var code: String
    var key: String
    var message: String
}

private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// `drops.0.path`, as people write it.
func dotted(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
}

/// An object whose keys are all known, with checked values.
struct StrictObject<Key: CodingKey & CaseIterable> {
    let container: KeyedDecodingContainer<Key>

    init(_ decoder: any Decoder) throws {
        let known = Key.allCases.map(\.stringValue)
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            let near = nearest(key.stringValue, among: known).map { "did you mean \($0)? " } ?? ""
            throw ConfigurationFault(
                code: "configuration_unknown_key", key: dotted(decoder.codingPath + [key]),
                message: "is not a known key; \(near)known here: \(known.joined(separator: ", "))")
        }
        container = try decoder.container(keyedBy: Key.self)
    }

    func fault(_ key: Key, _ message: String) -> ConfigurationFault {
        ConfigurationFault(
            code: "configuration_bad_value", key: dotted(container.codingPath + [key]), message: message)
    }

    /// The value, or the default where the key is absent; null is a value of the wrong kind.
    func value<Value: Decodable>(_ key: Key, _ standard: Value) throws -> Value {
        container.contains(key) ? try container.decode(Value.self, forKey: key) : standard
    }

    /// nil where the key is absent or null.
    func optional<Value: Decodable>(_ key: Key, _ type: Value.Type) throws -> Value? {
        try container.decodeIfPresent(type, forKey: key)
    }

    func text(_ key: Key, _ standard: String) throws -> String { try value(key, standard) }

    func number(_ key: Key, _ standard: Int, in range: ClosedRange<Int>) throws -> Int {
        let number = try value(key, standard)
        guard range.contains(number) else {
            throw fault(key, "is \(number); it must lie between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// One of the names of an enumeration.
    func choice<Value: RawRepresentable & CaseIterable>(_ key: Key, _ standard: Value) throws -> Value
    where Value.RawValue == String {
        let name = try value(key, standard.rawValue)
        guard let choice = Value(rawValue: name) else {
            throw fault(key, "is \(name); it must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    /// An absolute path; bytes that are no UTF-8 are written `\\xHH`.
    func path(_ key: Key, _ standard: PathBytes? = nil) throws -> PathBytes {
        if let standard, !container.contains(key) { return standard }
        let text = try container.decode(String.self, forKey: key)
        guard text.hasPrefix("/") else { throw fault(key, "is \(text); give the whole path, from /") }
        return PathBytes(escaped: text)
    }

    func optionalPath(_ key: Key) throws -> PathBytes? {
        try optional(key, String.self) == nil ? nil : try path(key)
    }

    /// A span of time: a number of seconds, or text such as "90 s", "10 min", "6 h", "30 d".
    func seconds(_ key: Key, _ standard: Double, in range: ClosedRange<Double>) throws -> Double {
        try quantity(key, standard, in: range, units: Quantity.time, example: "90 s, 10 min, 6 h or 30 d")
    }

    /// A size: a number of bytes, or text such as "96 MiB".
    func bytes(_ key: Key, _ standard: Int, in range: ClosedRange<Int>) throws -> Int {
        let range = Double(range.lowerBound)...Double(range.upperBound)
        return Int(try quantity(key, Double(standard), in: range, units: Quantity.size, example: "96 MiB or 20 GiB"))
    }

    private func quantity(
        _ key: Key, _ standard: Double, in range: ClosedRange<Double>, units: [String: Double], example: String
    ) throws -> Double {
        guard container.contains(key) else { return standard }
        let amount: Double
        if let number = try? container.decode(Double.self, forKey: key) {
            amount = number
        } else {
            let text = try container.decode(String.self, forKey: key)
            guard let read = Quantity.read(text, units) else {
                throw fault(key, "is \(text); write a number, or \(example)")
            }
            amount = read
        }
        guard range.contains(amount) else {
            throw fault(key, "is \(amount); it must lie between \(range.lowerBound) and \(range.upperBound)")
        }
        return amount
    }
}

/// Numbers with units.
enum Quantity {
    static let time: [String: Double] = ["s": 1, "min": 60, "h": 3_600, "d": 86_400]
    static let size: [String: Double] = [
        "B": 1, "KiB": 0x1p10, "MiB": 0x1p20, "GiB": 0x1p30, "TiB": 0x1p40, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    ]

    /// `10 min` or `10min`; nil for anything else.
    static func read(_ text: String, _ units: [String: Double]) -> Double? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits), let factor = units[String(unit)] else { return nil }
        return number * factor
    }
}

/// The known name that is most like the given one, if any is.
func nearest(_ name: String, among known: [String]) -> String? {
    let best = known.map { ($0, editDistance(Array(name.utf8), Array($0.utf8))) }.min { $0.1 < $1.1 }
    guard let (candidate, distance) = best, distance <= max(2, name.utf8.count / 3) else { return nil }
    return candidate
}

/// Levenshtein distance.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
            diagonal = row[j + 1]
            row[j + 1] = next
        }
    }
    return row[b.count]
}

extension ConfigurationError {
    init(_ error: DecodingError, origin: String) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(
                code: "configuration_missing_key", origin: origin, key: dotted(context.codingPath + [key]),
                message: "is missing; add it")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(
                code: "configuration_bad_value", origin: origin, key: dotted(context.codingPath),
                message: "has a value of the wrong kind: \(context.debugDescription)")
        case .dataCorrupted(let context):
            let detail = context.underlyingError.map { " (\($0))" } ?? ""
            self.init(
                code: context.codingPath.isEmpty ? "configuration_syntax" : "configuration_bad_value", origin: origin,
                key: dotted(context.codingPath), message: "is not valid JSON5: \(context.debugDescription)\(detail)")
        @unknown default:
            self.init(code: "configuration_syntax", origin: origin, key: "", message: "\(error)")
        }
    }
}
