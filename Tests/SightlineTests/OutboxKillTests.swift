import Foundation
import TestSupport
import Testing

private let hasSQLite = (try? runTool("sqlite3", ["--version"]).status) == 0

/// Kills between any two system calls while a start repairs the outbox.
@Suite(.enabled(if: hasSQLite)) struct OutboxKillTests {
    /// What the repair starts from.
    enum Damage: String, CaseIterable {
        /// A bundle without its row, whose records are the ledger's.
        case rowLost
        /// One without its row, whose records are in another bundle by now.
        case replaced
        /// A row without its file, and with a hash that the file will not have.
        case fileLost
    }

    @Test(arguments: Damage.allCases)
    func whereverTheMendingIsKilledTheNextStartEndsWithEveryRecordInOneBundle(_ damage: Damage) throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 2, photos: 2)
            let origin = folder.appending(path: "origin")
            try FileManager.default.createDirectory(at: origin, withIntermediateDirectories: true)
            #expect(try sightline(["scan", drop.path], home: origin).status == 0)
            try apply(damage, origin, drop)
            var kills = 0
            var ran = false
            // Every fifth call is as good as every one: the steps are some calls long.
            for nth in stride(from: 1, to: 400, by: 5) where !ran {
                let home = folder.appending(path: "run-\(nth)")
                try FileManager.default.copyItem(at: origin, to: home)
                defer { try? FileManager.default.removeItem(at: home) }
                let output = home.appending(path: "out")
                let process = try launch(
                    ["scan", drop.path], home: home, output: output,
                    environment: ["SIGHTLINE_FAULTS": "*:\(nth):KILL:once"])
                process.waitUntilExit()
                ran = process.terminationReason == .exit
                kills += ran ? 0 : 1
                #expect(try sightline(["scan", drop.path], home: home).status == 0)
                try check(home, damage)
            }
            #expect(ran)
            #expect(kills > 5)
        }
    }

    private func apply(_ damage: Damage, _ home: URL, _ drop: URL) throws {
        let outbox = home.appending(path: "sightline/outbox")
        let bundle = try #require(try bundles(outbox).first)
        switch damage {
        case .rowLost: try query(home, "UPDATE record SET bundle_id = NULL; DELETE FROM bundle;")
        case .replaced:
            // The file returns after another bundle took its records.
            let held = home.appending(path: bundle)
            try FileManager.default.moveItem(at: outbox.appending(path: bundle), to: held)
            try query(home, "UPDATE record SET bundle_id = NULL; DELETE FROM bundle;")
            #expect(try sightline(["scan", drop.path], home: home).status == 0)
            #expect(try !bundles(outbox).contains(bundle))
            try FileManager.default.moveItem(at: held, to: outbox.appending(path: bundle))
        case .fileLost:
            try FileManager.default.removeItem(at: outbox.appending(path: bundle))
            try query(home, "UPDATE bundle SET sha256 = '\(String(repeating: "0", count: 64))'")
        }
    }

    private func check(_ home: URL, _ damage: Damage) throws {
        let outbox = home.appending(path: "sightline/outbox")
        let names = try bundles(outbox)
        #expect(names.count == 1)
        var lines: [String] = []
        for name in names {
            let path = outbox.appending(path: name).path
            #expect(try sightline(["bundle", "verify", path], home: home).status == 0)
            let sum = try runTool("sha256sum", [path]).output
            let row = try query(home, "SELECT state, sha256 FROM bundle WHERE name = '\(name)'")
            #expect(row == ["sealed|" + String(decoding: sum.prefix(64), as: UTF8.self)])
            let records = try runTool("tar", ["--zstd", "-xOf", path, "records.ndjson"]).output
            lines += String(decoding: records, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        #expect(try query(home, "SELECT count(*) FROM record WHERE bundle_id IS NULL") == ["0"])
        #expect(lines.count == 4 && Set(lines).count == 4)
        #expect(try Set(lines) == Set(query(home, "SELECT json FROM record_json")))
        let aside = (try? bundles(outbox.appending(path: "aside"))) ?? []
        #expect(aside.count == (damage == .replaced ? 1 : 0))
    }

    private func bundles(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".zst") }.sorted()
    }

    @discardableResult
    private func query(_ home: URL, _ sql: String) throws -> [String] {
        let answer = try runTool("sqlite3", [home.appending(path: "sightline/ledger.sqlite").path, sql])
        #expect(answer.status == 0)
        return String(decoding: answer.output, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
