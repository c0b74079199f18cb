import Foundation
import TestSupport
import Testing

@testable import Records

/// Anything, so that a whole text can be compared.
private indirect enum Plain: StrictReadable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([Plain])
    case object([String: Plain])

    init(_ value: StrictValue) throws(StrictJSON.Fault) {
        switch value.node.content {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .number(let number): self = .number(number)
        case .text(let text): self = .text(text)
        case .list: self = .list(try [Plain](value))
        case .object:
            var members: [String: Plain] = [:]
            for entry in try value.entries() { members[entry.name] = try Plain(entry.value) }
            self = .object(members)
        }
    }
}

private func read(_ text: String) throws(StrictJSON.Fault) -> Plain { try StrictJSON.read(Plain.self, from: text.utf8) }

private func fault(_ text: String) -> StrictJSON.Fault? {
    do throws(StrictJSON.Fault) {
        _ = try read(text)
        return nil
    } catch {
        return error
    }
}

@Suite struct JSON5Tests {
    @Test func everyFormOfTheLanguageIsRead() throws {
        let text = """
            \u{FEFF}// a comment
            {
              bare: 1, 'single': "double", "quo\\"ted": 'it\\'s', $dollar_9: [1, 2, 3,], /* in between */
              한글: "\\uD55C\\u0041", \\u0061b: true,
              numbers: [0x1F, -0xff, +1, .5, 5., 1e3, -1.5E-2, 0, -0, Infinity, -Infinity],
              text: "a\\
            b\\x41\\0\\v\\t\u{2028}", empty: {}, none: null, nested: [[], {a: [false]}],
            }
            """
        let expected: Plain = .object([
            "bare": .number(1), "single": .text("double"), "quo\"ted": .text("it's"),
            "$dollar_9": .list([.number(1), .number(2), .number(3)]), "한글": .text("한A"), "ab": .bool(true),
            "numbers": .list([31, -255, 1, 0.5, 5, 1000, -0.015, 0, -0.0, .infinity, -.infinity].map { .number($0) }),
            "text": .text("abA\0\u{B}\t\u{2028}"), "empty": .object([:]), "none": .null,
            "nested": .list([.list([]), .object(["a": .list([.bool(false)])])]),
        ])
        #expect(try read(text) == expected)
        #expect(try StrictJSON.read(Double.self, from: "NaN".utf8).isNaN)
    }

    @Test func aKeyGivenTwiceIsAFaultAtTheSecondOne() {
        let twice = fault("{\n  drops: [1],\n  poll: 2,\n  'drops': [3],\n}")
        #expect(twice?.kind == .repeatedKey)
        #expect(twice?.place == TextPlace(line: 4, column: 3))
        #expect(twice?.key == "drops" && twice?.message.contains("first on line 2") == true)
        #expect(fault("{a: [{b: 1, c: 2, b: 3}]}")?.key == "a.0.b")
        // Not the same key: the texts differ.
        #expect(fault("{a: 1, A: 2}") == nil)
    }

    @Test(
        arguments: [
            ("", 1, 1, "", "is empty"), ("  // nothing\n", 2, 1, "", "is empty"),
            ("{a: 1\n b: 2}", 2, 2, "a", "needs a comma or } after its value, which ends on line 1, column 6"),
            ("{drops: [{path: '/a'}\n{path: '/b'}]}", 2, 1, "drops.0", "needs a comma or ]"),
            ("{a: 1", 1, 6, "a", "opened on line 1, column 1 is not closed; add }"),
            ("[1, 2", 1, 6, "1", "add ]"), ("{a 1}", 1, 4, "a", "needs a colon"), ("{a: }", 1, 5, "a", "needs a value"),
            ("{a: yes}", 1, 5, "a", "yes is not a value"), ("{a: 'x}", 1, 5, "a", "not closed on its line"),
            ("{a: 'x\n'}", 1, 5, "a", "not closed on its line"), ("{a: 10 min}", 1, 8, "a", "found \"min\""),
            ("{a: 10min}", 1, 5, "a", "10min is not a number"), ("{a: 012}", 1, 5, "a", "012 is not a number"),
            ("{a: 0x}", 1, 5, "a", "0x is not a number"), ("{a: 1e999}", 1, 5, "a", "too large"),
            ("{a: -}", 1, 5, "a", "is not a number"), ("{a-b: 1}", 1, 3, "a", "needs a colon"),
            ("{1a: 1}", 1, 2, "", "needs a key"), ("{,}", 1, 2, "", "needs a key"), ("[,]", 1, 2, "0", "needs a value"),
            ("{a: '\\8'}", 1, 6, "a", "means nothing"), ("{a: '\\u12'}", 1, 6, "a", "four hexadecimal digits"),
            ("{a: '\\uD800'}", 1, 6, "a", "half of a pair"), ("{a: '\\xZ'}", 1, 6, "a", "two hexadecimal digits"),
            ("{a: 1} b", 1, 8, "", "\"b\" follows"), ("{a: /* 1}", 1, 5, "a", "never closed; add */"),
            ("{\r\n\ta: /\r\n}", 2, 5, "a", "needs a value"), ("\u{FEFF}{a: ?}", 1, 5, "a", "found \"?\""),
            ("{\u{2028}a: ?}", 2, 4, "a", "needs a value"), ("{ 한글: ? }", 1, 7, "한글", "needs a value"),
        ] as [(String, Int, Int, String, String)])
    func aFaultOfSyntaxNamesItsPlaceAndItsKey(text: String, line: Int, column: Int, key: String, says: String) {
        let found = fault(text)
        #expect(found?.kind == .syntax)
        #expect(found?.place == TextPlace(line: line, column: column), "\(text): \(found.map { "\($0)" } ?? "taken")")
        #expect(found?.key == key)
        #expect(found?.message.contains(says) == true, "\(found?.message ?? "")")
    }

    @Test func whatIsNoUTF8IsNamedByItsPlace() {
        do throws(StrictJSON.Fault) {
            _ = try StrictJSON.read(Plain.self, from: Array("{\n a: '".utf8) + [0xC7, 0xD1, 0x27, 0x7D])
            Issue.record("it was taken")
        } catch {
            #expect(error.place == TextPlace(line: 2, column: 6) && error.message.contains("UTF-8"))
        }
    }

    @Test func depthIsBounded() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(fault(nested(64)) == nil)
        #expect(fault(nested(65))?.message.contains("64 levels") == true)
        #expect(fault(String(repeating: "[", count: 1_000_000))?.message.contains("64 levels") == true)
        #expect(fault(String(repeating: "{a:", count: 100_000))?.message.contains("64 levels") == true)
    }

    @Test(arguments: [
        "1e-999999999999999999999", "-0", "1" + String(repeating: "0", count: 400),
        "0x" + String(repeating: "f", count: 400),
        "." + String(repeating: "9", count: 100_000), "9223372036854775808", "1e308", "-1e309", "+-1", "..", "0x-1",
        "1e+",
    ]) func anExtremeNumberIsReadOrRefusedAndNeverATrap(text: String) {
        do throws(StrictJSON.Fault) {
            let number = try StrictJSON.read(Double.self, from: text.utf8)
            #expect(number.isFinite)
            _ = try? StrictJSON.read(Int.self, from: text.utf8)
        } catch {
            #expect(error.place == TextPlace(line: 1, column: 1))
        }
    }

    /// Values written in many ways read back as they were.
    @Test func whatIsWrittenReadsBack() throws {
        var random = Seeded(18)
        for _ in 0..<300 {
            let value = made(&random, depth: 4)
            let text = written(value, &random)
            #expect(try read(text) == value, "\(text)")
        }
    }

    /// A text that is broken anyhow is read or refused with a place inside it.
    @Test func aBrokenTextIsReadOrRefused() throws {
        var random = Seeded(34)
        let example = Array(
            try Data(contentsOf: Fixtures.root.appending(path: "Systemd/sightline.json5")).prefix(3_000))
        let signs = Array("{}[]:,'\"\\/*\n\r+-.0xXeEu \u{FEFF}가".utf8)
        for _ in 0..<1_500 {
            var bytes = example
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(signs.randomElement(using: &random) ?? 0, at: index)
                case 2: bytes.remove(at: index)
                default: bytes.removeLast(bytes.count - max(1, index))
                }
            }
            let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
            do throws(StrictJSON.Fault) {
                _ = try StrictJSON.read(Plain.self, from: bytes)
            } catch {
                #expect((1...lines + 20).contains(error.place.line) && error.place.column >= 1)
                #expect(!error.message.isEmpty)
            }
        }
    }

    private func made(_ random: inout Seeded, depth: Int) -> Plain {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .number(Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 64)
        case 3, 4: .text(word(&random))
        case 5: .list((0..<Int.random(in: 0...4, using: &random)).map { _ in made(&random, depth: depth - 1) })
        default:
            .object(
                Dictionary(
                    (0..<Int.random(in: 0...4, using: &random)).map { _ in
                        (word(&random), made(&random, depth: depth - 1))
                    }, uniquingKeysWith: { first, _ in first }))
        }
    }

    private func word(_ random: inout Seeded) -> String {
        let pieces = ["a", "B_", "9", " ", "\"", "'", "\\", "\n", "가", "😀", "\u{2028}", "\0", "/*", "://"]
        return (0..<Int.random(in: 0...5, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }
            .joined()
    }

    private func written(_ value: Plain, _ random: inout Seeded) -> String {
        func gap() -> String { ["", " ", "\n", "/* , */", "// ]\n"].randomElement(using: &random) ?? "" }
        func quoted(_ text: String) -> String {
            let quote = Bool.random(using: &random) ? "'" : "\""
            let inside = text.unicodeScalars.map { scalar -> String in
                switch scalar {
                case "\\": "\\\\"
                case "\n": "\\n"
                case "\0": "\\x00"
                case "'", "\"": String(scalar) == quote ? "\\\(scalar)" : String(scalar)
                default: String(scalar)
                }
            }
            return quote + inside.joined() + quote
        }
        func joined(_ parts: [String], _ open: String, _ close: String) -> String {
            let tail = !parts.isEmpty && Bool.random(using: &random) ? "," : ""
            return open + gap() + parts.joined(separator: gap() + "," + gap()) + tail + gap() + close
        }
        switch value {
        case .null: return "null"
        case .bool(let flag): return "\(flag)"
        case .number(let number): return "\(number)"
        case .text(let text): return quoted(text)
        case .list(let values): return joined(values.map { written($0, &random) }, "[", "]")
        case .object(let members):
            return joined(members.map { "\(quoted($0)):\(gap())\(written($1, &random))" }, "{", "}")
        }
    }
}
