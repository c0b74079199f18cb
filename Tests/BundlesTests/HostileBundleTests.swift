import Bundles
import Foundation
import Records
import TestSupport
import Testing

private let hasTools = ["python3", "zstd"].allSatisfy { (try? runTool($0, ["--version"]).status) == 0 }

/// Bundles made by Python's tarfile and the zstd command (`hostile.py`).
@Suite struct HostileBundleTests {
    struct Case: Decodable {
        var file: String
        var code: String?
        var entry: String?
    }

    @Test(.enabled(if: hasTools))
    func everyHostileBundleIsRefusedForItsReasonAndExtractsNothing() throws {
        try Fixtures.withTemporaryFolder { folder in
            let script = Fixtures.root.appending(path: "Tests/BundlesTests/hostile.py").path
            let made = try runTool("python3", [script, folder.appending(path: "in").path])
            #expect(made.status == 0)
            let cases = try made.output.split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(Case.self, from: $0)
            }
            #expect(cases.count > 80)
            for item in cases {
                let reader = BundleReader(folder.appending(path: "in").appending(path: item.file).pathBytes)
                let target = folder.appending(path: "out")
                let error = bundleError { _ = try reader.extract(to: target.pathBytes) }
                #expect(error?.code.rawValue == item.code, "\(item.file): \(String(describing: error))")
                if let entry = item.entry { #expect(error?.entry == entry, "\(item.file)") }
                #expect(bundleError { _ = try reader.verify() } == error, "\(item.file)")
                #expect(FileManager.default.fileExists(atPath: target.path) == (item.code == nil), "\(item.file)")
                try? FileManager.default.removeItem(at: target)
            }
            #expect(try folder.names() == ["in"])
        }
    }

    @Test(.enabled(if: hasTools))
    func limitsAreKeptBeforeMemoryIsTaken() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try Samples.seal(Samples.items(30), in: folder)
            let path = sealed.name.path(in: folder.pathBytes)
            let changes: [(inout BundleLimits) -> Void] = [
                { $0.entries = 17 }, { $0.manifestBytes = 1_000 }, { $0.recordsBytes = 10_000 },
                { $0.evidenceBytes = 800 }, { $0.totalBytes = 40_000 },
                {
                    $0.ratioFreeBytes = 0
                    $0.ratio = 1
                },
            ]
            for change in changes {
                var limits = BundleLimits()
                change(&limits)
                #expect(bundleError { _ = try BundleReader(path, limits: limits).verify() }?.code == .overLimit)
            }
            #expect(try BundleReader(path).verify().manifest.records == 30)
        }
    }
}
