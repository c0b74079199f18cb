public import Foundation

/// JSON as the product writes it: sorted keys, no escaped slashes, one object on one line.
public enum CanonicalJSON {
    /// UTF-8 JSON without a newline. The same value gives the same bytes.
    public static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// Reads one JSON object.
    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try JSONDecoder().decode(type, from: data)
    }
}

extension Record {
    /// With every number as it is kept: what is judged again later is what is judged now, and equal records are equal.
    public func asKept() throws -> Record { try CanonicalJSON.decode(Record.self, from: CanonicalJSON.encode(self)) }
}
