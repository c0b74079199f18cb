import Foundation
import TestSupport
import Testing

@testable import Service

private let hasSQLite = (try? runTool("sqlite3", ["--version"]).status) == 0

@Suite(.serialized, .enabled(if: hasSQLite)) struct DaemonTests {
    private let audited = "SELECT count(*) FROM path WHERE state = 'audited'"

    @Test func slowWritersAreNeverAuditedHalf() async throws {
        try await Daemon.with { daemon in
            try daemon.start()
            let store = try daemon.visit()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        let data = try Daemon.photo("photo \(number)")
                        let inPlace = number % 2 == 0
                        let name = store.appending(path: inPlace ? "\(number).jpg" : ".\(number).jpg.part")
                        _ = FileManager.default.createFile(atPath: name.path, contents: nil)
                        let handle = try FileHandle(forWritingTo: name)
                        let step = max(1, data.count / 5)
                        for start in stride(from: 0, to: data.count, by: step) {
                            try handle.write(contentsOf: data[start..<min(start + step, data.count)])
                            // Some pauses are longer than settle: only the missing end of the image tells.
                            try await Task.sleep(for: .milliseconds(number % 6 == 0 ? 700 : 120))
                        }
                        try handle.close()
                        if !inPlace {
                            try FileManager.default.moveItem(at: name, to: store.appending(path: "\(number).jpg"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(await Daemon.wait { daemon.count(audited) == 24 }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
            // No record was ever made of other bytes than the final ones.
            #expect(daemon.count("SELECT count(*) FROM record") == 24)
            #expect(daemon.count("SELECT count(*) FROM finding WHERE code = 'photo_truncated'") == 0)
            for number in 0..<24 {
                let size = try Daemon.photo("photo \(number)").count
                #expect(
                    try daemon.query(
                        "SELECT bytes FROM record WHERE path = CAST('S1/2026-11-20/\(number).jpg' AS BLOB)") == [
                            "\(size)"
                        ])
            }
        }
    }

    @Test func killedAgainAndAgainItEndsWithTheSameRecords() async throws {
        try await Daemon.with { daemon in
            let photos = 60
            func fill(_ daemon: Daemon) throws {
                for number in 0..<photos {
                    let store = try daemon.visit("S\(number % 5)")
                    try Daemon.photo("photo \(number % 55)").write(to: store.appending(path: "\(number).jpg"))
                }
            }
            try fill(daemon)
            let bundle = "{max_age: 1, max_records: 7}"
            try daemon.configure(["settle": "0.1", "poll": "0.05", "bundle": bundle])
            let faults = [
                "fsync:3:KILL:once", "rename:1:KILL:once", "rename:2:KILL:once", "fsync:5:KILL:once",
                "*:400:KILL:once", "unlink:1:KILL:once", "write:4:KILL:once", "rename:4:KILL:once",
            ]
            for round in 0..<20 {
                let fault = round % 2 == 0 ? faults[(round / 2) % faults.count] : nil
                try daemon.start(environment: fault.map { ["SIGHTLINE_FAULTS": $0] } ?? [:])
                let span = 0.3 + Double(round * 7 % 11) / 8
                // Any moment will do: a slower machine is killed at an earlier step.
                try await Task.sleep(for: .seconds(span))
                daemon.signal(SIGKILL, wait: true)
            }
            try daemon.start()
            let settled = "SELECT count(*) FROM path WHERE state IN ('audited', 'duplicate')"
            let unbundled = "SELECT count(*) FROM record WHERE bundle_id IS NULL"
            let unsealed = "SELECT count(*) FROM bundle WHERE state <> 'sealed'"
            #expect(
                await Daemon.wait {
                    daemon.count(settled) == photos && daemon.count(unbundled) == 0 && daemon.count(unsealed) == 0
                }, "\(daemon.log.suffix(2000))")
            #expect(daemon.stop() == 0)
            #expect(try daemon.query("PRAGMA integrity_check") == ["ok"])

            let calm = try Daemon(in: daemon.folder)
            calm.extra["ledger"] = daemon.folder.appending(path: "calm/ledger.sqlite").path
            try calm.configure(["outbox": "'\(daemon.folder.path)/calm-outbox'", "settle": "0.1", "poll": "0.05"])
            try calm.start()
            #expect(await Daemon.wait { calm.count(settled) == photos }, "\(calm.log.suffix(2000))")
            #expect(calm.stop() == 0)
            let records =
                "SELECT j.json FROM record r JOIN record_json j ON j.record_id = r.id WHERE current = 1 ORDER BY 1"
            // Bundled early, a record stays though an equal photo that sorts before it comes later: paths may differ
            // among equal photos, contents and stores may not.
            let contents = "SELECT hex(sha256), store FROM record WHERE current = 1 ORDER BY 1, 2"
            #expect(try daemon.query(contents) == calm.query(contents))
            #expect(try daemon.query(records).count == calm.query(records).count)

            let bundles = try FileManager.default.contentsOfDirectory(atPath: daemon.outbox).filter {
                $0.hasSuffix(".zst")
            }
            #expect(bundles.count == daemon.count("SELECT count(*) FROM bundle"))
            for bundle in bundles {
                let path = daemon.outbox + "/" + bundle
                #expect(try runTool(Daemon.program.path, ["bundle", "verify", path]).status == 0)
            }
            // Every record is in exactly one bundle.
            var lines: [String] = []
            for bundle in bundles {
                let tar = try runTool("tar", ["--zstd", "-xOf", daemon.outbox + "/" + bundle, "records.ndjson"])
                lines += String(decoding: tar.output, as: UTF8.self).split(separator: "\n").map(String.init)
            }
            #expect(lines.count == Set(lines).count)
            #expect(Set(lines).isSuperset(of: try daemon.query(records)))
        }
    }

    @Test func statusAndMetricsSayWhereTheTimeGoesWhatWaitsAndTheMonthsVolume() async throws {
        try await Daemon.with { daemon in
            let zone = try #require(TimeZone(identifier: "Asia/Seoul"))
            // Both photos are of the month in which the test ends, unless a month ends meanwhile.
            let today = Date().formatted(Date.ISO8601FormatStyle(timeZone: zone).year().month().day())
            let store = try daemon.visit(on: today)
            for number in 0..<2 { try Daemon.photo("\(number)").write(to: store.appending(path: "\(number).jpg")) }
            try daemon.start()
            #expect(await Daemon.wait { daemon.count("SELECT count(*) FROM bundle WHERE state = 'sealed'") == 1 })
            func times(_ stage: String) throws -> Int {
                let stages = try daemon.ask("status")["stages"] as? [String: [String: Any]]
                return stages?[stage]?["times"] as? Int ?? 0
            }
            for stage in ["read", "hash", "decode", "detection", "evidence"] {
                #expect(try times(stage) == 2, "\(stage)")
            }
            for stage in ["look", "commit", "seal"] {
                #expect(await Daemon.wait { try times(stage) > 0 }, "\(stage)")
            }
            #expect(try daemon.ask("status")["queues"] as? [String: Int] == ["claimed": 0, "lanes": 0, "commit": 0])
            #expect(
                await Daemon.wait {
                    let text = try String(contentsOf: daemon.folder.appending(path: "metrics.prom"), encoding: .utf8)
                    return text.contains("sightline_stage_total{stage=\"detection\"} 2")
                        && text.contains("sightline_queue_depth{queue=\"lanes\"} 0")
                })
            #expect(daemon.stop() == 0)
            // The month is counted at the start, and every five minutes.
            try daemon.start()
            #expect(
                await Daemon.wait { (try daemon.ask("status")["stores_month"] as? [String: Int])?["S1"] == 2 },
                "\(daemon.log)")
            #expect(try daemon.ask("status")["month"] as? String == String(today.prefix(7)))
            #expect(daemon.stop() == 0)
        }
    }

    /// A writer that pauses behind a whole picture for longer than `settle`, and then writes on.
    @Test func bytesThatComeBehindAPictureAfterItWasAuditedMakeNoSecondRecord() async throws {
        try await Daemon.with { daemon in
            let store = try daemon.visit()
            let photo = store.appending(path: "1.jpg")
            let whole = try Daemon.photo("1")
            try whole.write(to: photo)
            // A file rewritten in place is found by the full walk.
            try daemon.configure(["full_walk": "1"])
            try daemon.start()
            #expect(await Daemon.wait { daemon.count(audited) == 1 }, "\(daemon.log)")
            // Sealed or not, it is the same photo.
            #expect(await Daemon.wait { daemon.count("SELECT count(*) FROM bundle WHERE state = 'sealed'") == 1 })
            let handle = try FileHandle(forWritingTo: photo)
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("what a phone appends".utf8))
            try handle.close()
            let size = whole.count + 20
            #expect(
                await Daemon.wait { daemon.count("\(audited) AND size = \(size)") == 1 }, "\(daemon.log)")
            #expect(daemon.count("SELECT count(*) FROM record") == 1)
            #expect(daemon.count("SELECT count(*) FROM record WHERE current = 1 AND bytes = \(whole.count)") == 1)
            #expect(daemon.stop() == 0)
        }
    }

    @Test func aStoresRecordsAreSealedWhenNothingMoreOfItIsToCome() async throws {
        try await Daemon.with { daemon in
            func put(_ store: String, _ name: String, _ data: Data) throws {
                let store = try daemon.visit(store)
                try data.write(to: store.appending(path: name))
            }
            for number in 0..<3 {
                try put("S1", "\(number).jpg", Daemon.photo("S1 \(number)"))
                try put("S2", "\(number).jpg", Daemon.photo("S2 \(number)"))
            }
            // Half a photo: the second store is not done.
            try put("S2", "late.jpg", Daemon.photo("late").dropLast(100))
            try daemon.configure(["bundle": "{max_age: '30 d', store_quiet: 1}"])
            try daemon.start()
            let stores = "SELECT DISTINCT store_id FROM record r JOIN store s ON s.id = r.store WHERE bundle_id"
            #expect(await Daemon.wait { try daemon.query("\(stores) IS NOT NULL") == ["S1"] }, "\(daemon.log)")
            #expect(await Daemon.wait { daemon.count(audited) == 6 }, "\(daemon.log)")
            #expect(try daemon.query("\(stores) IS NULL") == ["S2"])
            try put("S2", "late.jpg", Daemon.photo("late"))
            #expect(
                await Daemon.wait { daemon.count("SELECT count(*) FROM record WHERE bundle_id IS NULL") == 0 },
                "\(daemon.log)")
            #expect(daemon.count(audited) == 7)
            #expect(daemon.stop() == 0)
            #expect(daemon.count("SELECT count(*) FROM bundle WHERE state = 'sealed'") >= 2)
        }
    }

    @Test func aDropThatGoesAndComesBackLosesNothingAndIsNotReadAgain() async throws {
        try await Daemon.with(drops: ["a", "b"]) { daemon in
            for name in ["a", "b"] {
                let store = try daemon.visit("S\(name)", of: name)
                for number in 0..<5 {
                    try Daemon.photo("\(name) \(number)").write(to: store.appending(path: "\(number).jpg"))
                }
            }
            try daemon.configure(["full_walk": "1"])
            try daemon.start()
            #expect(await Daemon.wait { daemon.count(audited) == 10 }, "\(daemon.log)")
            let root = daemon.folder.appending(path: "a")
            let away = daemon.folder.appending(path: "away")
            // Renamed away, then an empty folder in its place.
            try FileManager.default.moveItem(at: root, to: away)
            #expect(
                await Daemon.wait {
                    daemon.log.contains("drop a: ") && daemon.log.contains("stays")
                        || daemon.log.contains("stay as they are")
                }, "\(daemon.log)")
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            #expect(await Daemon.wait { daemon.log.contains("no .sightline-drop") }, "\(daemon.log)")
            // The other drop goes on.
            try Daemon.photo("late").write(to: daemon.folder.appending(path: "b/Sb/2026-11-20/late.jpg"))
            #expect(await Daemon.wait { daemon.count(audited) == 11 }, "\(daemon.log)")
            #expect(daemon.count("SELECT count(*) FROM path WHERE state <> 'audited'") == 0)
            try FileManager.default.removeItem(at: root)
            try FileManager.default.moveItem(at: away, to: root)
            #expect(
                await Daemon.wait { daemon.log.components(separatedBy: "drop a: is there").count == 3 },
                "\(daemon.log)")
            // A full walk began and ended since: had anything been taken for new, it would be committed.
            let back = Date()
            #expect(
                await Daemon.wait {
                    try daemon.lastLook("a").map { $0 > back.addingTimeInterval(3) } ?? false
                }, "\(daemon.log)")
            let status = try daemon.ask("status")
            #expect(status["committed"] as? Int == 11)
            #expect(daemon.count("SELECT count(*) FROM record") == 11)
            #expect(daemon.stop() == 0)
        }
    }

    /// The root answers all the while; only the photo's bytes do not come.
    @Test func aPhotoWhoseReadHangsIsToldAndKeepsNobodyWaiting() async throws {
        try await Daemon.with(drops: ["a", "b"]) { daemon in
            let hold = daemon.folder.appending(path: "hold")
            func arrive(_ drop: String, _ name: String) throws {
                let store = try daemon.visit("S\(drop)", of: drop)
                try Daemon.photo("\(drop) \(name)").write(to: store.appending(path: name))
            }
            try Data("\(daemon.folder.path)/a/".utf8).write(to: hold)
            try arrive("a", "1.jpg")
            try daemon.start(environment: ["SIGHTLINE_FAULTS": "read:1:HANG=\(hold.path):forever"])
            func state(_ drop: String) throws -> String {
                let drops = try daemon.ask("status")["drops"] as? [[String: Any]] ?? []
                let found = drops.first { $0["name"] as? String == drop }
                return (found?["why"] ?? found?["state"]) as? String ?? ""
            }
            #expect(await Daemon.wait { try state("a") == "hanging" }, "\(daemon.log)")
            try arrive("b", "1.jpg")
            #expect(await Daemon.wait { daemon.count(audited) == 1 }, "\(daemon.log)")
            #expect(try state("b") == "up")
            try FileManager.default.removeItem(at: hold)
            #expect(await Daemon.wait { daemon.count(audited) == 2 }, "\(daemon.log)")
            #expect(await Daemon.wait { try state("a") == "up" }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
        }
    }

    @Test func ordersSignalsAndBrokenConfigurations() async throws {
        try await Daemon.with { daemon in
            let store = try daemon.visit()
            let notices = try daemon.startNotifying(environment: ["WATCHDOG_USEC": "2000000"])
            #expect(await Daemon.wait { notices.heard.contains("READY=1") })
            #expect(await Daemon.wait { notices.heard.contains("WATCHDOG=1") })

            #expect((try daemon.ask("pause")["resting"] as? [String: Any])?.keys.contains("paused") == true)
            try Daemon.photo("x").write(to: store.appending(path: "1.jpg"))
            // Time in which it would have been audited; a slow machine only proves less.
            try await Task.sleep(for: .seconds(1.5))
            #expect(daemon.count(audited) == 0)
            _ = try daemon.ask("resume")
            #expect(await Daemon.wait { daemon.count(audited) == 1 }, "\(daemon.log)")

            try daemon.write(configuration: "{drops: [], setle: 1}")
            daemon.signal(SIGHUP)
            #expect(await Daemon.wait { daemon.log.contains("setle: is not a known key; did you mean settle?") })
            try Daemon.photo("y").write(to: store.appending(path: "2.jpg"))
            #expect(await Daemon.wait { daemon.count(audited) == 2 }, "\(daemon.log)")

            let other = try daemon.visit("S2", of: "b")
            try Data().write(to: daemon.folder.appending(path: "b/.sightline-drop"))
            try Daemon.photo("z").write(to: other.appending(path: "1.jpg"))
            daemon.drops["b"] = daemon.folder.appending(path: "b")
            try daemon.configure()
            daemon.signal(SIGHUP)
            #expect(await Daemon.wait { daemon.count(audited) == 3 }, "\(daemon.log)")
            #expect(notices.heard.contains { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") })
            #expect(
                try String(contentsOf: daemon.folder.appending(path: "metrics.prom"), encoding: .utf8).contains(
                    "sightline_drop_up{drop=\"a\"} 1"))
            #expect(daemon.stop() == 0)
            #expect(await Daemon.wait { notices.heard.contains("STOPPING=1") })
        }
    }
}
