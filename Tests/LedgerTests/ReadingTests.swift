import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

/// A ledger as one file: closed, copied, archived.
@Suite struct ReadingTests {
    private func error(_ body: () throws -> Void) -> LedgerError? {
        do {
            try body()
            return nil
        } catch {
            return error as? LedgerError
        }
    }

    private func size(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    }

    @Test func aFinishedLedgerIsOneWholeFileThatCanBeCopied() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            #expect((size(file.escaped + "-wal") ?? 0) > 0)
            try bench.ledger.finish()
            #expect(size(file.escaped + "-wal") == 0)
            let copy = PathBytes(file.escaped + ".copy")
            try FileManager.default.copyItem(atPath: file.escaped, toPath: copy.escaped)
            #expect(try Ledger(at: copy, options: .readOnly).counts().audited == 1)
        }
    }

    @Test func aReaderDoesNotKeepTheEndWaiting() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let reader = try Ledger(at: file, options: .readOnly)
            try reader.snapshot {
                _ = try reader.counts()
                try bench.audit([("S1/2025-08-13/a.jpg", 1)])
                let start = ContinuousClock.now
                try bench.ledger.finish(patience: 0.2)
                #expect(ContinuousClock.now - start < .seconds(10))
            }
            #expect(try reader.counts().audited == 1)
        }
    }

    @Test func aCopyWithoutItsWALIsToldSo() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            let copy = PathBytes(file.escaped + ".copy")
            try FileManager.default.copyItem(atPath: file.escaped, toPath: copy.escaped)
            let failure = try #require(error { _ = try Ledger(at: copy, options: .readOnly) })
            #expect(failure.code == .incomplete && failure.message.contains("copied without its -wal"))
            #expect(size(copy.escaped) == size(file.escaped))
        }
    }

    /// As SQLite finds it in a folder that may not be written: it can neither use nor make `-shm`.
    @Test func withoutAWALTheFileIsReadAloneAndWithOneTheReaderIsToldWhatToDo() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            try bench.ledger.finish()
            let folder = URL(filePath: file.escaped).deletingLastPathComponent().appending(path: "100% 강#?")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let copy = PathBytes(folder.appending(path: "a.sqlite").path)
            try FileManager.default.copyItem(atPath: file.escaped, toPath: copy.escaped)
            // A link to nowhere in the place of -shm is one that no user, root neither, can open or make.
            try FileManager.default.createSymbolicLink(
                atPath: copy.escaped + "-shm", withDestinationPath: "/no/such/folder/shm")
            let reader = try Ledger(at: copy, options: .readOnly)
            #expect(try reader.snapshot { try reader.counts().audited } == 1)

            // Somebody writes it meanwhile: what was read may be a mixture.
            #expect(throws: LedgerError.self) {
                try reader.snapshot {
                    _ = try reader.counts()
                    try Data(contentsOf: URL(filePath: file.escaped)).write(to: URL(filePath: copy.escaped))
                }
            }
            try Data(repeating: 1, count: 4096).write(to: URL(filePath: copy.escaped + "-wal"))
            let failure = try #require(error { _ = try Ledger(at: copy, options: .readOnly) })
            #expect(failure.code == .readOnly && failure.message.contains("copy both files"), "\(failure)")
        }
    }

    @Test func aLedgersIdentityIsItsOwnAndStays() throws {
        let identities = try (0..<2).map { _ in
            try withLedgerFile { file in
                let made = try Ledger(at: file).identity()
                #expect(try Ledger(at: file, options: .readOnly).identity() == made)
                var options = Ledger.Options()
                options.identity = LedgerIdentity(String(repeating: "0", count: 32))
                #expect(try Ledger(at: file, options: options).identity() == made)
                return made
            }
        }
        #expect(Set(identities).count == 2)
    }

    /// What it holds it keeps: `OpeningTests`.
    @Test func aLedgerOfTheFirstVersionGetsAnIdentity() throws {
        try withLedgerFile { file in
            _ = try Ledger(at: file, options: .init(), migrations: [Schema.version1])
            let ledger = try Ledger(at: file)
            #expect(try ledger.identity() == Ledger(at: file).identity())
        }
    }

    @Test func aCopyOfALedgerInUseIsDoubted() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.ledger.finish()
            try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            let copy = PathBytes(file.escaped + ".copy")
            try FileManager.default.copyItem(atPath: file.escaped, toPath: copy.escaped)
            #expect(try Ledger(at: copy, options: .readOnly).doubt()?.contains("newest records are missing") == true)
            #expect(try Ledger(at: file, options: .readOnly).doubt() == nil)
            try bench.ledger.endRun(bench.run, outcome: "done")
            try bench.ledger.finish()
            #expect(try Ledger(at: file, options: .readOnly).doubt() == nil)
        }
    }
}
