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

    /// Evidence past its time, or another zstd, gives other bytes: the row says what lies in the outbox now.
    @Test func aBundleCutAgainWithOtherBytesHasItsNewHashInItsRow() async throws {
        try await withBundle { ledger, cutter, path, name in
            let before = try #require(try ledger.bundle(named: name))
            try FileManager.default.removeItem(at: path)
            // As if another library had made the file that was lost.
            let other = String(repeating: "0", count: 64)
            try ledger.sealBundle(before.id, sha256: other, bytes: 1)
            let repaired = try await cutter.repair()
            #expect(repaired.reports.contains { $0.contains("other bytes") })
            let after = try #require(try ledger.bundle(named: name))
            #expect(after.sha256 == before.sha256 && after.bytes == before.bytes)
            #expect(try BundleReader(PathBytes(path.path)).verify().sha256 == after.sha256)
        }
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
