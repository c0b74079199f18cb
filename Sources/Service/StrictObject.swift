import Foundation
import Records

/// The values that only a configuration holds.
extension StrictObject {
    func text(_ key: Key, _ standard: String) throws -> String { try value(key, standard) }

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
        return try checked(amount, key, in: range)
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
