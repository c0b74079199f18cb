import Foundation
import Records
import SystemCalls

extension Layout {
    /// Matches one part of a path; on success adds the values of its fields.
    ///
    /// Text fields take as little as they can. What failed once at a place is not tried there again, so the work is
    /// bounded by tokens × bytes even for a name made to be slow.
    func match(_ tokens: [Token], _ part: ArraySlice<UInt8>, _ values: inout [Field: ArraySlice<UInt8>]) -> Bool {
        if tokens.count == 1, case .field(let field) = tokens[0], field.width == nil {
            values[field] = part
            return true
        }
        var matcher = Matcher(tokens: tokens, part: part)
        guard matcher.match(token: 0, at: part.startIndex) else { return false }
        values.merge(matcher.values) { _, new in new }
        return true
    }

    /// The text of a name in composed form; invalid UTF-8 is escaped.
    func composed(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.allSatisfy({ $0 < 0x80 && $0 >= 0x20 && $0 != UInt8(ascii: "\\") }) {
            return String(decoding: bytes, as: UTF8.self)
        }
        let path = PathBytes(Array(bytes))
        return (path.text ?? path.escaped).precomposedStringWithCanonicalMapping
    }

    /// A store's or region's name as the registry has it. A name whose bytes are not UTF-8 but CP949, as old Windows tools
    /// leave them, is the Korean name; what is neither is escaped. A name of spaces only stays as it is.
    func identifier(_ bytes: ArraySlice<UInt8>) -> String {
        let plain = bytes.allSatisfy { $0 < 0x80 && $0 > 0x20 && $0 != UInt8(ascii: "\\") }
        if plain { return String(decoding: bytes, as: UTF8.self) }
        let path = PathBytes(Array(bytes))
        guard let text = path.text ?? CP949.text(of: path.bytes) else { return composed(bytes) }
        let tidy = StoreName.tidy(text)
        return tidy.isEmpty ? composed(bytes) : tidy
    }

    /// What decides the shard of a file, and whether it holds for the whole folder and all below it.
    func shardKey(folder: PathBytes) -> (key: [UInt8], holdsBelow: Bool) {
        let parts = folder.bytes.split(separator: UInt8(ascii: "/"))
        guard let level = folders.firstIndex(where: { $0.contains(.field(.store)) }), parts.count > level else {
            return (folder.bytes, false)
        }
        var values: [Field: ArraySlice<UInt8>] = [:]
        _ = match(folders[level], parts[level], &values)
        return (Array(identifier(values[.store] ?? parts[level]).utf8), true)
    }

    /// The shard key of a file where its name holds the store; nil where the folder decides.
    func shardKey(name: ArraySlice<UInt8>) -> [UInt8]? {
        guard file.contains(.field(.store)) else { return nil }
        var values: [Field: ArraySlice<UInt8>] = [:]
        guard match(file, name, &values), let store = values[.store] else { return nil }
        return Array(identifier(store).utf8)
    }
}

private struct Matcher {
    let tokens: [Layout.Token]
    let part: ArraySlice<UInt8>
    private(set) var values: [Layout.Field: ArraySlice<UInt8>] = [:]
    /// Tokens × places that are known to fail.
    private var failed: [Bool]

    init(tokens: [Layout.Token], part: ArraySlice<UInt8>) {
        self.tokens = tokens
        self.part = part
        failed = Array(repeating: false, count: (tokens.count + 1) * (part.count + 1))
    }

    mutating func match(token index: Int, at start: Int) -> Bool {
        guard index < tokens.count else { return start == part.endIndex }
        let mark = index * (part.count + 1) + start - part.startIndex
        if failed[mark] { return false }
        let matched =
            switch tokens[index] {
            case .literal(let text):
                part[start...].starts(with: text) && match(token: index + 1, at: start + text.count)
            case .field(let field): match(field, index, start)
            }
        if !matched { failed[mark] = true }
        return matched
    }

    private mutating func match(_ field: Layout.Field, _ index: Int, _ start: Int) -> Bool {
        let longest = part.endIndex - start
        let lengths = field.width.map { $0...$0 } ?? 1...max(1, longest)
        for length in lengths where length <= longest {
            let value = part[start..<start + length]
            if isGood(value, for: field), match(token: index + 1, at: start + length) {
                values[field] = value
                return true
            }
        }
        return false
    }

    private func isGood(_ value: ArraySlice<UInt8>, for field: Layout.Field) -> Bool {
        switch field {
        case .date: VisitDate.parse(value) != nil
        case .yyyy, .mm, .dd: VisitDate.number(value) != nil
        case .store, .region, .staff, .file, .any: true
        }
    }
}
