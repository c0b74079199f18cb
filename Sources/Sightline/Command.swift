import Records

/// How the program ends (documented in `sightline help exit-codes`).
enum ExitCode: Int32 {
    case done = 0
    /// The run could not go on: disk full, ledger unusable.
    case failed = 1
    /// Wrong usage or configuration.
    case usage = 2
    /// Done, but some photos could not be read.
    case somePhotosUnread = 3
    /// `--fail-on` found what it looks for.
    case found = 4
}

/// Wrong usage: printed with a pointer to the command's help, exit code 2.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// One option of a command: `--lanes N`, or a flag where `value` is nil.
struct Option: Sendable {
    let name: String
    let value: String?
    let help: String
    var repeats = false
    /// What it was called before; still understood, shown nowhere.
    var formerName: String?

    /// An option with a value.
    init(_ name: String, _ value: String, repeats: Bool = false, formerly: String? = nil, _ help: String) {
        self.name = name
        formerName = formerly
        self.value = value
        self.help = help
        self.repeats = repeats
    }

    /// A flag.
    init(_ name: String, _ help: String) {
        self.name = name
        value = nil
        self.help = help
    }
}

/// One command of the program, with all that its help, its manual page and the shell's completion need.
struct Command: Sendable {
    /// `scan`, or `bundle verify`.
    let name: String
    /// What it was called before; still understood, shown nowhere.
    var formerName: String?
    /// One line.
    let summary: String
    /// What follows the name: `DIR…`.
    let operands: String
    /// What it does, in paragraphs.
    let discussion: String
    let options: [Option]
    let examples: [String]
    let run: @Sendable (Arguments) async throws -> ExitCode
}

/// A command line taken apart by a command's options. Values are bytes: a path need not be UTF-8.
struct Arguments: Sendable {
    private(set) var operands: [PathBytes] = []
    private var values: [String: [PathBytes]] = [:]

    /// Takes the words after the command's name apart.
    init(_ words: [PathBytes], options: [Option]) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word.bytes == Array("--".utf8) {
                operands += rest
                break
            }
            guard word.bytes.starts(with: Array("--".utf8)) else {
                if word.bytes.first == UInt8(ascii: "-"), word.bytes.count > 1 {
                    throw UsageError("unknown option \(word.escaped): options are written in full, with two dashes")
                }
                operands.append(word)
                continue
            }
            let equals = word.bytes.firstIndex(of: UInt8(ascii: "="))
            let given = PathBytes(Array(word.bytes[..<(equals ?? word.bytes.endIndex)])).escaped
            guard let option = options.first(where: { $0.name == given || $0.formerName == given }) else {
                throw UsageError("unknown option \(given)\(Self.suggestion(for: given, among: options.map(\.name)))")
            }
            let name = option.name
            if option.value == nil {
                if equals != nil { throw UsageError("\(name) takes no value") }
                values[name] = [PathBytes("")]
                continue
            }
            let value: PathBytes
            if let equals {
                value = PathBytes(Array(word.bytes[(equals + 1)...]))
            } else if let next = rest.popFirst() {
                value = next
            } else {
                throw UsageError("\(name) needs a value")
            }
            if values[name] != nil, !option.repeats { throw UsageError("\(name) was given twice") }
            values[name, default: []].append(value)
        }
    }

    /// True when the flag was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// The option's bytes.
    func path(_ name: String) -> PathBytes? { values[name]?.last }

    /// All values of an option that may be repeated.
    func paths(_ name: String) -> [PathBytes] { values[name] ?? [] }

    /// The option's value as text.
    func text(_ name: String) throws(UsageError) -> String? {
        guard let value = values[name]?.last else { return nil }
        guard let text = value.text else { throw UsageError("\(name): \(value.escaped) is not UTF-8") }
        return text
    }

    /// The option's value as a whole number in a range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError("\(name): \(text) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The nearest known name, for a slip of the finger.
    static func suggestion(for name: String, among known: [String]) -> String {
        NearName.of(name, among: known).map { " (did you mean \($0)?)" } ?? ""
    }
}
