/// Reading what people write by hand (policy, configuration): JSON5 in which every key is known, no key is given twice
/// and every value is checked; each fault names its line, column and key.
public enum StrictJSON {
    /// Why a text cannot be used. Where it came from is for the caller to say.
    public struct Fault: Error, Hashable, Sendable {
        /// What is wrong; its name is the end of an error's code.
        public enum Kind: String, Sendable {
            case syntax
            case unknownKey = "unknown_key"
            case repeatedKey = "repeated_key"
            case missingKey = "missing_key"
            case badValue = "bad_value"
            /// A slot that the model does not know.
            case unknownSlot = "unknown_slot"
        }

        public var kind: Kind
        /// Where it stands: of an unknown or repeated key the key, of a missing one the object, else the value.
        public var place: TextPlace
        /// Dotted, `drops.0.path`; empty for the whole.
        public var key: String
        /// What is wrong and what to do.
        public var message: String

        public init(kind: Kind, place: TextPlace, key: String, message: String) {
            self.kind = kind
            self.place = place
            self.key = key
            self.message = message
        }
    }

    /// Reads a whole text: comments, trailing commas and bare keys are welcome.
    public static func read<Value: StrictReadable>(
        _ type: Value.Type, from bytes: some Sequence<UInt8>
    ) throws(Fault) -> Value {
        try Value(StrictValue(node: try JSON5Reader.read(Array(bytes)), key: ""))
    }

    /// `drops.0.path`, safe to print on one line.
    static func dotted(_ path: [String]) -> String { path.map { PathBytes($0).escaped }.joined(separator: ".") }
}

/// What can be read out of a strict text.
public protocol StrictReadable {
    /// - Throws: `StrictJSON.Fault` for a value of another kind.
    init(_ value: StrictValue) throws(StrictJSON.Fault)
}

/// A value of a text with its place and its dotted key.
public struct StrictValue: Sendable {
    let node: JSON5Value
    /// Dotted; empty for the whole.
    public let key: String

    public var place: TextPlace { node.place }
    public var isNull: Bool { if case .null = node.content { true } else { false } }

    /// A fault of this value.
    public func fault(_ message: String, kind: StrictJSON.Fault.Kind = .badValue) -> StrictJSON.Fault {
        StrictJSON.Fault(kind: kind, place: place, key: key, message: message)
    }

    /// The values of an object whose keys are names of the writer's own, each with the place of its key.
    public func entries() throws(StrictJSON.Fault) -> [(name: String, place: TextPlace, value: StrictValue)] {
        guard case .object(let members) = node.content else { throw wrong("an object: { … }") }
        return members.map { ($0.key, $0.place, child($0.value, $0.key)) }
    }

    func child(_ node: JSON5Value, _ name: String) -> StrictValue {
        let own = StrictJSON.dotted([name])
        return StrictValue(node: node, key: key.isEmpty ? own : "\(key).\(own)")
    }

    func wrong(_ expected: String) -> StrictJSON.Fault { fault("is \(node.kind); it must be \(expected)") }
}

extension Bool: StrictReadable {
    public init(_ value: StrictValue) throws(StrictJSON.Fault) {
        guard case .bool(let flag) = value.node.content else { throw value.wrong("true or false, without quotes") }
        self = flag
    }
}

extension String: StrictReadable {
    public init(_ value: StrictValue) throws(StrictJSON.Fault) {
        guard case .text(let text) = value.node.content else { throw value.wrong("a text in quotes: \"…\"") }
        self = text
    }
}

extension Double: StrictReadable {
    public init(_ value: StrictValue) throws(StrictJSON.Fault) {
        guard case .number(let number) = value.node.content else { throw value.wrong("a number, without quotes") }
        self = number
    }
}

extension Int: StrictReadable {
    public init(_ value: StrictValue) throws(StrictJSON.Fault) {
        let number = try Double(value)
        guard let whole = Int(exactly: number) else { throw value.fault("is \(number); it must be a whole number") }
        self = whole
    }
}

extension Array: StrictReadable where Element: StrictReadable {
    public init(_ value: StrictValue) throws(StrictJSON.Fault) {
        guard case .list(let nodes) = value.node.content else { throw value.wrong("a list: [ … ]") }
        var read: [Element] = []
        for (index, node) in nodes.enumerated() { read.append(try Element(value.child(node, String(index)))) }
        self = read
    }
}
