import Audit
import Bundles
import Foundation
import Ledger
import Records
import TestSupport
import Testing

@Suite(.enabled(if: hasRuntime, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct BundleCutterTests {
    @Test func everyRecordIsInExactlyOneBundleThatTarReads() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 4, photos: 5)
            try await scan(drop, into: folder)
            var limits = BundleCutter.Limits()
            limits.records = 8
            let outbox = folder.appending(path: "outbox")
            let cutter = try BundleCutter(
                ledger: PathBytes(folder.appending(path: "ledger.sqlite").path), outbox: PathBytes(outbox.path),
                branch: "서울", limits: limits)
            let sealed = try await cutter.cut()
            #expect(sealed.map(\.records) == [8, 8, 4])
            var paths: [String] = []
            for bundle in sealed {
                let file = outbox.appending(path: bundle.name.text).path
                _ = try BundleReader(PathBytes(file)).verify()
                let lines = try runTool("tar", ["--zstd", "-xOf", file, "records.ndjson"]).output
                paths += String(decoding: lines, as: UTF8.self).split(separator: "\n").map {
                    String($0.split(separator: "\"path\":\"")[1].prefix { $0 != "\"" })
                }
            }
            #expect(paths.count == 20)
            #expect(paths == paths.sorted())
            #expect(try await cutter.cut().isEmpty)
        }
    }

    @Test func whatAKillLeftBetweenAnyTwoStepsIsMended() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 2, photos: 3)
            try await scan(drop, into: folder)
            let file = PathBytes(folder.appending(path: "ledger.sqlite").path)
            let outbox = folder.appending(path: "outbox")
            let ledger = try Ledger(at: file)
            // Staged, nothing written.
            let row = try #require(
                try ledger.stageBundle(branch: "b", maxRecords: 10) { sequence in
                    BundleName(branch: "b", epoch: 1_800_000_000, sequence: sequence).text
                })
            let cutter = try BundleCutter(ledger: file, outbox: PathBytes(outbox.path), branch: "b")
            let first = try await cutter.repair()
            #expect(first.sealed.count == 1)
            let path = outbox.appending(path: row.name)
            let whole = try Data(contentsOf: path)
            // Sealed, but the file is gone or damaged: cut again with the same bytes.
            for damage in [nil, whole.prefix(whole.count / 2)] as [Data?] {
                try FileManager.default.removeItem(at: path)
                try damage?.write(to: path)
                let again = try await cutter.repair()
                #expect(again.reports.isEmpty)
                #expect(try Data(contentsOf: path) == whole)
            }
            try FileManager.default.removeItem(at: outbox.appending(path: row.name + ".sha256"))
            _ = try await cutter.repair()
            _ = try BundleReader(PathBytes(path.path)).verify()
            #expect(try ledger.bundles(.sealed).count == 1)
        }
    }

    @Test func aBundleWithoutItsRowIsAdoptedWhereItsRecordsAreTheLedgers() async throws {
        try await withBundle { ledger, cutter, path, name in
            let sealed = try #require(try ledger.bundle(named: name))
            try forgetBundles(ledger.file)
            let first = try await cutter.repair()
            #expect(first.reports.count == 1 && first.reports[0].contains("entered again"))
            let row = try #require(try ledger.bundle(named: name))
            #expect(row.state == .sealed && row.sha256 == sealed.sha256 && row.bytes == sealed.bytes)
            #expect(row.records == sealed.records && row.contentBytes == sealed.contentBytes)
            #expect(try ledger.unbundled().records == 0)
            #expect(try await cutter.repair().reports.isEmpty)
            #expect(try await cutter.cut().isEmpty)
        }
    }

    @Test func aBundleWhoseRecordsAreInAnotherByNowIsSetAside() async throws {
        try await withBundle { ledger, cutter, path, name in
            try forgetBundles(ledger.file)
            // A later bundle has taken the records before the repair came.
            #expect(try await cutter.cut(now: Date(timeIntervalSince1970: 1_900_000_000)).count == 1)
            let repaired = try await cutter.repair()
            #expect(repaired.reports.count == 1 && repaired.reports[0].contains("/aside"))
            let aside = path.deletingLastPathComponent().appending(path: "aside")
            #expect(FileManager.default.fileExists(atPath: aside.appending(path: name).path))
            #expect(!FileManager.default.fileExists(atPath: path.path))
            #expect(try ledger.bundle(named: name) == nil)
            #expect(try await cutter.repair().reports.isEmpty)
        }
    }

    /// Another zstd gives other bytes: they get another name, and the old name is not used again.
    @Test func aBundleThatCannotBeMadeAgainAsItWasGetsANewName() async throws {
        try await withBundle { ledger, cutter, path, name in
            let before = try #require(try ledger.bundle(named: name))
            try FileManager.default.removeItem(at: path)
            // As if another library had made the file that was lost.
            try ledger.sealBundle(before.id, sha256: String(repeating: "0", count: 64), bytes: 1)
            let repaired = try await cutter.repair()
            let made = try #require(repaired.sealed.first?.name.text)
            #expect(repaired.reports.count == 1 && repaired.reports[0].contains(made), "\(repaired.reports)")
            #expect(made != name && !FileManager.default.fileExists(atPath: path.path))
            let old = try #require(try ledger.bundle(named: name))
            #expect(old.state == .pruned && old.problem?.contains("lost or damaged") == true)
            let new = try #require(try ledger.bundle(named: made))
            let file = path.deletingLastPathComponent().appending(path: made)
            #expect(new.state == .sealed && new.records == 6)
            #expect(try verify(file).sha256 == new.sha256)
            #expect(try await cutter.repair().reports.isEmpty)
        }
    }

    @Test func aBundleCutAgainAfterANewPolicyIsTheSameAsBefore() async throws {
        try await withBundle { ledger, cutter, path, name in
            let whole = try Data(contentsOf: path)
            try reassess(ledger)
            try FileManager.default.removeItem(at: path)
            let repaired = try await cutter.repair()
            #expect(repaired.reports == [] && repaired.sealed.map(\.name.text) == [name])
            #expect(try Data(contentsOf: path) == whole)
            // The new records show the same pictures.
            let next = try #require(try await cutter.cut().first)
            let pictures = try verify(path).manifest.entries.count - 1
            #expect(next.records == 6 && next.evidence == pictures && pictures > 0)
        }
    }

    @Test func deletedEvidenceIsSaidAndTheOldNameStaysFree() async throws {
        try await withBundle { ledger, cutter, path, name in
            let pictures = try verify(path).manifest.entries.count - 1
            #expect(try ledger.pruneEvidence(before: Date(timeIntervalSinceNow: 60)) == pictures)
            try Data("damaged".utf8).write(to: path)
            let repaired = try await cutter.repair()
            let made = try #require(repaired.sealed.first)
            #expect(made.name.text != name && made.prunedEvidence == pictures)
            #expect(repaired.reports.contains { $0.contains("evidence of \(pictures)") }, "\(repaired.reports)")
            let folder = path.deletingLastPathComponent()
            #expect(!FileManager.default.fileExists(atPath: path.path))
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "aside/\(name)").path))
            let manifest = try verify(folder.appending(path: made.name.text)).manifest
            #expect(manifest.prunedEvidence?.count == pictures && manifest.entries.count == 1)
        }
    }

    /// `ledger:` in the configuration was changed, or shards share the default outbox.
    @Test func anotherLedgersBundlesAreNeitherMovedNorEntered() async throws {
        try await withBundle { ledger, _, path, name in
            let outbox = path.deletingLastPathComponent()
            let folder = outbox.deletingLastPathComponent().appending(path: "other")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            // The same photos, so the same records.
            let file = PathBytes(folder.appending(path: "ledger.sqlite").path)
            let keeper = try LedgerKeeper(at: file)
            try await keeper.close()
            try await scan(outbox.deletingLastPathComponent().appending(path: "drop"), into: folder)
            let before = try Data(contentsOf: path)
            let cutter = try BundleCutter(ledger: file, outbox: PathBytes(outbox.path), branch: "b")
            let repaired = try await cutter.repair()
            #expect(repaired.reports == [] && repaired.sealed == [] && repaired.others == 1)
            let cut = try await cutter.cut(now: try #require(try ledger.bundle(named: name)).created)
            #expect(cut.map(\.records) == [6] && cut[0].name.text != name)
            #expect(try Data(contentsOf: path) == before)
            #expect(!FileManager.default.fileExists(atPath: outbox.appending(path: "aside").path))
        }
    }

    /// Only a copied ledger can give the same name: that is an error before a byte is written.
    @Test func aClashIsAnErrorThatLosesNothing() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 2, photos: 3)
            try await scan(drop, into: folder)
            let files = ["ledger.sqlite", "copy.sqlite"].map { PathBytes(folder.appending(path: $0).path) }
            try Ledger(at: files[0]).finish()
            try FileManager.default.copyItem(atPath: files[0].escaped, toPath: files[1].escaped)
            let outbox = folder.appending(path: "outbox")
            let cutters = try files.map {
                try BundleCutter(ledger: $0, outbox: PathBytes(outbox.path), branch: "b")
            }
            let now = Date(timeIntervalSince1970: 1_800_000_000)
            let first = try #require(try await cutters[0].cut(now: now).first)
            let before = try FileManager.default.contentsOfDirectory(atPath: outbox.path).sorted()
            await #expect(throws: BundleError.self) { try await cutters[1].cut(now: now) }
            #expect(try verify(outbox.appending(path: first.name.text)).sha256 == first.sha256)
            #expect(try FileManager.default.contentsOfDirectory(atPath: outbox.path).sorted() == before)
            #expect(try Ledger(at: files[1]).unbundled().records == 6)
        }
    }

    private func verify(_ file: URL) throws -> BundleReader.Verified { try BundleReader(PathBytes(file.path)).verify() }

    private func reassess(_ ledger: Ledger) throws {
        let run = try ledger.beginRun(kind: "test", owner: "test")
        let result = try ledger.reassess(run: run) { record in
            var judged = record
            judged.versions.policy = "another"
            return judged
        }
        #expect(result.changed == 6)
        try ledger.endRun(run, outcome: "done")
    }

    /// A ledger, a cutter, and one sealed bundle of six records.
    private func withBundle(
        _ body: (Ledger, BundleCutter, _ path: URL, _ name: String) async throws -> Void
    ) async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 2, photos: 3)
            try await scan(drop, into: folder)
            let file = PathBytes(folder.appending(path: "ledger.sqlite").path)
            // The tiny network finds nothing to make evidence of.
            let sql =
                "INSERT INTO evidence (record_id, name, created_ms, jpeg) SELECT id, 'top_ad.jpg', 0, x'FFD8FFD9' FROM record"
            #expect(try runTool("sqlite3", [file.escaped, sql]).status == 0)
            let outbox = folder.appending(path: "outbox")
            let cutter = try BundleCutter(ledger: file, outbox: PathBytes(outbox.path), branch: "b")
            let name = try #require(try await cutter.cut().first).name.text
            try await body(try Ledger(at: file), cutter, outbox.appending(path: name), name)
        }
    }

    private func forgetBundles(_ ledger: PathBytes) throws {
        let sql = "UPDATE record SET bundle_id = NULL; DELETE FROM bundle;"
        #expect(try runTool("sqlite3", [ledger.escaped, sql]).status == 0)
    }
}
