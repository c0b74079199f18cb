import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

@testable import Ledger

/// `Fixtures/version-4.sqlite` was made by version 0.1.0 with schema 4, from the Samples: nine records in a bundle, ten in
/// none, among them three photos of other stores' bytes, a duplicate, a damaged photo and a rejected file.
@Suite struct MigrationTests {
    /// A copy of the fixture to be brought up to date.
    func withOldLedger<Result>(_ body: (PathBytes) throws -> Result) throws -> Result {
        try Fixtures.withTemporaryFolder { folder in
            let old = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/version-4.sqlite")
            let copy = folder.appending(path: "ledger.sqlite")
            try FileManager.default.copyItem(at: old, to: copy)
            return try body(PathBytes(copy.path))
        }
    }

    struct Row: Equatable {
        var json: [UInt8]
        var bundled: Bool
    }

    func rows(_ ledger: Ledger) throws -> [Row] {
        try ledger.database.all(
            "SELECT j.json, r.bundle_id FROM record r JOIN record_json j ON j.record_id = r.id ORDER BY r.id"
        ) { Row(json: $0.blob(0), bundled: !$0.isNull(1)) }
    }

    func old(_ file: PathBytes) throws -> [Row] {
        try rows(Ledger(at: file, options: .readOnly, migrations: Array(Schema.migrations.prefix(4))))
    }

    func keys(_ json: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    }

    @Test func whatIsInABundleKeepsItsBytesAndTheRestGainsKeysOnly() throws {
        try withOldLedger { file in
            let before = try old(file)
            let ledger = try Ledger(at: file)
            let after = try rows(ledger)
            #expect(before.count == 19 && after.count == 19)
            for (old, new) in zip(before, after) {
                if old.bundled {
                    #expect(old == new)
                    continue
                }
                var (was, now) = (try keys(old.json), try keys(new.json))
                #expect(now["schema"] as? String == "sightline.record/2")
                for key in [
                    "boards", "fingerprint", "capture", "relations", "texts", "measures", "examiners", "review",
                    "schema",
                ] {
                    if key != "schema" { #expect(was[key] == nil && now[key] != nil, "\(key)") }
                    (was[key], now[key]) = (nil, nil)
                }
                #expect(NSDictionary(dictionary: was) == NSDictionary(dictionary: now))
            }
            #expect(try ledger.integrityProblems().isEmpty)
            #expect(try ledger.counts().discovered == 20)
        }
    }

    @Test func recordsThatSayThatTheirBytesAreElsewhereNameThePhoto() throws {
        try withOldLedger { file in
            let records = try rows(Ledger(at: file)).map { try RecordEntry.decode($0.json) }
            let told = records.filter { $0.findings.contains { $0.code == "same_photo_other_store" } }
            #expect(told.count == 3)
            for record in told where record.schema == Record.schema {
                let relation = try #require(record.relations.first)
                #expect(relation.value == record.findings.first { $0.code == "same_photo_other_store" }?.value)
                #expect(relation.photo.storeID != record.photo.storeID)
            }
            #expect(told.contains { $0.schema == Record.schema })
        }
    }

    @Test func aMigrationCutShortAnywhereGoesOnToTheSameLedger() throws {
        let whole = try withOldLedger { try rows(Ledger(at: $0)) }
        for rowsDone in 1..<9 {
            try withOldLedger { file in
                // What a kill after this many rows leaves: their new text, the old version.
                let half = try Connection(file, .writing, busyTimeout: 1000)
                let upgraded = whole.enumerated().filter { !$0.element.bundled }.prefix(rowsDone)
                for (index, row) in upgraded {
                    try half.run(
                        "UPDATE record_json SET json = ?2 WHERE record_id = ?1",
                        [LedgerValue(index + 1), .text(String(decoding: row.json, as: UTF8.self))])
                }
                #expect(try rows(Ledger(at: file)) == whole)
            }
        }
    }

    @Test func theBackupIsTheOldLedgerAndStaysUntilAnotherProcessOpensTheNewOne() throws {
        try withOldLedger { file in
            let before = try old(file)
            let backup = PathBytes(file.bytes + Array(".before-4".utf8))
            _ = try Ledger(at: file)
            _ = try Ledger(at: file)
            #expect(try old(backup) == before)
            #expect(FileSystem.exists(backup))
            MigrationBackup.migrated.withLock { $0 = [] }
            _ = try Ledger(at: file, options: .readOnly)
            #expect(FileSystem.exists(backup))
            _ = try Ledger(at: file)
            #expect(!FileSystem.exists(backup))
        }
    }

    @Test func withoutRoomForTheBackupNothingIsChanged() throws {
        try withOldLedger { file in
            let before = try old(file)
            let database = try Connection(file, .writing, busyTimeout: 1000)
            let backup = MigrationBackup(of: file, reserve: .max)
            let failure = #expect(throws: LedgerError.self) { try backup.make(from: database, version: 4) }
            #expect(failure?.code == .diskFull)
            #expect(failure?.message.contains("nothing was changed") == true)
            #expect(try old(file) == before)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: "\(file.parent?.escaped ?? "")").allSatisfy {
                    !$0.contains("before")
                })
        }
    }
}
