import Audit
import Drops
import Foundation
import Ledger
import Records
import SystemCalls
import TestSupport
import Testing

@Suite(.enabled(if: hasRuntime, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct OddNameTests {
    private let picture = Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg")

    private func with(_ body: (URL, URL, Data) async throws -> Void) async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let visit = folder.appending(path: "drop/S1/2026-11-20")
            try FileManager.default.createDirectory(at: visit, withIntermediateDirectories: true)
            try await body(folder, visit, try Data(contentsOf: picture))
        }
    }

    private static let photos = [
        "IMG_0001", "3", "a.jpg ", "b.jpg_large", "c.jpg(1)", "d.MPO", "f.jif", "h.pjpeg", "i.jpg~", "j.JPG.",
        "k.jpg?x=1",
        "l.attach", "m.avif", "n.hif", "o.dng", "p.jpg.bak",
    ]

    @Test func jpegsOfAnyNameAreAuditedAndTheRestIsCountedByKind() async throws {
        try await with { folder, visit, picture in
            for (index, name) in Self.photos.enumerated() {
                try (picture + Data("\(index)".utf8)).write(to: visit.appending(path: name))
            }
            let long = String(repeating: "text ", count: 100)
            let others: [(String, Data)] = [
                ("README", Data(long.utf8)), ("noise", Data((0..<400).map { UInt8(truncatingIfNeeded: $0 * 7) })),
                ("half", Data([0xFF, 0xD8]) + Data(count: 400)), ("none", Data()), ("tiny", Data([0xFF, 0xD8, 0xFF])),
                ("list.csv", Data(long.utf8)), ("film.mp4", Data(long.utf8)), ("x.part", picture),
            ]
            for (name, data) in others { try data.write(to: visit.appending(path: name)) }
            let heic = Data([0, 0, 0, 0x18]) + Data("ftypheic\0\0\0\0mif1heic".utf8) + Data(count: 200)
            try heic.write(to: visit.appending(path: "IMG_0002"))
            let first = try await scan(folder.appending(path: "drop"), into: folder)
            #expect(first.counts.audited == Self.photos.count)
            #expect(first.counts.rejected == 1)
            #expect(first.counts.closes && first.counts.discovered == Self.photos.count + 1)
            let kinds = [
                "text": 1, "unknown": 2, "empty": 1, "under_128_bytes": 1, "csv": 1, "mp4": 1,
            ]
            #expect(first.findings.skipped.kinds == kinds)
            #expect(first.findings.skipped.other == 7 && first.findings.skipped.temporary == 1)
            #expect(first.findings.problemCount == 0)

            let root = PathBytes(folder.appending(path: "drop").path)
            FaultSeam.install([], under: root, trace: true)
            let second = try await scan(folder.appending(path: "drop"), into: folder)
            let opened = FaultSeam.remove(under: root).filter { $0.call == .open }.compactMap(\.path)
            // The root, the store and the visit.
            #expect(opened.count == 3, "\(opened)")
            #expect(second.progress.known == Self.photos.count + 1)
            #expect(second.findings.skipped.kinds == kinds)
        }
    }

    @Test func aFileThatBecomesAPhotoIsAuditedAndAPhotoThatBecomesSomethingElseIsRejected() async throws {
        try await with { folder, visit, picture in
            let text = Data(String(repeating: "text ", count: 100).utf8)
            let drop = folder.appending(path: "drop")
            try text.write(to: visit.appending(path: "a"))
            try picture.write(to: visit.appending(path: "b"))
            let first = try await scan(drop, into: folder)
            #expect(first.counts.audited == 1 && first.findings.skipped.kinds == ["text": 1])
            try (picture + Data([1])).write(to: visit.appending(path: "a"))
            try (text + Data([0x21])).write(to: visit.appending(path: "b"))
            let second = try await scan(drop, into: folder)
            #expect(second.counts.audited == 1 && second.counts.rejected == 1)
            #expect(second.findings.skipped.other == 0)
            let ledger = try Ledger(at: PathBytes(folder.appending(path: "ledger.sqlite").path))
            #expect(try ledger.integrityProblems() == [])
            let again = try await scan(drop, into: folder, mode: .again)
            #expect(again.counts.audited == 1 && again.counts.rejected == 1)
        }
    }

    @Test func aFileThatCannotBeOpenedToSeeWhatItIsIsAProblemAndTriedAgain() async throws {
        try await with { folder, visit, picture in
            try picture.write(to: visit.appending(path: "a"))
            let drop = folder.appending(path: "drop")
            let path = PathBytes(visit.appending(path: "a").path)
            FaultSeam.install([.init(call: .open, nth: 1, what: .errno(EIO), forever: true)], under: path)
            let first = try await scan(drop, into: folder)
            FaultSeam.remove(under: path)
            #expect(first.findings.problemCount == 1 && first.counts.discovered == 0)
            #expect(try await scan(drop, into: folder).counts.audited == 1)
        }
    }
}
