import Drops
import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

@testable import Service

private let hasSQLite = (try? runTool("sqlite3", ["--version"]).status) == 0

@Suite(.serialized) struct EventTests {
    private let audited = "SELECT count(*) FROM path WHERE state = 'audited'"

    private func put(_ folder: URL, _ path: String, _ mark: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Daemon.photo(mark).write(to: file)
    }

    /// With a poll an hour long, only events can have told.
    @Test(.enabled(if: hasSQLite)) func newFoldersNewPhotosAndRewrittenOnesAreFoundAtOnce() async throws {
        try await Daemon.with { daemon in
            try put(daemon.folder, "a/S1/2026-11-20/1.jpg", "1")
            try daemon.configure(["poll": "'1 h'"])
            try daemon.start()
            #expect(await Daemon.wait { daemon.count(audited) == 1 }, "\(daemon.log)")
            let drops = try daemon.ask("status")["drops"] as? [[String: Any]]
            #expect(drops?.first?["found"] as? String == "events")
            try put(daemon.folder, "a/S1/2026-11-20/2.jpg", "2")
            #expect(await Daemon.wait { daemon.count(audited) == 2 }, "\(daemon.log)")
            try put(daemon.folder, "a/S2/2026-11-20/1.jpg", "3")
            #expect(await Daemon.wait { daemon.count(audited) == 3 }, "\(daemon.log)")
            try put(daemon.folder, "a/S1/2026-11-20/1.jpg", "1 anew")
            #expect(await Daemon.wait { daemon.count("SELECT count(*) FROM record") == 4 }, "\(daemon.log)")
            #expect(daemon.count(audited) == 3)
            #expect(daemon.stop() == 0)
        }
    }

    @Test(.enabled(if: hasSQLite)) func whereWatchesRunOutPollingFindsEverything() async throws {
        try await Daemon.with { daemon in
            for number in 0..<4 { try put(daemon.folder, "a/S\(number)/2026-11-20/1.jpg", "\(number)") }
            try daemon.start(environment: ["SIGHTLINE_FAULTS": "inotify:3:ENOSPC:forever"])
            #expect(await Daemon.wait { daemon.count(audited) == 4 }, "\(daemon.log)")
            try put(daemon.folder, "a/S9/2026-11-20/1.jpg", "9")
            #expect(await Daemon.wait { daemon.count(audited) == 5 }, "\(daemon.log)")
            #expect(daemon.said("only polled") == 1, "\(daemon.log)")
            let drops = try daemon.ask("status")["drops"] as? [[String: Any]]
            #expect(drops?.first?["found"] as? String == "polling")
            #expect(daemon.stop() == 0)
        }
    }

    /// 50,000 events over 400 folders.
    @Test(.enabled(if: hasSQLite)) func aStormOfEventsTakesLittleMemoryAndHidesNothing() async throws {
        try await Daemon.with { daemon in
            try put(daemon.folder, "a/S1/2026-11-20/1.jpg", "1")
            for store in 0..<200 {
                try FileManager.default.createDirectory(
                    at: daemon.folder.appending(path: "a/T\(store)/2026-11-20"), withIntermediateDirectories: true)
            }
            try daemon.configure(["poll": "1"])
            try daemon.start()
            #expect(await Daemon.wait { daemon.count(audited) == 1 }, "\(daemon.log)")
            let before = try daemon.residentKibibytes()
            var most = before
            for round in 0..<250 {
                for store in 0..<200 {
                    // Empty, so never whole: what is seen of them only waits.
                    let path = daemon.folder.appending(path: "a/T\(store)/2026-11-20/\(round % 4).jpg").path
                    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
                    #expect(file >= 0)
                    close(file)
                }
                if round % 25 == 24 { most = max(most, try daemon.residentKibibytes()) }
            }
            try put(daemon.folder, "a/S1/2026-11-20/2.jpg", "2")
            #expect(await Daemon.wait { daemon.count(audited) == 2 }, "\(daemon.log)")
            most = max(most, try daemon.residentKibibytes())
            #expect(most - before <= 64 << 10, "\(before) KiB before, \(most) KiB at most")
            #expect(daemon.stop() == 0)
        }
    }
}
