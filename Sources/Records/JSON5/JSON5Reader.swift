/// Reads a JSON5 text (json5.org, version 1.0.0) into values that know their place.
///
/// Foundation's decoder keeps no place and takes a key that is given twice; this one names line, column and key of
/// every fault, and a repeated key is one. Depth is bounded, so that no text can exhaust the stack; time and memory grow
/// with the text's length only.
struct JSON5Reader {
    /// Lists and objects inside one another.
    static let deepest = 64

    private var scanner: JSON5Scanner
    /// Keys and numbers from the whole to where it reads now.
    private var path: [String] = []
    private var depth = 0

    private init(_ scanner: JSON5Scanner) { self.scanner = scanner }

    /// Reads the whole text.
    static func read(_ bytes: [UInt8]) throws(StrictJSON.Fault) -> JSON5Value {
        var reader = JSON5Reader(try JSON5Scanner(bytes))
        return try reader.whole()
    }

    private mutating func whole() throws(StrictJSON.Fault) -> JSON5Value {
        try space()
        guard !scanner.isAtEnd else { throw fault("is empty; write an object: { … }") }
        let value = try value()
        try space()
        guard scanner.isAtEnd else { throw fault("ends here, but \(scanner.found) follows; remove it") }
        return value
    }

    private mutating func value() throws(StrictJSON.Fault) -> JSON5Value {
        let place = scanner.place
        let content: JSON5Value.Content =
            switch scanner.next {
            case "{": .object(try object())
            case "[": .list(try list())
            case "\"", "'": .text(try located { (s: inout JSON5Scanner) throws(JSON5Scanner.Fault) in try s.quoted() })
            case let scalar? where JSON5Scanner.beginsNumber(scalar):
                .number(try located { (s: inout JSON5Scanner) throws(JSON5Scanner.Fault) in try s.number() })
            default: try word()
            }
        return JSON5Value(place: place, content: content)
    }

    private mutating func word() throws(StrictJSON.Fault) -> JSON5Value.Content {
        let found = scanner.found
        let place = scanner.place
        let word = try located { (s: inout JSON5Scanner) throws(JSON5Scanner.Fault) in try s.identifier() }
        switch word {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "Infinity": return .number(.infinity)
        case "NaN": return .number(.nan)
        case nil: throw fault("needs a value, but found \(found)", at: place)
        case let text?:
            throw fault("\(PathBytes(text).escaped) is not a value; text is written in quotes: \"…\"", at: place)
        }
    }

    private mutating func list() throws(StrictJSON.Fault) -> [JSON5Value] {
        let opening = try open()
        var values: [JSON5Value] = []
        while try !closes("]", opening) {
            path.append(String(values.count))
            values.append(try value())
            try separator("]", opening)
            path.removeLast()
        }
        return values
    }

    private mutating func object() throws(StrictJSON.Fault) -> [JSON5Member] {
        let opening = try open()
        var members: [JSON5Member] = []
        var places: [String: TextPlace] = [:]
        while try !closes("}", opening) {
            let place = scanner.place
            let key = try key()
            path.append(key)
            if let first = places.updateValue(place, forKey: key) {
                throw StrictJSON.Fault(
                    kind: .repeatedKey, place: place, key: dotted,
                    message: "is given twice, first on line \(first.line); keep one of the two")
            }
            try space()
            guard scanner.take(":") else {
                throw fault("needs a colon after the key, but found \(scanner.found)")
            }
            try space()
            members.append(JSON5Member(key: key, place: place, value: try value()))
            try separator("}", opening)
            path.removeLast()
        }
        return members
    }

    private mutating func key() throws(StrictJSON.Fault) -> String {
        let (found, place) = (scanner.found, scanner.place)
        if scanner.next == "\"" || scanner.next == "'" {
            return try located { (s: inout JSON5Scanner) throws(JSON5Scanner.Fault) in try s.quoted() }
        }
        let name = try located { (s: inout JSON5Scanner) throws(JSON5Scanner.Fault) in try s.identifier() }
        guard let name else {
            throw fault(
                "needs a key here, but found \(found); a key with other characters is written in quotes", at: place)
        }
        return name
    }

    /// Steps over the bracket that opens a list or an object.
    private mutating func open() throws(StrictJSON.Fault) -> TextPlace {
        let place = scanner.place
        depth += 1
        guard depth <= JSON5Reader.deepest else {
            throw fault("is nested more than \(JSON5Reader.deepest) levels deep")
        }
        scanner.skip()
        return place
    }

    /// Whether the list or object ends here; steps over its bracket.
    private mutating func closes(_ bracket: Unicode.Scalar, _ opening: TextPlace) throws(StrictJSON.Fault) -> Bool {
        try space()
        if scanner.isAtEnd { throw unclosed(bracket, opening) }
        guard scanner.take(bracket) else { return false }
        depth -= 1
        return true
    }

    /// A comma, unless the bracket follows.
    private mutating func separator(_ bracket: Unicode.Scalar, _ opening: TextPlace) throws(StrictJSON.Fault) {
        let end = scanner.place
        try space()
        if scanner.take(",") || scanner.next == bracket { return }
        if scanner.isAtEnd { throw unclosed(bracket, opening) }
        throw fault(
            "needs a comma or \(bracket) after its value, which ends on line \(end.line), column \(end.column); "
                + "found \(scanner.found)")
    }

    private func unclosed(_ bracket: Unicode.Scalar, _ opening: TextPlace) -> StrictJSON.Fault {
        fault(
            "the text ends, but the bracket opened on line \(opening.line), column \(opening.column) is not closed; "
                + "add \(bracket)")
    }

    private mutating func space() throws(StrictJSON.Fault) {
        try located { (s: inout JSON5Scanner) throws(JSON5Scanner.Fault) in try s.space() }
    }

    /// Adds the key to the scanner's faults.
    private mutating func located<Result>(
        _ body: (inout JSON5Scanner) throws(JSON5Scanner.Fault) -> Result
    ) throws(StrictJSON.Fault) -> Result {
        do throws(JSON5Scanner.Fault) {
            return try body(&scanner)
        } catch {
            throw fault(error.message, at: error.place)
        }
    }

    private var dotted: String { StrictJSON.dotted(path) }

    private func fault(_ message: String, at place: TextPlace? = nil) -> StrictJSON.Fault {
        StrictJSON.Fault(kind: .syntax, place: place ?? scanner.place, key: dotted, message: message)
    }
}
