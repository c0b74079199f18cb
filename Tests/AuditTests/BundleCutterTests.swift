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
}
