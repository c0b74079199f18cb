/// An object whose keys are all known, with checked values.
public struct StrictObject<Key: CodingKey & CaseIterable> {
    /// The object itself.
    public let whole: StrictValue
    private var values: [String: StrictValue] = [:]

    /// - Throws: `StrictJSON.Fault` that names a key which is not among `Key`.
    public init(_ value: StrictValue) throws(StrictJSON.Fault) {
        whole = value
        let known = Key.allCases.map(\.stringValue)
        for entry in try value.entries() {
            guard known.contains(entry.name) else {
                let near = NearName.of(entry.name, among: known).map { "did you mean \($0)? " } ?? ""
                throw StrictJSON.Fault(
                    kind: .unknownKey, place: entry.place, key: entry.value.key,
                    message: "is not a known key; \(near)known here: \(known.joined(separator: ", "))")
            }
            values[entry.name] = entry.value
        }
    }

    /// Whether the key is given, be it as null.
    public func has(_ key: Key) -> Bool { values[key.stringValue] != nil }

    /// The value of a key as it stands; nil where the key is absent.
    public subscript(key: Key) -> StrictValue? { values[key.stringValue] }

    /// The fault of a key whose value does not serve, at its value.
    public func fault(_ key: Key, _ message: String) -> StrictJSON.Fault {
        (self[key] ?? StrictValue(node: whole.node, key: dotted(key))).fault(message)
    }

    /// The value of a key that must be given.
    public func required<Value: StrictReadable>(_ key: Key, _ type: Value.Type = Value.self) throws(StrictJSON.Fault)
        -> Value
    {
        guard let value = self[key] else {
            throw StrictJSON.Fault(
                kind: .missingKey, place: whole.place, key: dotted(key), message: "is missing; add it to this object")
        }
        return try Value(value)
    }

    /// The value, or the default where the key is absent; null is a value of the wrong kind.
    public func value<Value: StrictReadable>(_ key: Key, _ standard: Value) throws(StrictJSON.Fault) -> Value {
        guard let value = self[key] else { return standard }
        return try Value(value)
    }

    /// nil where the key is absent or null.
    public func optional<Value: StrictReadable>(_ key: Key, _ type: Value.Type) throws(StrictJSON.Fault) -> Value? {
        guard let value = self[key], !value.isNull else { return nil }
        return try Value(value)
    }

    /// A number within bounds.
    public func number<Value: StrictReadable & Comparable>(
        _ key: Key, _ standard: Value, in range: ClosedRange<Value>
    ) throws(StrictJSON.Fault) -> Value {
        guard let value = self[key] else { return standard }
        return try checked(try Value(value), key, in: range)
    }

    /// A number within bounds, or null.
    public func limit(
        _ key: Key, _ standard: Double?, in range: ClosedRange<Double>
    ) throws(StrictJSON.Fault) -> Double? {
        guard let value = self[key] else { return standard }
        return value.isNull ? nil : try checked(try Double(value), key, in: range)
    }

    /// The value itself where it lies within bounds.
    public func checked<Value: Comparable>(
        _ value: Value, _ key: Key, in range: ClosedRange<Value>
    ) throws(StrictJSON.Fault) -> Value {
        guard range.contains(value) else {
            throw fault(key, "is \(value); it must lie between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    /// One of the names of an enumeration.
    public func choice<Value: RawRepresentable & CaseIterable>(
        _ key: Key, _ standard: Value
    ) throws(StrictJSON.Fault) -> Value where Value.RawValue == String {
        let name = try value(key, standard.rawValue)
        guard let choice = Value(rawValue: name) else {
            let names = Value.allCases.map(\.rawValue)
            let near = NearName.of(name, among: names).map { " (did you mean \($0)?)" } ?? ""
            throw fault(
                key, "is \(PathBytes(name).escaped)\(near); it must be one of \(names.joined(separator: ", "))")
        }
        return choice
    }

    private func dotted(_ key: Key) -> String {
        whole.key.isEmpty ? key.stringValue : "\(whole.key).\(key.stringValue)"
    }
}
