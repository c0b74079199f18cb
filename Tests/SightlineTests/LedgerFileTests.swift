import Foundation
import TestSupport
import Testing

/// The ledger's file as commands leave and find it.
@Suite struct LedgerFileTests {
    private func size(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }

    @Test func aScanThatEndedLeavesOneWholeFile() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 2, photos: 3)
            let ledger = home.path + "/sightline/ledger.sqlite"
            for command in [["scan", drop.path, "--quiet"], ["reassess"], ["scan", drop.path, "--quiet", "--again"]] {
                #expect(try sightline(command, home: home).status == 0)
                #expect(size(ledger) > 100_000 && size(ledger + "-wal") == 0, "\(command)")
                let copy = home.path + "/copy.sqlite"
                try? FileManager.default.removeItem(atPath: copy)
                try FileManager.default.copyItem(atPath: ledger, toPath: copy)
                let export = try sightline(["export", "--ndjson", "-", "--ledger", copy], home: home)
                #expect(export.output.split(separator: "\n").count == 6, "\(export.errors)")
            }
        }
    }

    @Test func doctorTakesWhatScanTakesAndWritesNothing() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 2)
            func run(_ arguments: String) throws -> String {
                let found = try runTool(
                    "env",
                    [
                        "XDG_STATE_HOME=\(home.path)", "SIGHTLINE_MODEL=\(tinyModel)", "sh", "-c",
                        "cd '\(home.path)' && '\(program.path)' \(arguments)",
                    ])
                return String(decoding: found.output, as: UTF8.self)
            }
            _ = try run("scan drop --quiet --no-bundle --ledger a.sqlite")
            let file = home.appending(path: "a.sqlite")
            #expect(try run("doctor drop --ledger a.sqlite").contains("ok    ledger: a.sqlite: 2 photos known"))
            #expect(try run("doctor drop --ledger new.sqlite").contains("new.sqlite is made by the first scan"))
            #expect(!FileManager.default.fileExists(atPath: home.path + "/new.sqlite"))
            // A ledger of an older program is neither migrated nor called broken.
            #expect(try runTool("sqlite3", [file.path, "PRAGMA user_version = 1"]).status == 0)
            let before = try Data(contentsOf: file)
            let said = try run("doctor drop --ledger a.sqlite")
            #expect(said.contains("ok    ledger: a.sqlite: the ledger has the older schema 1"), "\(said)")
            #expect(try Data(contentsOf: file) == before)
        }
    }

    @Test(.enabled(if: getuid() == 0, "needs root, to become a user without rights"))
    func aLedgerInAFolderThatMayNotBeWrittenIsRead() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 2)
            let folder = home.appending(path: "archive")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let ledger = folder.path + "/a.sqlite"
            #expect(
                try sightline(["scan", drop.path, "--quiet", "--no-bundle", "--ledger", ledger], home: home).status == 0
            )
            var place = folder
            while place.path != "/" && place.path != "/tmp" {
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
                place.deleteLastPathComponent()
            }
            func export() throws -> (status: Int32, output: Data) {
                let command = "'\(program.path)' export --ndjson - --ledger '\(ledger)' 2>&1"
                return try runTool(
                    "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", command])
            }
            let read = try export()
            let text = String(decoding: read.output, as: UTF8.self)
            #expect(read.status == 0 && text.split(separator: "\n").count == 2, "\(text)")
            #expect(!FileManager.default.fileExists(atPath: ledger + "-wal"))
        }
    }
}
