import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

@Suite struct OpeningTests {
    private func code(_ body: () throws -> Void) -> LedgerError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? LedgerError)?.code
        }
    }

    @Test func aNewLedgerIsInWALModeAndCarriesItsMarks() throws {
        try withLedgerFile { file in
            let database = try Ledger(at: file).database
            #expect(try database.first("PRAGMA journal_mode") { $0.text(0) ?? "" } == "wal")
            #expect(try database.integer("PRAGMA synchronous") == 2)
            #expect(try database.integer("PRAGMA foreign_keys") == 1)
            #expect(try database.integer("PRAGMA application_id") == Schema.applicationID)
            #expect(try database.integer("PRAGMA user_version") == Int64(Schema.migrations.count))
            #expect(try database.integer("PRAGMA page_size") == 8192)
        }
    }

    @Test func aNewerLedgerIsRefusedAndNotTouched() throws {
        try withLedgerFile { file in
            try { _ = try Ledger(at: file) }()
            let newer = Schema.migrations + ["CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT"]
            try { _ = try Ledger(at: file, options: .init(), migrations: newer) }()
            let before = try Data(contentsOf: URL(filePath: file.escaped))
            for options in [Ledger.Options(), .readOnly] {
                do throws(LedgerError) {
                    _ = try Ledger(at: file, options: options)
                    Issue.record("opened")
                } catch {
                    #expect(error.code == .newerSchema)
                    #expect(error.description.contains("schema \(newer.count)"))
                    #expect(error.description.contains(file.escaped))
                }
            }
            #expect(try Data(contentsOf: URL(filePath: file.escaped)) == before)
        }
    }

    /// Every prefix of the steps is a ledger that some version of the program left behind.
    @Test func everyOlderVersionMigratesToTheSameSchema() throws {
        let steps = Schema.migrations + ["ALTER TABLE run ADD COLUMN note TEXT", "CREATE INDEX run_note ON run(note)"]
        func schema(_ file: PathBytes) throws -> [String] {
            try Ledger(at: file, options: .init(), migrations: steps).database
                .all("SELECT type || name || coalesce(sql, '') FROM sqlite_master ORDER BY 1") { $0.text(0) ?? "" }
        }
        let fresh = try withLedgerFile { try schema($0) }
        #expect(fresh.count > 30)
        for older in 1..<steps.count {
            try withLedgerFile { file in
                try {
                    let old = try Ledger(at: file, options: .init(), migrations: Array(steps.prefix(older)))
                    // As version 1 wrote it: this program's own statements want the newest columns.
                    try old.database.run(
                        "INSERT INTO drop_root (name, root, first_seen_ms) VALUES ('kept', CAST('/kept' AS BLOB), 1)")
                    for state in ["discovered"] + PhotoState.allCases.map(\.rawValue) {
                        try old.database.run(
                            "INSERT INTO tally (drop_id, state, paths) VALUES (1, ?1, 0)", [.text(state)])
                    }
                }()
                #expect(code { _ = try Ledger(at: file, options: .readOnly, migrations: steps) } == .olderSchema)
                #expect(try schema(file) == fresh)
                let migrated = try Ledger(at: file, options: .init(), migrations: steps)
                #expect(try migrated.drops().map(\.name) == ["kept"])
                #expect(try migrated.integrityProblems() == [])
            }
        }
    }

    @Test func aMigrationThatFailsLeavesTheOldVersion() throws {
        try withLedgerFile { file in
            try { _ = try Ledger(at: file) }()
            let broken = Schema.migrations + ["CREATE TABLE half (id INTEGER) STRICT; SELECT nonsense"]
            #expect(code { _ = try Ledger(at: file, options: .init(), migrations: broken) } == .statement)
            let ledger = try Ledger(at: file)
            #expect(try ledger.database.integer("SELECT count(*) FROM sqlite_master WHERE name = 'half'") == 0)
        }
    }

    @Test func whatIsNoLedgerIsRefusedWithAClearWord() throws {
        try Fixtures.withTemporaryFolder { folder in
            let text = folder.appending(path: "text")
            try Data(repeating: 65, count: 5000).write(to: text)
            #expect(code { _ = try Ledger(at: PathBytes(text.path)) } == .notALedger)
            #expect(try Data(contentsOf: text) == Data(repeating: 65, count: 5000))
            let missing = folder.appending(path: "no/such/folder/ledger")
            #expect(code { _ = try Ledger(at: PathBytes(missing.path)) } == .cannotOpen)
            #expect(
                code { _ = try Ledger(at: PathBytes(folder.appending(path: "x").path), options: .readOnly) }
                    == .cannotOpen)
        }
    }

    @Test(.enabled(if: Tools.sqlite)) func anotherProgramsDatabaseIsRefused() throws {
        try withLedgerFile { file in
            _ = try runTool("sqlite3", [file.escaped, "CREATE TABLE t (x)"])
            #expect(code { _ = try Ledger(at: file) } == .notALedger)
        }
    }

    @Test func networkFileSystemsAreKnownByTheirNumbers() {
        #expect(NetworkFileSystem.name(ofType: 0x6969) == "NFS")
        #expect(NetworkFileSystem.name(ofType: 0xFF53_4D42) == "CIFS")
        // As a 32-bit system's signed f_type would read.
        #expect(NetworkFileSystem.name(ofType: Int(Int32(bitPattern: 0xFE53_4D42))) == "SMB")
        #expect(NetworkFileSystem.name(ofType: 0x6573_5546) == "FUSE")
        #expect(NetworkFileSystem.name(ofType: 0xEF53) == nil)
        #expect(NetworkFileSystem.kind(holding: PathBytes("/proc/no-such-file")) == nil)
    }

    @Test func aReaderSeesWhatIsCommittedAndCannotWrite() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let reader = try Ledger(at: file, options: .readOnly)
            try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            #expect(try reader.counts().audited == 1)
            try reader.snapshot {
                #expect(try reader.counts().audited == 1)
                try bench.audit([("S1/2025-08-13/b.jpg", 2)])
                #expect(try reader.counts().audited == 1)
            }
            #expect(try reader.counts().audited == 2)
            #expect(code { _ = try reader.register(drop: "x", root: PathBytes("/x")) } != nil)
            #expect(code { try reader.query("DELETE FROM path") { _ in } } == .statement)
        }
    }

    @Test func anErrorCarriesItsSQL() throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            #expect {
                try ledger.query("SELECT nonsense FROM photos") { _ in }
            } throws: {
                "\($0)".contains("SELECT nonsense FROM photos") && "\($0)".contains("no such column")
            }
        }
    }
}

enum Tools {
    static let sqlite = (try? runTool("sqlite3", ["--version"]).status) == 0
}
