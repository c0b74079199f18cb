import Audit
import Drops
import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

@testable import Ledger

/// Photos that are moved, renamed or deleted between two scans.
@Suite(.enabled(if: hasRuntime, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct GoneTests {
    private func counting(_ folder: URL) throws -> [String] {
        let ledger = try Ledger(at: PathBytes(folder.appending(path: "ledger.sqlite").path), options: .readOnly)
        var paths: [String] = []
        try ledger.query("SELECT path FROM photos WHERE counts = 1 ORDER BY path") { paths.append($0.text(0) ?? "") }
        return paths
    }

    private func move(_ drop: URL, _ from: String, to: String) throws {
        let target = drop.appending(path: to)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: drop.appending(path: from), to: target)
    }

    private func isSound(_ folder: URL) throws -> Bool {
        try Ledger(at: PathBytes(folder.appending(path: "ledger.sqlite").path)).integrityProblems() == []
    }

    @Test func oneScanAfterAMoveCountsThePhotoAtItsNewPlaceOnly() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 3, photos: 2)
            let first = try await scan(drop, into: folder)
            #expect(first.findings.gone == 0)
            // To another store, and under another name that sorts after the old one, in the same store.
            try move(drop, "S0/2026-11-01/0.jpg", to: "S9/2026-11-01/0.jpg")
            try move(drop, "S1/2026-11-02/0.jpg", to: "S1/2026-11-02/renamed.jpg")
            let next = try await scan(drop, into: folder)
            #expect(next.findings.gone == 2)
            #expect(next.counts.closes && next.counts.audited == 8 && next.counts.pending == 0)
            #expect(
                try counting(folder) == [
                    "S0/2026-11-01/1.jpg", "S1/2026-11-02/1.jpg", "S1/2026-11-02/renamed.jpg", "S2/2026-11-03/0.jpg",
                    "S2/2026-11-03/1.jpg", "S9/2026-11-01/0.jpg",
                ])
            #expect(try isSound(folder))
            #expect(try await scan(drop, into: folder).progress.read == 0)
        }
    }

    @Test func aDropThatIsEmptyOrHidesAFolderMarksNothing() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 2, photos: 2)
            try await scan(drop, into: folder)
            let aside = folder.appending(path: "aside")
            try FileManager.default.moveItem(at: drop, to: aside)
            try FileManager.default.createDirectory(at: drop, withIntermediateDirectories: true)
            let empty = try await scan(drop, into: folder)
            #expect(empty.findings.gone == 0)
            #expect(empty.findings.doubts.count == 1, "\(empty.findings.doubts)")
            try FileManager.default.removeItem(at: drop)
            try FileManager.default.moveItem(at: aside, to: drop)
            try FileManager.default.removeItem(at: drop.appending(path: "S0/2026-11-01/0.jpg"))
            if getuid() != 0 {
                chmod(drop.appending(path: "S1").path, 0)
                #expect(try await scan(drop, into: folder).findings.gone == 0)
                chmod(drop.appending(path: "S1").path, 0o755)
            }
            #expect(try await scan(drop, into: folder, shard: #require(Shard("1/2"))).findings.gone == 0)
            #expect(try await scan(drop, into: folder).findings.gone == 1)
            #expect(try isSound(folder))
        }
    }

    #if DEBUG
        @Test func aWalkWithAReadErrorMarksNothing() async throws {
            try await Fixtures.withTemporaryFolder { folder in
                let drop = folder.appending(path: "drop")
                try makeDrop(drop, stores: 2, photos: 2)
                try await scan(drop, into: folder)
                try FileManager.default.removeItem(at: drop.appending(path: "S0/2026-11-01/0.jpg"))
                let under = PathBytes(drop.appending(path: "S1").path)
                FaultSeam.install([.init(call: .open, nth: 1, what: .errno(EIO), forever: true)], under: under)
                let blind = try await scan(drop, into: folder)
                FaultSeam.remove(under: under)
                #expect(blind.findings.problemCount == 1 && blind.findings.gone == 0)
                #expect(try await scan(drop, into: folder).findings.gone == 1)
            }
        }
    #endif

    @Test func aPhotoThatComesBackIsReadAndNotDecoded() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 2)
            let first = try await scan(drop, into: folder)
            let away = folder.appending(path: "away.jpg")
            let photo = drop.appending(path: "S0/2026-11-01/0.jpg")
            try FileManager.default.moveItem(at: photo, to: away)
            #expect(try await scan(drop, into: folder).findings.gone == 1)
            try FileManager.default.moveItem(at: away, to: photo)
            let back = try await scan(drop, into: folder)
            #expect(back.progress.read == 1)
            #expect(back.records == first.records)
            #expect(try await scan(drop, into: folder).progress.read == 0)
            #expect(try isSound(folder))
        }
    }
}
