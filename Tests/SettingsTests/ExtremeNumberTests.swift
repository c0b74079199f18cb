import Foundation
import Settings
import TestSupport
import Testing

/// Whatever number an administrator writes: a configuration or an error that names the key.
@Suite struct ExtremeNumberTests {
    @Test func everyKeyTakesOrRefusesEveryNumber() throws {
        var accepted = 0
        for key in Configuration.keys {
            for number in Extremes.json5 {
                for text in [number, "'\(number)'", "'\(number) s'", "'\(number) TiB'", "[\(number)]"] {
                    let parts = key.split(separator: ".").map(String.init)
                    let inner = parts.last ?? key
                    let json =
                        switch parts.first {
                        case "drops" where parts.count > 1: "{drops: [{path: '/a', \(inner): \(text)}]}"
                        case "drops": "{drops: \(text)}"
                        case "work_hours" where parts.count > 1:
                            "{drops: [{path: '/a'}], work_hours: [{from: '01:00', to: '02:00', \(inner): \(text)}]}"
                        case let group? where parts.count > 1:
                            "{drops: [{path: '/a'}], \(group): {\(inner): \(text)}}"
                        default: "{drops: [{path: '/a'}], \(key): \(text)}"
                        }
                    do throws(ConfigurationError) {
                        let made = try Configuration(json5: Data(json.utf8), origin: "test.json5")
                        for attempts in Extremes.integers { #expect(made.uploader.pause(after: Int(attempts)) >= 0) }
                        accepted += 1
                    } catch {
                        #expect(!error.message.isEmpty)
                    }
                }
            }
        }
        #expect(accepted > 0)
    }
}
