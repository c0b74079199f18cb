import Foundation
import TestSupport
import Testing

private let hasSQLite = (try? runTool("sqlite3", ["--version"]).status) == 0

/// What the service's walks over every folder make of photos that are moved or gone.
@Suite(.serialized, .enabled(if: hasSQLite)) struct ServiceGoneTests {
    private let audited = "SELECT count(*) FROM path WHERE state = 'audited'"
    private let counting = "SELECT path FROM photos WHERE counts = 1 ORDER BY path"

    @Test func aMovedPhotoCountsAtItsNewPlaceAndADropThatIsAwayLosesNothing() async throws {
        try await Daemon.with(configured: ["full_walk": "1"]) { daemon in
            let old = try daemon.visit("S1")
            for number in 0..<4 { try Daemon.photo("\(number)").write(to: old.appending(path: "\(number).jpg")) }
            try daemon.start()
            #expect(await Daemon.wait { daemon.count(audited) == 4 }, "\(daemon.log)")
            // In its store under another name, and to the store where it belongs.
            let new = try daemon.visit("S2")
            try FileManager.default.moveItem(at: old.appending(path: "0.jpg"), to: old.appending(path: "z.jpg"))
            try FileManager.default.moveItem(at: old.appending(path: "1.jpg"), to: new.appending(path: "1.jpg"))
            let expected = ["S1/2026-11-20/2.jpg", "S1/2026-11-20/3.jpg", "S1/2026-11-20/z.jpg", "S2/2026-11-20/1.jpg"]
            #expect(await Daemon.wait { try daemon.query(counting) == expected }, "\(daemon.log)")
            #expect(await Daemon.wait { daemon.count("SELECT count(*) FROM gone") == 2 })
            #expect(daemon.said("are gone from it") > 0)
            // Away for several walks: a state of the drop, not of its photos.
            let root = daemon.folder.appending(path: "a")
            let aside = daemon.folder.appending(path: "aside")
            try FileManager.default.moveItem(at: root, to: aside)
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            #expect(
                await Daemon.wait {
                    (try daemon.ask("status")["drops"] as? [[String: Any]])?[0]["state"] as? String == "gone"
                })
            try await Task.sleep(for: .seconds(3))
            try FileManager.default.removeItem(at: root)
            try FileManager.default.moveItem(at: aside, to: root)
            #expect(
                await Daemon.wait {
                    (try daemon.ask("status")["drops"] as? [[String: Any]])?[0]["state"] as? String == "up"
                })
            try await Task.sleep(for: .seconds(3))
            #expect(try daemon.query(counting) == expected)
            // Back under its old name: the mark goes, and the newer copy of the bytes is a duplicate or represents it.
            try FileManager.default.moveItem(at: old.appending(path: "z.jpg"), to: old.appending(path: "0.jpg"))
            #expect(
                await Daemon.wait {
                    try daemon.query(counting) == [
                        "S1/2026-11-20/0.jpg", "S1/2026-11-20/2.jpg", "S1/2026-11-20/3.jpg", "S2/2026-11-20/1.jpg",
                    ]
                }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
            #expect(daemon.count("SELECT discovered - audited - duplicate - pending FROM accounting") == 0)
        }
    }
}
