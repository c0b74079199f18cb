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

    /// What comes behind a whole picture makes no second record; a changed picture supersedes its record.
    @Test func bytesBehindThePictureMakeNoNewRecordAndAChangedPictureDoes() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            let store = drop.appending(path: "S1/2026-11-01")
            try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
            let picture = try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
            let photo = store.appending(path: "1.jpg")
            // A copy that sorts behind it, and is its duplicate.
            for name in ["1.jpg", "2.jpg"] { try picture.write(to: store.appending(path: name)) }
            let first = try await scan(drop, into: folder)
            #expect(first.counts.audited == 1 && first.counts.duplicate == 1)

            try (picture + Data("appended".utf8)).write(to: photo)
            let appended = try await scan(drop, into: folder)
            #expect(appended.progress.read >= 1)
            #expect(appended.records == first.records)
            #expect(appended.counts.audited == 1 && appended.counts.closes)
            // Its duplicate is looked at once more, by the next scan; then all is known as it is now.
            let next = try await scan(drop, into: folder)
            #expect(next.records == first.records)
            #expect(next.counts.audited == 1 && next.counts.duplicate == 1 && next.counts.closes)
            #expect(try await scan(drop, into: folder).progress.read == 0)

            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)], ofItemAtPath: photo.path)
            #expect(try await scan(drop, into: folder).records == first.records)

            let other = try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc444.jpg"))
            try other.write(to: photo)
            try await scan(drop, into: folder)
            let changed = try await scan(drop, into: folder)
            #expect(changed.counts.audited == 2 && changed.counts.duplicate == 0 && changed.counts.closes)
            #expect(changed.records.count == 2)
            let ledger = try Ledger(at: PathBytes(folder.appending(path: "ledger.sqlite").path))
            #expect(try ledger.integrityProblems() == [])
            let all = try ledger.records(RecordFilter(.all))
            var current: [PathBytes] = []
            while let stored = try all.next() {
                if stored.isCurrent { current.append(try stored.record().photo.path) }
            }
            #expect(current.count == 2 && Set(current).count == 2)
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
