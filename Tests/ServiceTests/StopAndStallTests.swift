import Foundation
import TestSupport
import Testing

/// A stop at the first moment, and a stage that no photo is in.
@Suite(.serialized) struct StopAndStallTests {
    @Test func aStopThatComesBeforeTheConfigurationIsReadEndsItAsAnyOther() async throws {
        try await Daemon.with { daemon in
            let hold = daemon.folder.appending(path: "hold")
            try Data("\(daemon.folder.path)/sightline.json5".utf8).write(to: hold)
            try daemon.start(environment: ["SIGHTLINE_FAULTS": "open:1:HANG=\(hold.path):forever"])
            #expect(await Daemon.wait { daemon.heldThreads > 0 })
            daemon.signal(SIGTERM)
            // Time in which a signal that nobody holds would have ended it; a slow machine only proves less.
            try await Task.sleep(for: .milliseconds(300))
            try FileManager.default.removeItem(at: hold)
            daemon.process?.waitUntilExit()
            #expect(daemon.process?.terminationReason == .exit)
            #expect(daemon.process?.terminationStatus == 0, "\(daemon.log)")
        }
    }

    @Test func aBundleThatIsSealedForTooLongEndsTheSignsOfLifeUntilItIsDone() async throws {
        try await Daemon.with { daemon in
            let store = try daemon.visit()
            let hold = daemon.folder.appending(path: "hold")
            let notices = try daemon.startNotifying(environment: [
                "WATCHDOG_USEC": "2000000",
                "SIGHTLINE_FAULTS": "*:1:HANG=\(hold.path):forever",
            ])
            var signs: Int { notices.heard.count { $0 == "WATCHDOG=1" } }
            #expect(await Daemon.wait { signs > 0 })
            try Data(daemon.outbox.utf8).write(to: hold, options: .atomic)
            try Daemon.photo("x").write(to: store.appending(path: "1.jpg"))
            #expect(await Daemon.wait { daemon.heldThreads > 0 }, "\(daemon.log)")
            var (last, since) = (signs, Date())
            #expect(
                await Daemon.wait {
                    if signs != last { (last, since) = (signs, Date()) }
                    return -since.timeIntervalSinceNow > 3
                })
            try FileManager.default.removeItem(at: hold)
            #expect(await Daemon.wait { signs > last }, "\(daemon.log)")
            #expect(await Daemon.wait { daemon.count("SELECT count(*) FROM bundle WHERE state = 'sealed'") == 1 })
            #expect(daemon.stop() == 0)
        }
    }
}
