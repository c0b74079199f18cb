import Foundation
import Records
import TestSupport
import Testing

@testable import Settings

@Suite struct ConfigurationTests {
    private func read(_ text: String) throws(ConfigurationError) -> Configuration {
        try Configuration(json5: Data(text.utf8), origin: "test.json5")
    }

    private func fault(_ text: String) -> ConfigurationError? {
        do throws(ConfigurationError) {
            _ = try read(text)
            return nil
        } catch {
            return error
        }
    }

    @Test func theShippedExampleReadsAndNamesEveryKeyWithItsDefault() throws {
        let text = try String(contentsOf: Fixtures.root.appending(path: "Systemd/sightline.json5"), encoding: .utf8)
        let example = try read(text)
        for key in Configuration.keys {
            let name = key.split(separator: ".").last ?? ""
            let isNamed =
                text.contains("\n  \(name): ") || text.contains("\n    \(name): ") || text.contains("\n      \(name): ")
                || text.contains("\n        \(name): ") || (key.hasPrefix("work_hours.") && text.contains("\(name): "))
            #expect(isNamed, "the example lacks \(key)")
        }
        var plain = Configuration(branch: "branch", zone: example.zone, drops: example.drops)
        plain.language = "ko"
        #expect(example == plain)
    }

    @Test func anUnknownKeyIsAnErrorThatNamesItAndTheNearest() {
        let top = fault("{drops: [{path: '/a'}], setle: 3}")
        #expect(top?.code == "configuration_unknown_key")
        #expect(top?.key == "setle")
        #expect(top?.message.contains("did you mean settle?") == true)
        let inner = fault("{drops: [{path: '/a', mark: 'optional'}]}")
        #expect(inner?.key == "drops.0.mark")
        #expect(fault("{drops: [{path: '/a'}], bundle: {max_record: 3}}")?.key == "bundle.max_record")
    }

    @Test func wrongValuesNameTheirKey() {
        #expect(fault("{drops: []}")?.key == "drops")
        #expect(fault("{}")?.code == "configuration_missing_key")
        #expect(fault("{drops: [{path: 'relative'}]}")?.key == "drops.0.path")
        #expect(fault("{drops: [{path: '/a'}, {path: '/b/a'}]}")?.message.contains("two drops named a") == true)
        #expect(fault("{drops: [{path: '/a'}, {path: '/a//b/'}]}")?.message.contains("/a and /a/b") == true)
        #expect(fault("{drops: [{path: '/a/b'}, {path: '/a/', name: 'x'}]}")?.message.contains("/a and /a/b") == true)
        #expect(fault("{drops: [{path: '/a'}, {path: '/b/../a', name: 'x'}]}")?.message.contains("twice") == true)
        #expect(fault("{drops: [{path: '/a'}, {path: '/ab'}]}") == nil)
        #expect(fault("{drops: [{path: '/a'}], settle: '10 parsecs'}")?.key == "settle")
        #expect(fault("{drops: [{path: '/a'}], poll: -1}")?.key == "poll")
        #expect(fault("{drops: [{path: '/a'}], zone: 'Seoul'}")?.key == "zone")
        #expect(fault("{drops: [{path: '/a'}], uploader: {command: ['curl']}}")?.key == "uploader.command")
        #expect(fault("{drops: [{path: '/a'}], lanes: 'many'}")?.key == "lanes")
        // Bundles would be named after nothing.
        for name in ["", "  "] { #expect(fault("{branch: '\(name)', drops: [{path: '/a'}]}")?.key == "branch") }
        #expect(fault("{branch: '東京', drops: [{path: '/a'}]}") == nil)
        #expect(fault("{drops: [")?.code == "configuration_syntax")
        #expect(fault("{drops: [{path: '/a', layout: 'x/{y}'}]}")?.key == "drops.0.layout")
    }

    @Test func everyFaultNamesLineColumnAndKey() {
        for (text, place, key, word) in [
            ("{\n  drops: [{path: '/a'}],\n  poll: 2\n  settle: 3,\n}", TextPlace(line: 4, column: 3), "poll", "comma"),
            ("{drops: [{path: '/a'}],\n setle: 3}", TextPlace(line: 2, column: 2), "setle", "did you mean settle?"),
            ("{drops: [{path: '/a'}],\n lanes: 2.5}", TextPlace(line: 2, column: 9), "lanes", "whole number"),
            ("{drops: [{path: '/a'},\n {path: 3}]}", TextPlace(line: 2, column: 9), "drops.1.path", "a text in quotes"),
            ("{drops: [{path: '/a'},\n {name: 'b'}]}", TextPlace(line: 2, column: 2), "drops.1.path", "is missing"),
            ("{drops: [{path: '/a'}],\n\tbundle: {keep: 'x'}}", TextPlace(line: 2, column: 17), "bundle.keep", "is x"),
            ("{drops: [{path: '/a'}],\n drops: [{path: '/b'}]}", TextPlace(line: 2, column: 2), "drops", "given twice"),
            (
                "{drops: [{path: '/a', marker: 'optionl'}]}", TextPlace(line: 1, column: 31), "drops.0.marker",
                "optional?"
            ),
        ] {
            let found = fault(text)
            #expect(found?.place == place, "\(found.map { "\($0)" } ?? "taken")")
            #expect(found?.key == key)
            let begin = "test.json5, line \(place.line), column \(place.column): \(key): "
            #expect(found?.description.hasPrefix(begin) == true && found?.message.contains(word) == true, "\(text)")
        }
        #expect(fault("{drops: [{path: '/a'}], poll: 1, poll: 2}")?.code == "configuration_repeated_key")
    }

    @Test func spansAndSizesTakeNumbersAndUnits() throws {
        let made = try read(
            "{drops: [{path: '/a'}], settle: 2.5, patience: '3 min', full_walk: '1h', bundle: {max_bytes: '2 MiB'}}")
        #expect(made.settle == 2.5)
        #expect(made.patience == 180)
        #expect(made.fullWalk == 3600)
        #expect(made.bundle.maxBytes == 2 << 20)
    }

    @Test func workHoursReachOverMidnight() throws {
        let made = try read(
            "{drops: [{path: '/a'}], zone: 'Asia/Seoul', work_hours: [{days: ['fri'], from: '20:00', to: '06:00'}]}")
        // 2026-11-20 was a Friday.
        func works(_ text: String) throws -> Bool {
            made.workHours.contain(try Date(text, strategy: .iso8601), in: made.zone)
        }
        #expect(try !works("2026-11-20T19:59:00+09:00"))
        #expect(try works("2026-11-20T20:00:00+09:00"))
        #expect(try works("2026-11-21T05:59:00+09:00"))
        #expect(try !works("2026-11-21T06:00:00+09:00"))
        #expect(try !works("2026-11-21T20:00:00+09:00"))
        #expect(WorkHours.always.contain(Date(), in: made.zone))
    }
}
