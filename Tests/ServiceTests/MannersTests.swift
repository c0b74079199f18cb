import Foundation
import TestSupport
import Testing

@testable import Service

@Suite struct MannersTests {
    /// The nice values of a process's threads (proc(5), field 19 of stat).
    private func niceValues(_ process: Int32) -> Set<Int> {
        let tasks = "/proc/\(process)/task"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return Set(
            names.compactMap { name in
                let stat = try? String(contentsOfFile: "\(tasks)/\(name)/stat", encoding: .utf8)
                guard let rest = stat?.split(separator: ")").last?.split(separator: " "), rest.count > 16 else {
                    return nil
                }
                return Int(rest[16])
            })
    }

    /// Dispatch gives each thread that it starts a nice value of its own choice.
    @Test func threadsThatComeLaterAreAsNiceAsTheConfigurationSays() async throws {
        try await Daemon.with { daemon in
            try daemon.configure(["nice": "7"])
            try daemon.start()
            let store = try daemon.visit()
            for number in 0..<8 {
                try Daemon.photo("\(number)").write(to: store.appending(path: "\(number).jpg"))
            }
            let taken = await Daemon.wait { try (daemon.ask("status")["photos"] as? [String: Int])?["audited"] == 8 }
            #expect(taken, "\(daemon.log)")
            let process = try #require(daemon.process?.processIdentifier)
            #expect(await Daemon.wait { niceValues(process) == [7] }, "\(niceValues(process))")
            #expect(daemon.stop() == 0)
        }
    }
}
