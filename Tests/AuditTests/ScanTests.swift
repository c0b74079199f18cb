import Audit
import Drops
import Foundation
import Ledger
import Records
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: hasRuntime, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct ScanTests {
    @Test func oneTwoAndEightLanesGiveIdenticalRecordsAndBundles() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 7, photos: 9)
            // Repeated photos are where the order of commits could show.
            let first = drop.appending(path: "S0/2026-11-01/0.jpg")
            try FileManager.default.copyItem(at: first, to: drop.appending(path: "S0/2026-11-01/again.jpg"))
            try FileManager.default.copyItem(at: first, to: drop.appending(path: "S5/2026-11-06/other.jpg"))
            var results: [ScanResult] = []
            for lanes in [1, 2, 8] {
                let place = folder.appending(path: "\(lanes)")
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                results.append(try await scan(drop, into: place, lanes: lanes, cut: true))
            }
            #expect(results[0].records.count == 64)
            #expect(results[0].counts.duplicate == 1)
            #expect(results[0].records.filter { $0.contains("same_photo_other_store") }.count == 2)
            #expect(results.allSatisfy { $0.records == results[0].records })
            #expect(results.allSatisfy { $0.bundle == results[0].bundle && $0.bundle != nil })
        }
    }

    @Test func aSecondScanReadsNothingAndAChangedPhotoIsAuditedAnew() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 3, photos: 4)
            try await scan(drop, into: folder)
            let second = try await scan(drop, into: folder)
            #expect(second.progress.read == 0)
            #expect(second.progress.known == 12)
            let changed = drop.appending(path: "S1/2026-11-02/2.jpg")
            try (try Data(contentsOf: changed) + Data("new".utf8)).write(to: changed)
            let third = try await scan(drop, into: folder)
            #expect(third.progress.read == 1)
            #expect(third.counts.audited == 12)
            #expect(third.records.count == 12)
        }
    }

    @Test func everyOddFileEndsInOneStateAndTheSumsClose() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop/S1/2026-11-01")
            try FileManager.default.createDirectory(at: drop, withIntermediateDirectories: true)
            let picture = try Data(
                contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
            let files: [(String, Data)] = [
                ("good.jpg", picture), ("half.jpg", picture.prefix(picture.count / 2)), ("empty.jpg", Data()),
                ("text.jpg", Data("not a photo".utf8)), ("a\nb.jpg", picture + Data([1])),
                (String(repeating: "n", count: 250) + ".jpg", picture + Data([2])), ("part.jpg.part", picture),
                (".hidden.jpg", picture), ("\u{AC00}.jpg", picture + Data([3])),
                ("\u{1100}\u{1161}.jpg", picture + Data([4])), ("notes.txt", Data("x".utf8)),
            ]
            for (name, data) in files { try data.write(to: drop.appending(path: name)) }
            let invalid = drop.path + "/"
            let raw = Array(invalid.utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0x2E, 0x6A, 0x70, 0x67, 0]
            let descriptor = open(raw, O_WRONLY | O_CREAT, 0o644)
            _ = (picture + Data([5])).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            close(descriptor)
            mkfifo(drop.path + "/fifo.jpg", 0o644)
            symlink("/etc/passwd", drop.path + "/link.jpg")
            let result = try await scan(folder.appending(path: "drop"), into: folder)
            #expect(result.counts.closes)
            #expect(result.counts.discovered == 9)
            #expect(result.counts.audited == 7)
            #expect(result.counts.rejected == 2)
            #expect(result.findings.skipped.links == 1)
            #expect(result.findings.skipped.special == 1)
            #expect(result.findings.skipped.temporary == 2)
            #expect(result.findings.skipped.other == 1)
            #expect(result.records.contains { $0.contains(#""path":"S1/2026-11-01/\\xff.jpg""#) })
            #expect(result.records.contains { $0.contains("photo_truncated") })
        }
    }

    @Test func shardsAreDisjointAndTogetherComplete() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 20, photos: 2)
            var audited = 0
            for share in 1...3 {
                let result = try await scan(drop, into: folder, shard: try #require(Shard("\(share)/3")))
                #expect(result.progress.known == 0)
                audited += result.progress.audited
            }
            #expect(audited == 40)
        }
    }

    @Test func cancellingLosesNothingAndTheNextScanGoesOn() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 10, photos: 30)
            let seen = Atomic(0)
            let task = Task {
                try await scan(drop, into: folder) { _ in seen.add(1, ordering: .relaxed) }
            }
            while seen.load(ordering: .relaxed) < 40 { try await Task.sleep(for: .milliseconds(2)) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let rest = try await scan(drop, into: folder)
            #expect(rest.counts.audited == 300)
            #expect(rest.counts.closes)
            #expect(rest.records.count == 300)
            #expect(rest.progress.read < 300)
        }
    }
}
