import Records

extension Layout {
    /// The pattern's parts between slashes, each as tokens.
    static func parse(_ pattern: String) throws(LayoutError) -> [[Token]] {
        let parts = Array(pattern.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var parsed: [[Token]] = []
        for part in parts {
            if part.isEmpty || part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) {
                throw LayoutError(
                    pattern: pattern,
                    fault: "\"\(String(decoding: part, as: UTF8.self))\" between slashes names no folder; "
                        + "write it relative to the drop, like {store}/{date}/{file}")
            }
            parsed.append(try tokens(of: part, in: pattern))
        }
        try check(parsed, pattern)
        return parsed
    }

    private static func tokens(of part: ArraySlice<UInt8>, in pattern: String) throws(LayoutError) -> [Token] {
        var tokens: [Token] = []
        var literal: [UInt8] = []
        var rest = part
        while let byte = rest.popFirst() {
            let isBrace = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
            if !isBrace {
                literal.append(byte)
            } else if rest.first == byte {
                literal.append(byte)
                rest = rest.dropFirst()
            } else {
                if !literal.isEmpty { tokens.append(.literal(literal)) }
                literal = []
                tokens.append(.field(try field(opening: byte, &rest, pattern)))
            }
        }
        if !literal.isEmpty { tokens.append(.literal(literal)) }
        return tokens
    }

    /// The field whose brace was just read.
    private static func field(
        opening brace: UInt8, _ rest: inout ArraySlice<UInt8>, _ pattern: String
    ) throws(LayoutError) -> Field {
        guard brace == UInt8(ascii: "{") else {
            throw LayoutError(pattern: pattern, fault: "a } without its {; write }} for the character itself")
        }
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
            throw LayoutError(pattern: pattern, fault: "a { without its }; write {{ for the character itself")
        }
        let name = String(decoding: rest[..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        guard let field = Field(rawValue: name) else {
            let known = Field.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
            throw LayoutError(
                pattern: pattern, fault: "{\(PathBytes(name).escaped)} is not a placeholder; there are \(known)")
        }
        return field
    }

    private static func check(_ parts: [[Token]], _ pattern: String) throws(LayoutError) {
        let fields = parts.joined().compactMap { token -> Field? in
            if case .field(let field) = token { field } else { nil }
        }
        func fault(_ text: String) -> LayoutError { LayoutError(pattern: pattern, fault: text) }

        for field in Field.allCases where field != .any && fields.count(where: { $0 == field }) > 1 {
            throw fault("{\(field.rawValue)} stands twice; write {*} for the second")
        }
        guard parts.last?.contains(.field(.file)) == true else {
            throw fault("{file} must come after the last slash, for the rest of the file's name")
        }
        let inParts = [Field.yyyy, .mm, .dd].filter { fields.contains($0) }
        if !inParts.isEmpty, inParts.count < 3 { throw fault("a date needs {yyyy}, {mm} and {dd}, or {date} alone") }
        if !inParts.isEmpty, fields.contains(.date) { throw fault("{date} and {yyyy} both name the day; keep one") }
        for part in parts {
            for (first, second) in zip(part, part.dropFirst()) {
                guard case .field(let a) = first, case .field(let b) = second, a.width == nil, b.width == nil else {
                    continue
                }
                throw fault(
                    "nothing tells where {\(a.rawValue)} ends and {\(b.rawValue)} begins; put a character between")
            }
        }
    }
}
