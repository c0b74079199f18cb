import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

@Suite struct SharingTests {
    private static let photos = 240

    /// What one owner does: claims everything it may get, in an order of its own, and commits it.
    private static func work(_ file: PathBytes, seed: UInt64) throws -> Int {
        var random = Seeded(seed)
        let ledger = try Ledger(at: file)
        let drop = try ledger.register(drop: "d", root: PathBytes("/d"))
        let run = try ledger.beginRun(kind: "test", owner: "\(seed)")
        var done = 0
        let all = (0..<photos).shuffled(using: &random)
        for start in stride(from: 0, to: photos, by: 12) {
            let batch = all[start..<min(start + 12, photos)].map { sighting("S1/2025-08-13/\($0).jpg") }
            let claim = try ledger.claim(drop: drop, batch, run: run)
            // Two photos of each content.
            let outcomes = claim.granted.map { index in
                let path = batch[index].path.escaped
                let number = Int(path.split(separator: "/")[2].prefix { $0 != "." }) ?? 0
                return audited(path, content: 1 + number / 2)
            }
            done += try ledger.commit(drop: drop, outcomes, run: run).filter { $0 != .lostClaim }.count
        }
        try ledger.endRun(run, outcome: "done")
        return done
    }

    @Test(.timeLimit(.minutes(1)))
    func severalOwnersOnOneFileAuditEveryPhotoOnce() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sightline-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = PathBytes(folder.appending(path: "ledger").path)
        // No ledger yet: its making, too, is raced for.
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for seed in 1...4 as ClosedRange<UInt64> { group.addTask { try Self.work(file, seed: seed) } }
            return try await group.reduce(0, +)
        }
        #expect(done == Self.photos)
        let ledger = try Ledger(at: file)
        let counts = try ledger.counts()
        #expect(counts.discovered == Self.photos)
        #expect(counts.audited == Self.photos / 2 && counts.duplicate == Self.photos / 2)
        #expect(try ledger.integrityProblems() == [])
        // Of each pair the one that sorts first stands.
        var wrong = 0
        try ledger.query("SELECT count(*) FROM paths p JOIN photos r USING (record_id) WHERE p.path < r.path") {
            wrong = $0.integer(0) ?? 0
        }
        #expect(wrong == 0)
    }

    @Test(.enabled(if: Tools.sqlite)) func anotherProcessWithTheWriteLockIsWaitedFor() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["sqlite3", file.escaped]
            let input = Pipe()
            let output = Pipe()
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data("BEGIN IMMEDIATE;\n.print locked\n".utf8))
            _ = output.fileHandleForReading.availableData
            var impatient = Ledger.Options()
            impatient.busyTimeout = 0.05
            let second = try Ledger(at: file, options: impatient)
            #expect {
                try second.beginRun(kind: "x", owner: "x", now: noon)
            } throws: {
                ($0 as? LedgerError)?.code == .busy
            }
            try input.fileHandleForWriting.write(contentsOf: Data(".shell sleep 0.2\nCOMMIT;\n".utf8))
            try input.fileHandleForWriting.close()
            #expect(try bench.audit([("a.jpg", 1)]).count == 1)
            process.waitUntilExit()
            #expect(try second.counts().audited == 1)
        }
    }
}

@Suite struct CrashTests {
    /// What a kill leaves: the file and its log as they are at this moment, without the shared memory.
    private func photograph(_ file: PathBytes, to copy: URL) throws {
        for suffix in ["", "-wal"] {
            let target = URL(filePath: copy.path + suffix)
            try? FileManager.default.removeItem(at: target)
            try FileManager.default.copyItem(at: URL(filePath: file.escaped + suffix), to: target)
        }
    }

    @Test func aKillAtAnyMomentLeavesTheStateBetweenTwoCommits() throws {
        try withLedgerFile { file in
            let copy = URL(filePath: file.escaped + ".copy")
            let bench = try Bench(file)
            for batch in 0..<8 {
                let photos = (0..<6).map { (path: "S1/2025-08-13/\(batch)-\($0).jpg", content: batch * 10 + $0 + 1) }
                let claim = try bench.ledger.claim(
                    drop: bench.drop, photos.map { sighting($0.path) }, run: bench.run, now: noon)
                #expect(claim.granted.count == 6)
                try photograph(file, to: copy)
                let killed = try Ledger(at: PathBytes(copy.path))
                #expect(try killed.counts().audited == batch * 6 && killed.counts().pending == 6)
                #expect(try killed.integrityProblems() == [])
                let outcomes = photos.map { audited($0.path, content: $0.content) }
                _ = try bench.ledger.commit(drop: bench.drop, outcomes, run: bench.run, now: noon)
            }
        }
    }

    @Test func aTransactionThatSpilledIntoTheLogIsGoneAfterAKill() throws {
        try withLedgerFile { file in
            let copy = URL(filePath: file.escaped + ".copy")
            let bench = try Bench(file)
            try bench.audit([("a.jpg", 1)])
            let log = URL(filePath: file.escaped + "-wal")
            try? bench.ledger.database.write { () throws(LedgerError) in
                try bench.ledger.database.run("PRAGMA cache_spill = 50")
                try bench.ledger.database.run("PRAGMA cache_size = 50")
                for number in 0..<200 {
                    try bench.ledger.database.run(
                        "INSERT INTO evidence (record_id, name, created_ms, jpeg) VALUES (1, ?1, 0, zeroblob(20000))",
                        [.text("\(number)")])
                }
                let size = (try? log.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
                #expect(size > 2_000_000, "the test must catch uncommitted pages in the log")
                #expect((try? photograph(file, to: copy)) != nil)
                throw LedgerError(.busy, "stop", path: "")
            }
            let killed = try Ledger(at: PathBytes(copy.path))
            #expect(try killed.database.integer("SELECT count(*) FROM evidence") == 1)
            #expect(try killed.integrityProblems() == [])
            #expect(try bench.ledger.integrityProblems() == [])
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func aTornLogLosesOnlyItsTail(seed: UInt64) throws {
        try withLedgerFile { file in
            var random = Seeded(seed)
            let copy = URL(filePath: file.escaped + ".copy")
            let bench = try Bench(file)
            for number in 0..<10 { try bench.audit([("S1/2025-08-13/\(number).jpg", number + 1)]) }
            let whole = try Data(contentsOf: URL(filePath: file.escaped + "-wal"))
            for _ in 0..<10 {
                try photograph(file, to: copy)
                let length = Int.random(in: 0...whole.count, using: &random)
                try whole.prefix(length).write(to: URL(filePath: copy.path + "-wal"))
                let torn = try Ledger(at: PathBytes(copy.path))
                #expect(try torn.integrityProblems() == [])
                let counts = try torn.counts()
                #expect(counts.closes && counts.audited <= 10 && counts.pending <= 1)
            }
        }
    }
}
