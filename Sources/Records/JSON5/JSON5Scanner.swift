/// The words of a JSON5 text: spaces and comments, quoted texts, numbers, names.
struct JSON5Scanner {
    struct Fault: Error {
        var place: TextPlace
        var message: String
    }

    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var lineStart = 0

    /// - Throws: for bytes that are not UTF-8, with the first one's place.
    init(_ bytes: [UInt8]) throws(StrictJSON.Fault) {
        var decoder = UTF8()
        var source = bytes.makeIterator()
        var read: [Unicode.Scalar] = []
        read.reserveCapacity(bytes.count)
        decoding: while true {
            switch decoder.decode(&source) {
            case .scalarValue(let scalar): read.append(scalar)
            case .emptyInput: break decoding
            case .error:
                var before = JSON5Scanner(scalars: read)
                while !before.isAtEnd { before.skip() }
                throw StrictJSON.Fault(
                    kind: .syntax, place: before.place, key: "", message: "is not UTF-8 here; save the file as UTF-8")
            }
        }
        self.init(scalars: read)
        // A byte order mark, as Windows editors write it; it is not a column.
        if next == "\u{FEFF}" {
            index = 1
            lineStart = 1
        }
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var isAtEnd: Bool { index == scalars.count }
    var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
    var place: TextPlace { TextPlace(line: line, column: index - lineStart + 1) }
    private var second: Unicode.Scalar? { index + 1 < scalars.count ? scalars[index + 1] : nil }

    /// What was found here, for messages.
    var found: String {
        guard let next else { return "the end of the text" }
        let word = scalars[index...].prefix { JSON5Scanner.isNamePart($0) }.prefix(40)
        if word.isEmpty { return "\"\(PathBytes(String(next)).escaped)\"" }
        return "\"\(PathBytes(String(String.UnicodeScalarView(word))).escaped)\""
    }

    mutating func skip() {
        guard let scalar = next else { return }
        index += 1
        guard JSON5Scanner.isLineEnd(scalar), !(scalar == "\r" && next == "\n") else { return }
        line += 1
        lineStart = index
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        skip()
        return true
    }

    /// Steps over spaces and comments.
    mutating func space() throws(Fault) {
        while let scalar = next {
            if JSON5Scanner.isSpace(scalar) {
                skip()
            } else if scalar == "/", second == "/" {
                while let here = next, !JSON5Scanner.isLineEnd(here) { skip() }
            } else if scalar == "/", second == "*" {
                try blockComment()
            } else {
                return
            }
        }
    }

    private mutating func blockComment() throws(Fault) {
        let opening = place
        skip()
        skip()
        while !(next == "*" && second == "/") {
            guard !isAtEnd else {
                throw Fault(place: opening, message: "a comment opens here and is never closed; add */")
            }
            skip()
        }
        skip()
        skip()
    }

    // MARK: Names

    /// A key or word without quotes; nil where none begins here.
    mutating func identifier() throws(Fault) -> String? {
        var name = String.UnicodeScalarView()
        while let scalar = next {
            let start = place
            var part = scalar
            if scalar == "\\" {
                skip()
                guard take("u"), let escaped = try unicodeEscape(start) else {
                    throw Fault(place: start, message: "has a \\ in a name that is not \\uHHHH")
                }
                part = escaped
            }
            guard name.isEmpty ? JSON5Scanner.isNameStart(part) : JSON5Scanner.isNamePart(part) else {
                if scalar == "\\" { throw Fault(place: start, message: "has an escape that no name may hold") }
                break
            }
            name.append(part)
            if scalar != "\\" { skip() }
        }
        return name.isEmpty ? nil : String(name)
    }

    static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "$" || scalar == "_" || scalar.properties.isIDStart
    }

    static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "$" || scalar == "_" || scalar == "\u{200C}" || scalar == "\u{200D}" || scalar.properties.isIDContinue
    }

    // MARK: Texts

    /// A text in single or double quotes.
    mutating func quoted() throws(Fault) -> String {
        let opening = place
        guard let quote = next else { return "" }
        skip()
        var text = String.UnicodeScalarView()
        while let scalar = next {
            if scalar == quote {
                skip()
                return String(text)
            }
            if scalar == "\n" || scalar == "\r" { break }
            if scalar == "\\" {
                if let escaped = try escape() { text.append(escaped) }
            } else {
                text.append(scalar)
                skip()
            }
        }
        throw Fault(place: opening, message: "has a text that opens here and is not closed on its line; add \(quote)")
    }

    /// What a backslash represents; nil for a line that goes on.
    private mutating func escape() throws(Fault) -> Unicode.Scalar? {
        let start = place
        skip()
        guard let scalar = next else { throw Fault(place: start, message: "ends within a text") }
        skip()
        switch scalar {
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{B}"
        case "0" where !(next.map(JSON5Scanner.isDigit) ?? false): return "\0"
        case "x":
            guard let value = hexadecimal(2), let escaped = Unicode.Scalar(value) else {
                throw Fault(place: start, message: "has \\x without two hexadecimal digits")
            }
            return escaped
        case "u":
            guard let escaped = try unicodeEscape(start) else {
                throw Fault(place: start, message: "has \\u without four hexadecimal digits, or half of a pair")
            }
            return escaped
        case "\r":
            _ = take("\n")
            return nil
        case "\n", "\u{2028}", "\u{2029}": return nil
        case let digit where JSON5Scanner.isDigit(digit):
            throw Fault(place: start, message: "has \\\(digit), which means nothing; write a backslash as \\\\")
        default: return scalar
        }
    }

    /// The rest of `\uHHHH`, or of two that make one scalar; nil where it makes none.
    private mutating func unicodeEscape(_ start: TextPlace) throws(Fault) -> Unicode.Scalar? {
        guard let high = hexadecimal(4) else { return nil }
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), take("\\"), take("u"), let low = hexadecimal(4),
            (0xDC00..<0xE000).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    private mutating func hexadecimal(_ digits: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = next.flatMap(JSON5Scanner.hexValue) else { return nil }
            value = value << 4 | digit
            skip()
        }
        return value
    }

    // MARK: Numbers

    static func beginsNumber(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || scalar == "+" || scalar == "-" || scalar == "."
    }

    /// A number in any of JSON5's forms; one too large for a Double is a fault, not infinity.
    mutating func number() throws(Fault) -> Double {
        let start = place
        let sign: Double = next == "-" ? -1 : 1
        if next == "-" || next == "+" { skip() }
        let from = index
        while let scalar = next, JSON5Scanner.isNamePart(scalar) || scalar == "." || isExponentSign(scalar, from) {
            skip()
        }
        let text = String(String.UnicodeScalarView(scalars[from..<index]))
        switch text {
        case "Infinity": return sign * .infinity
        case "NaN": return .nan
        default: break
        }
        guard let value = JSON5Scanner.magnitude(text) else {
            let whole = (sign < 0 ? "-" : "") + PathBytes(String(text.prefix(60))).escaped
            throw Fault(place: start, message: "\(whole) is not a number; text is written in quotes: \"…\"")
        }
        guard value.isFinite else { throw Fault(place: start, message: "has a number that is too large") }
        return sign * value
    }

    private func isExponentSign(_ scalar: Unicode.Scalar, _ from: Int) -> Bool {
        guard scalar == "+" || scalar == "-", index > from else { return false }
        let isHexadecimal = from + 1 < index && (scalars[from + 1] == "x" || scalars[from + 1] == "X")
        return (scalars[index - 1] == "e" || scalars[index - 1] == "E") && !isHexadecimal
    }

    /// `12`, `.5`, `5.`, `1e3`, `0xFF`; nil for anything else.
    private static func magnitude(_ text: String) -> Double? {
        let scalars = Array(text.unicodeScalars)
        if scalars.count > 2, scalars[0] == "0", scalars[1] == "x" || scalars[1] == "X" {
            var value = 0.0
            for scalar in scalars[2...] {
                guard let digit = hexValue(scalar) else { return nil }
                value = value * 16 + Double(digit)
            }
            return value
        }
        var rest = scalars[...]
        func digits() -> [Unicode.Scalar] {
            let run = Array(rest.prefix(while: isDigit))
            rest = rest.dropFirst(run.count)
            return run
        }
        let whole = digits()
        var fraction: [Unicode.Scalar] = []
        if rest.first == "." {
            rest = rest.dropFirst()
            fraction = digits()
        }
        guard !(whole.isEmpty && fraction.isEmpty), whole.count == 1 || whole.first != "0" else { return nil }
        var exponent = "0"
        if rest.first == "e" || rest.first == "E" {
            rest = rest.dropFirst()
            var sign = ""
            if rest.first == "+" || rest.first == "-" { sign = rest.removeFirst() == "-" ? "-" : "" }
            let power = digits()
            guard !power.isEmpty else { return nil }
            exponent = sign + String(String.UnicodeScalarView(power))
        }
        guard rest.isEmpty else { return nil }
        func joined(_ run: [Unicode.Scalar]) -> String { run.isEmpty ? "0" : String(String.UnicodeScalarView(run)) }
        return Double("\(joined(whole)).\(joined(fraction))e\(exponent)")
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func hexValue(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "0"..."9": scalar.value - 0x30
        case "a"..."f": scalar.value - 0x57
        case "A"..."F": scalar.value - 0x37
        default: nil
        }
    }

    static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\u{B}", "\u{C}", " ", "\u{A0}", "\u{FEFF}": true
        default: isLineEnd(scalar) || scalar.properties.generalCategory == .spaceSeparator
        }
    }
}
