import Foundation
import TestSupport
import Testing

/// What the service leaves behind, and what it finds that is another ledger's.
@Suite(.serialized) struct OneFileTests {
    private func size(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }

    private func sealed(_ daemon: Daemon, _ count: Int) async -> Bool {
        await Daemon.wait { daemon.count("SELECT sum(records) FROM bundle WHERE state = 'sealed'") == count }
    }

    @Test func aServiceThatWasStoppedLeavesOneWholeFile() async throws {
        try await Daemon.with { daemon in
            let store = try daemon.visit()
            for number in 0..<5 { try Daemon.photo("x\(number)").write(to: store.appending(path: "\(number).jpg")) }
            try daemon.start()
            #expect(await sealed(daemon, 5), "\(daemon.log)")
            // A reload ends one session and begins another: the former's end is not the service's.
            daemon.signal(SIGHUP)
            #expect(await Daemon.wait { daemon.said("the new configuration is in force") == 1 }, "\(daemon.log)")
            try Daemon.photo("later").write(to: store.appending(path: "later.jpg"))
            #expect(await sealed(daemon, 6), "\(daemon.log)")
            #expect(daemon.stop() == 0)
            #expect(size(daemon.ledger) > 100_000 && size(daemon.ledger + "-wal") == 0)
            #expect(daemon.said("ledger_closed") == 0, "\(daemon.log)")
        }
    }

    @Test func anotherLedgerInTheConfigurationMovesNoBundle() async throws {
        try await Daemon.with { daemon in
            let store = try daemon.visit()
            for number in 0..<3 { try Daemon.photo("x\(number)").write(to: store.appending(path: "\(number).jpg")) }
            try daemon.start()
            #expect(await sealed(daemon, 3), "\(daemon.log)")
            #expect(daemon.stop() == 0)
            let before = try FileManager.default.contentsOfDirectory(atPath: daemon.outbox)
            daemon.extra["ledger"] = daemon.folder.path + "/state/other.sqlite"
            try daemon.configure()
            try daemon.start()
            #expect(await sealed(daemon, 3), "\(daemon.log)")
            #expect(daemon.stop() == 0)
            let after = try FileManager.default.contentsOfDirectory(atPath: daemon.outbox)
            #expect(Set(before).isSubset(of: after) && after.count > before.count && !after.contains("aside"))
            #expect(daemon.said("of another ledger") == 1, "\(daemon.log)")
            let bundles = after.filter { $0.hasSuffix(".zst") }.map { "\(daemon.outbox)/\($0)" }
            #expect(try runTool(Daemon.program.path, ["bundle", "verify"] + bundles).status == 0)
        }
    }
}
