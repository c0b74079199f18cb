import Drops
import Foundation
import Glibc
import Ledger
import Records
import TestSupport
import Testing

@testable import Watching

/// The scanner alone, its passes made by hand.
@Suite struct DropScannerTests {
    private struct Bench {
        let folder: URL
        let scanner: DropScanner
        var visit: URL { folder.appending(path: "S1/2026-11-20") }

        init(_ folder: URL) throws {
            self.folder = folder
            scanner = DropScanner(
                Drop(name: "d", root: PathBytes(folder.path)), known: KnownPaths(expecting: 0), events: DropEvents())
            try FileManager.default.createDirectory(at: visit, withIntermediateDirectories: true)
        }

        /// Folders whose time is old enough to be trusted.
        func age(to seconds: Int = -3_600) {
            let base = seconds < 0 ? time(nil) : 0
            let moment = timespec(tv_sec: base + seconds, tv_nsec: 0)
            for path in [visit.path, folder.appending(path: "S1").path, folder.path] {
                _ = utimensat(AT_FDCWD, path, [moment, moment], 0)
            }
        }

        /// - Parameters:
        ///   - folders: nil for a pass over the whole drop.
        ///   - settle: 0: two passes at the same are enough, however soon; `long`: none are.
        func pass(_ folders: Set<PathBytes>? = nil, settle: Double = 0) async throws -> [String] {
            let number = try await scanner.beginPass(
                all: nil, folders: folders, room: 100, settle: settle, patience: 60)
            var ready: [SettledPhoto] = []
            while let some = await scanner.step(number) { ready += some }
            for photo in ready {
                let seen = photo.candidate
                scanner.news.noteSettled(
                    Sighting(path: seen.path, size: Int64(seen.size), mtimeNanoseconds: seen.mtimeNanoseconds))
            }
            return ready.map(\.candidate.path.lastComponent.escaped)
        }

        static let long = 3_600.0
    }

    private func with(_ body: (Bench) async throws -> Void) async throws {
        try await Fixtures.withTemporaryFolder { try await body(try Bench($0)) }
    }

    @Test func aPhotoRewrittenInPlaceBetweenTwoPollsIsNotForgottenByTheSecond() async throws {
        try await with { bench in
            let photo = bench.visit.appending(path: "a.jpg")
            try Data([1]).write(to: photo)
            bench.age()
            #expect(try await bench.pass() == [])
            #expect(try await bench.pass() == ["a.jpg"])
            // Now the folder is known and need not be read.
            #expect(try await bench.pass() == [])
            let handle = try FileHandle(forWritingTo: photo)
            try handle.write(contentsOf: Data([2, 3]))
            try handle.close()
            bench.age()
            // An event told of it; the poll comes before it has settled.
            #expect(try await bench.pass([PathBytes("S1/2026-11-20")], settle: Bench.long) == [])
            #expect(try await bench.pass(settle: Bench.long) == [])
            #expect(await bench.scanner.summary().waiting == 1)
            #expect(try await bench.pass() == ["a.jpg"])
        }
    }

    /// Random rewrites, events and polls: whatever the order, each rewrite is seen once it has settled.
    @Test func noOrderOfEventsAndPollsForgetsARewrite() async throws {
        try await with { bench in
            var random = Seeded(3)
            let names = (0..<6).map { "\($0).jpg" }
            for name in names { try Data([0]).write(to: bench.visit.appending(path: name)) }
            bench.age()
            var owed = Set(names)
            var size = 1
            for _ in 0..<60 {
                var target: Set<PathBytes>? = Bool.random(using: &random) ? nil : []
                if Int.random(in: 0..<3, using: &random) == 0 {
                    let name = names[Int.random(in: 0..<names.count, using: &random)]
                    size += 1
                    let handle = try FileHandle(forWritingTo: bench.visit.appending(path: name))
                    try handle.write(contentsOf: Data(repeating: 1, count: size))
                    try handle.close()
                    bench.age()
                    owed.insert(name)
                    target = [PathBytes("S1/2026-11-20")]
                }
                for name in try await bench.pass(target, settle: 0.02) { owed.remove(name) }
                if Int.random(in: 0..<4, using: &random) == 0 { try await Task.sleep(for: .milliseconds(25)) }
            }
            for _ in 0..<3 {
                try await Task.sleep(for: .milliseconds(30))
                for name in try await bench.pass(settle: 0.02) { owed.remove(name) }
            }
            #expect(owed.isEmpty)
        }
    }

    /// Servers that keep no times of folders give 1970 or 1601 for all of them, forever.
    @Test(arguments: [0, 1_000_000]) func aFolderWithoutATimeIsReadByEveryPass(_ seconds: Int) async throws {
        try await with { bench in
            try Data([1]).write(to: bench.visit.appending(path: "a.jpg"))
            bench.age(to: seconds)
            for expected in [[], ["a.jpg"], []] {
                #expect(try await bench.pass() == expected)
            }
            try Data([1]).write(to: bench.visit.appending(path: "b.jpg"))
            bench.age(to: seconds)
            #expect(try await bench.pass() == [])
            #expect(try await bench.pass() == ["b.jpg"])
        }
    }

    @Test func whatIsSkippedIsKnownThoughItsFolderIsNotReadAgain() async throws {
        try await with { bench in
            for name in ["a.csv", "b.mp4", "c.MP4", "d.part"] {
                try Data([1]).write(to: bench.visit.appending(path: name))
            }
            bench.age()
            for _ in 0..<3 {
                #expect(try await bench.pass() == [])
                let skipped = await bench.scanner.summary().skipped
                #expect(skipped.kinds == ["csv": 1, "mp4": 2])
                #expect(skipped.temporary == 1)
            }
            try FileManager.default.removeItem(at: bench.visit)
            #expect(try await bench.pass() == [])
            #expect(await bench.scanner.summary().skipped.isEmpty)
        }
    }
}
