import Detection
import Foundation
import Inference
import Ledger
import Records
import TestSupport
import Testing

@Suite(.enabled(if: (try? Runtime.load()) != nil, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct ScanCommandTests {
    /// Records without what tells two runs apart: nothing. Same input, same records.
    func records(_ home: URL) throws -> [String] {
        let ledger = try Ledger(at: PathBytes(home.path + "/sightline/ledger.sqlite"), options: .readOnly)
        let cursor = try ledger.records()
        var lines: [String] = []
        while let stored = try cursor.next() { lines.append(String(decoding: stored.json, as: UTF8.self)) }
        return lines
    }

    func counts(_ home: URL) throws -> Counts {
        try Ledger(at: PathBytes(home.path + "/sightline/ledger.sqlite"), options: .readOnly).counts()
    }

    @Test func jsonOutputIsTheRecordsThenHowTheRunEnded() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 3, photos: 4)
            try Data("text".utf8).write(to: drop.appending(path: "S1/2026-11-01/no.jpg"))
            let result = try sightline(["scan", drop.path, "--json"], home: home)
            #expect(result.status == 0)
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 14)
            #expect(Array(lines.dropLast()) == (try records(home)))
            let end = try JSONSerialization.jsonObject(with: Data(result.lastLine.utf8)) as? [String: [String: Any]]
            #expect(end?["end"]?["audited"] as? Int == 12)
            #expect(end?["end"]?["rejected"] as? Int == 1)
            #expect(end?["end"]?["exit"] as? Int == 0)
        }
    }

    @Test func failOnExitsWith4AndAProblemInTheTreeWith3() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 1)
            try Data().write(to: drop.appending(path: "S0/2026-11-01/empty.jpg"))
            #expect(try sightline(["scan", drop.path, "--fail-on", "no_pixels"], home: home).status == 0)
            let again = try sightline(["scan", drop.path, "--again", "--fail-on", "empty_file"], home: home)
            #expect(again.status == 4)
        }
    }

    @Test func aNewerLedgerIsRefusedWithExit1() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 1)
            try sightline(["scan", drop.path], home: home)
            let ledger = home.path + "/sightline/ledger.sqlite"
            _ = try runTool("sqlite3", [ledger, "PRAGMA user_version = 999"])
            let result = try sightline(["scan", drop.path], home: home)
            #expect(result.status == 1)
            #expect(result.errors.contains("newer"), "\(result.errors)")
        }
    }

    @Test func killedAtAnyMomentAndRunAgainItEndsLikeAnUndisturbedRun() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 8, photos: 25)
            let calm = home.appending(path: "calm")
            try FileManager.default.createDirectory(at: calm, withIntermediateDirectories: true)
            try sightline(["scan", drop.path, "--quiet"], home: calm)
            var generator = SystemRandomNumberGenerator()
            for round in 0..<6 {
                let process = try launch(
                    ["scan", drop.path, "--quiet"], home: home, output: home.appending(path: "killed-\(round)"))
                usleep(UInt32.random(in: 20_000...700_000, using: &generator))
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            let last = try sightline(["scan", drop.path, "--quiet"], home: home)
            #expect(last.status == 0, "\(last.errors)")
            #expect(try counts(home).closes)
            #expect(try counts(home).audited == 200)
            #expect(try records(home) == records(calm))
            let outbox = home.path + "/sightline/outbox"
            let bundles = try FileManager.default.contentsOfDirectory(atPath: outbox).filter { $0.hasSuffix(".zst") }
            let verified = try sightline(["bundle", "verify"] + bundles.map { outbox + "/" + $0 }, home: home)
            #expect(verified.status == 0, "\(verified.errors)")
            let check = try runTool("sqlite3", [home.path + "/sightline/ledger.sqlite", "PRAGMA integrity_check"])
            #expect(String(decoding: check.output, as: UTF8.self) == "ok\n")
        }
    }

    @Test func twoProcessesOnOneLedgerShareTheWork() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 10, photos: 20)
            let both = try (0..<2).map {
                try launch(
                    ["scan", drop.path, "--quiet", "--no-bundle"], home: home, output: home.appending(path: "p\($0)"))
            }
            both.forEach { $0.waitUntilExit() }
            #expect(both.allSatisfy { $0.terminationStatus == 0 })
            #expect(try counts(home).audited == 200)
            #expect(try records(home).count == 200)
        }
    }

    @Test func bundleExportAndReassessWorkOnWhatAScanLeft() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 2, photos: 3)
            try sightline(["scan", drop.path, "--quiet"], home: home)
            let outbox = home.path + "/sightline/outbox"
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: outbox).first { $0.hasSuffix(".zst") })
            let listed = try sightline(["bundle", "list", outbox + "/" + name], home: home)
            #expect(listed.output.contains("6 audited"))
            let target = home.path + "/unpacked"
            let extracted = try sightline(["bundle", "extract", outbox + "/" + name, "--to", target], home: home)
            #expect(extracted.status == 0, "\(extracted.errors)")
            let lines = try String(contentsOfFile: target + "/records.ndjson", encoding: .utf8)
            #expect(lines.split(separator: "\n").map(String.init) == (try records(home)))

            let coco = home.path + "/results.json"
            #expect(try sightline(["export", "--coco", coco], home: home).status == 0)
            let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: coco))) as? [String: Any]
            #expect((json?["images"] as? [Any])?.count == 6)

            let policy = home.path + "/policy.json5"
            try #"{name: "other", version: "2", photo: {brightness_minimum: 1}}"#.write(
                toFile: policy, atomically: true, encoding: .utf8)
            let judged = try sightline(["reassess", "--policy", policy], home: home)
            #expect(judged.output.hasPrefix("6 records judged by other/2#"), "\(judged.errors)")
            #expect(try records(home).allSatisfy { $0.contains("photo_too_dark") })
        }
    }

    @Test func inspectShowsWhatIsInASample() throws {
        try Fixtures.withTemporaryFolder { home in
            let overlay = home.path + "/overlay.jpg"
            let photo = "Samples/photos/S05001/2025-05-02/1.jpg"
            let result = try sightline(
                ["inspect", photo, "--overlay", overlay, "--model", shippedModel], home: home)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("960 × 720 upright"))
            #expect(result.output.contains("captured at"))
            #expect(result.output.contains("top_ad"))
            #expect(try Data(contentsOf: URL(filePath: overlay)).prefix(2) == Data([0xFF, 0xD8]))
        }
    }
}
