import Foundation
import Ledger
import Records
import TestSupport
import Testing

/// Processes that work at the same time into the default outbox, as scan's help says.
@Suite struct SharedOutboxTests {
    private func bundles(_ home: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: home.path + "/sightline/outbox")
            .filter { $0.hasSuffix(".zst") }.sorted().map { "\(home.path)/sightline/outbox/\($0)" }
    }

    /// Every record line of every bundle, after each bundle was verified.
    private func lines(_ home: URL) throws -> [String] {
        let files = try bundles(home)
        let verify = try sightline(["bundle", "verify"] + files, home: home)
        #expect(verify.status == 0, "\(verify.errors)")
        return try files.flatMap { file in
            String(decoding: try runTool("tar", ["--zstd", "-xOf", file, "records.ndjson"]).output, as: UTF8.self)
                .split(separator: "\n").map(String.init)
        }
    }

    private func together(_ home: URL, _ commands: [[String]]) throws {
        let processes = try commands.enumerated().map { number, command in
            try launch(command, home: home, output: home.appending(path: "shard-\(number)"))
        }
        for (number, process) in processes.enumerated() {
            process.waitUntilExit()
            let errors = try String(contentsOfFile: home.path + "/shard-\(number).err", encoding: .utf8)
            #expect(process.terminationStatus == 0, "\(errors)")
            #expect(errors == "")
        }
    }

    @Test func shardsThatRunTogetherSealEachRecordOnceAndMoveNothing() throws {
        for _ in 0..<3 {
            try Fixtures.withTemporaryFolder { home in
                let drop = home.appending(path: "drop")
                try makeDrop(drop, stores: 12, photos: 3)
                let shards = ["a", "b"].enumerated().map { number, name in
                    [
                        "scan", drop.path, "--quiet", "--shard", "\(number + 1)/2", "--ledger",
                        "\(home.path)/\(name).sqlite",
                    ]
                }
                try together(home, shards)
                let first = try bundles(home)
                #expect(first.count == 2)
                #expect(try Set(lines(home)).count == 36)
                #expect(try lines(home).count == 36)
                // Each start looks at the outbox; a new photo in every store is sealed by its shard.
                for store in 0..<12 {
                    let photos = drop.appending(path: "S\(store)/2026-11-01")
                    var bytes = try Data(contentsOf: photos.appending(path: "0.jpg"))
                    bytes += Data("more".utf8)
                    try bytes.write(to: photos.appending(path: "new.jpg"))
                }
                try together(home, shards)
                #expect(try Set(first).isSubset(of: bundles(home)))
                #expect(try lines(home).count == 48 && Set(lines(home)).count == 48)
                let names = try FileManager.default.contentsOfDirectory(atPath: home.path + "/sightline/outbox")
                #expect(names.count == 8 && !names.contains("aside"), "\(names)")
            }
        }
    }

    @Test func processesOnOneLedgerSealEachRecordOnce() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 10, photos: 4)
            try together(home, [["scan", drop.path, "--quiet"], ["scan", drop.path, "--quiet"]])
            #expect(try sightline(["scan", drop.path, "--quiet"], home: home).status == 0)
            #expect(try lines(home).count == 40 && Set(lines(home)).count == 40)
        }
    }

    /// The names of two bundles of the same second and number, as the issue found them.
    @Test func aKilledShardsBundleIsRepairedByItsOwnLedgerOnly() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 4, photos: 2)
            func scan(_ ledger: String, _ faults: String? = nil) throws -> (ended: Bool, errors: String) {
                let output = home.appending(path: "out")
                let process = try launch(
                    ["scan", drop.path, "--quiet", "--ledger", "\(home.path)/\(ledger).sqlite"], home: home,
                    output: output, environment: faults.map { ["SIGHTLINE_FAULTS": $0] } ?? [:])
                process.waitUntilExit()
                let errors = try String(contentsOfFile: output.path + ".err", encoding: .utf8)
                return (process.terminationReason == .exit && process.terminationStatus == 0, errors)
            }
            // Killed before the second rename: the checksum is visible, the bundle is not.
            #expect(try !scan("a", "rename:2:KILL:once:\(home.path)/sightline/outbox/").ended)
            let left = try FileManager.default.contentsOfDirectory(atPath: home.path + "/sightline/outbox").sorted()
            #expect(left.count == 2)
            let other = try scan("b")
            #expect(other.ended && other.errors == "")
            let now = try FileManager.default.contentsOfDirectory(atPath: home.path + "/sightline/outbox")
            #expect(Set(left).isSubset(of: now) && now.count == 4, "\(now)")
            #expect(try scan("a").ended)
            #expect(try lines(home).count == 16)
            #expect(try FileManager.default.contentsOfDirectory(atPath: home.path + "/sightline/outbox").count == 4)
        }
    }
}
