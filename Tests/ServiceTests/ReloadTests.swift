import Foundation
import TestSupport
import Testing

@testable import Service

private let hasSQLite = (try? runTool("sqlite3", ["--version"]).status) == 0

@Suite(.serialized, .enabled(if: hasSQLite)) struct ReloadTests {
    /// Fifty reloads, the socket's path kept and changed by turns, while photos arrive.
    @Test func fiftyReloadsInARowLeaveItAliveAndAnswering() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let daemon = try Daemon(in: folder)
            let store = folder.appending(path: "a/S1/2026-11-20")
            try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
            try daemon.configure()
            let notices = try NotifyListener(folder.appending(path: "n").path)
            try daemon.start(environment: ["NOTIFY_SOCKET": folder.appending(path: "n").path])
            #expect(await Daemon.wait { notices.heard.contains("READY=1") }, "\(daemon.log)")
            for number in 0..<50 {
                try Daemon.photo("photo \(number)").write(to: store.appending(path: "\(number).jpg"))
                daemon.socket = folder.appending(path: number / 3 % 2 == 0 ? "s" : "t").path
                try daemon.configure()
                daemon.signal(SIGHUP)
                #expect(await Daemon.wait { daemon.said("is in force") == number + 1 }, "\(daemon.log)")
                #expect(daemon.isRunning)
                #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            }
            // Nobody waits for the end of one before the next.
            for _ in 0..<50 { daemon.signal(SIGHUP) }
            let audited = "SELECT count(*) FROM path WHERE state = 'audited'"
            #expect(await Daemon.wait { daemon.count(audited) == 50 }, "\(daemon.log)")
            #expect(try daemon.ask("status")["process"] != nil, "\(daemon.log)")
            #expect(daemon.stop() == 0)
            #expect(await Daemon.wait { notices.heard.contains("STOPPING=1") })
            // What it bound it removed.
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!left.contains("s") && !left.contains("t"))
        }
    }

    @Test func aSocketThatCannotBeServedIsAProblemAndNotTheEnd() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let daemon = try Daemon(in: folder)
            try daemon.configure()
            try daemon.start()
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            try Data("a file".utf8).write(to: folder.appending(path: "file"))
            daemon.socket = folder.path + "/file/s"
            try daemon.configure()
            daemon.signal(SIGHUP)
            #expect(await Daemon.wait { daemon.said("no orders can be taken") > 0 }, "\(daemon.log)")
            #expect(await Daemon.wait { daemon.said("is in force") == 1 }, "\(daemon.log)")
            let store = folder.appending(path: "a/S1/2026-11-20")
            try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
            try Daemon.photo("x").write(to: store.appending(path: "1.jpg"))
            #expect(await Daemon.wait { daemon.count("SELECT count(*) FROM path WHERE state = 'audited'") == 1 })
            // It is served as soon as it can be.
            try FileManager.default.removeItem(at: folder.appending(path: "file"))
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            // A socket that someone removed is made again.
            try FileManager.default.removeItem(atPath: daemon.socket)
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
        }
    }
}
