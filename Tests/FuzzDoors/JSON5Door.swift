import Foundation
import Judging
import Records
import Settings

/// The bytes as JSON5 of any kind, as a policy and as a configuration: what is read, written and read again is the same;
/// a fault has its place in the text and fits on one line; a policy's limits are numbers.
func openJSON5(_ bytes: [UInt8]) throws(BrokenProperty) {
    try readTree(bytes)
    try readPolicy(bytes)
    do throws(ConfigurationError) { _ = try Configuration(json5: Data(bytes), origin: "configuration") } catch {
        try require(isOneLine("\(error)"), "an error of more than one line: \(error)")
    }
}

private func readTree(_ bytes: [UInt8]) throws(BrokenProperty) {
    let tree: Tree
    do throws(StrictJSON.Fault) { tree = try StrictJSON.read(Tree.self, from: bytes) } catch {
        return try check(error, bytes)
    }
    let again: Tree
    do throws(StrictJSON.Fault) { again = try StrictJSON.read(Tree.self, from: Array(tree.text.utf8)) } catch {
        throw BrokenProperty(description: "cannot be read again: \(error) in \(tree.text)")
    }
    try require(again.text == tree.text, "read again: \(again.text), not \(tree.text)")
}

private func readPolicy(_ bytes: [UInt8]) throws(BrokenProperty) {
    let policy: Policy
    do throws(PolicyError) { policy = try Policy(json5: Data(bytes), origin: "policy") } catch {
        return try require(isOneLine("\(error)"), "an error of more than one line: \(error)")
    }
    let limits = policy.slots.values.flatMap { [$0.centreLimit, $0.tiltLimit, $0.inFrameMinimum] }.compactMap { $0 }
    let others = [
        policy.photo.brightnessMinimum, policy.photo.sharpnessMinimum, policy.uncertaintyLimit,
        policy.placeInViewMinimum,
    ]
    try require((limits + others).allSatisfy(\.isFinite), "a limit that is not a number: \(policy)")
    guard let written = try? CanonicalJSON.encode(policy) else {
        throw BrokenProperty(description: "a policy that cannot be written: \(policy)")
    }
    try require(
        (try? Policy(json5: written, origin: "policy")) == policy, "another policy when it is read again: \(policy)")
}

private func check(_ fault: StrictJSON.Fault, _ bytes: [UInt8]) throws(BrokenProperty) {
    let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
    let ends = text.count { "\n\r\u{2028}\u{2029}".unicodeScalars.contains($0) }
    try require(
        (1...ends + 1).contains(fault.place.line) && (1...text.count + 1).contains(fault.place.column),
        "a fault outside the text: \(fault)")
    try require(isOneLine(fault.message) && isOneLine(fault.key), "a fault of more than one line: \(fault)")
}

/// Any JSON5.
private enum Tree: StrictReadable {
    case object([(String, Tree)])
    case list([Tree])
    case number(Double)
    case text(String)
    case bool(Bool)
    case null

    init(_ value: StrictValue) throws(StrictJSON.Fault) {
        if let entries = try? value.entries() {
            var members: [(String, Tree)] = []
            for entry in entries { members.append((entry.name, try Tree(entry.value))) }
            self = .object(members)
        } else if let list = try? [Tree](value) {
            self = .list(list)
        } else if let number = try? Double(value) {
            self = .number(number)
        } else if let text = try? String(value) {
            self = .text(text)
        } else if let flag = try? Bool(value) {
            self = .bool(flag)
        } else {
            self = .null
        }
    }

    var text: String {
        switch self {
        case .object(let members): "{" + members.map { quoted($0.0) + ":" + $0.1.text }.joined(separator: ",") + "}"
        case .list(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .number(let number):
            number.isNaN ? "NaN" : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : "\(number)"
        case .text(let text): quoted(text)
        case .bool(let flag): "\(flag)"
        case .null: "null"
        }
    }
}

/// With every UTF-16 unit escaped.
private func quoted(_ text: String) -> String {
    let units = text.utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"" + units.joined() + "\""
}
