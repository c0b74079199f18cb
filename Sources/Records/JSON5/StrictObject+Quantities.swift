/// Paths, spans of time and sizes, as a configuration holds them.
extension StrictObject {
    public func text(_ key: Key, _ standard: String) throws(StrictJSON.Fault) -> String { try value(key, standard) }

    /// An absolute path; bytes that are not UTF-8 are written `\\xHH`.
    /// - Parameter standard: nil where the key must be given.
    public func path(_ key: Key, _ standard: PathBytes? = nil) throws(StrictJSON.Fault) -> PathBytes {
        if let standard, !has(key) { return standard }
        let text = try required(key, String.self)
        guard text.hasPrefix("/") else {
            throw fault(key, "is \(PathBytes(text).escaped); give the whole path, from /")
        }
        return PathBytes(escaped: text)
    }

    /// nil where the key is absent or null.
    public func optionalPath(_ key: Key) throws(StrictJSON.Fault) -> PathBytes? {
        guard let value = self[key], !value.isNull else { return nil }
        return try path(key)
    }

    /// A span of time: a number of seconds, or text such as "90 s", "10 min", "6 h", "30 d".
    public func seconds(
        _ key: Key, _ standard: Double, in range: ClosedRange<Double>
    ) throws(StrictJSON.Fault) -> Double {
        try quantity(key, standard, in: range, units: Quantity.time, example: "90 s, 10 min, 6 h or 30 d")
    }

    /// A size: a number of bytes, or text such as "96 MiB".
    public func bytes(_ key: Key, _ standard: Int, in range: ClosedRange<Int>) throws(StrictJSON.Fault) -> Int {
        let bounds = Double(range.lowerBound)...Double(range.upperBound)
        let bytes = try quantity(key, Double(standard), in: bounds, units: Quantity.size, example: "96 MiB or 20 GiB")
        return Int(exactly: bytes.rounded()) ?? standard
    }

    private func quantity(
        _ key: Key, _ standard: Double, in range: ClosedRange<Double>, units: [String: Double], example: String
    ) throws(StrictJSON.Fault) -> Double {
        guard let value = self[key] else { return standard }
        if case .number(let amount) = value.node.content { return try checked(amount, key, in: range) }
        guard case .text(let text) = value.node.content else { throw value.wrong("a number, or text: \(example)") }
        guard let amount = Quantity.read(text, units) else {
            throw fault(key, "is \(PathBytes(text).escaped); write a number, or \(example)")
        }
        return try checked(amount, key, in: range)
    }
}

/// Numbers with units.
private enum Quantity {
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
