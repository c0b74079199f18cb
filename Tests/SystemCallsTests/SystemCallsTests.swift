import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

@Suite struct SystemCallsTests {
    func path(_ folder: URL, _ name: String) -> PathBytes { PathBytes(folder.path).appending(PathBytes(name)) }

    @Test func aFileWrittenAtomicallyReadsBackAndLeavesNoTemporaryName() throws {
        try Fixtures.withTemporaryFolder { folder in
            let target = path(folder, "a.json")
            try AtomicFile.write(Array("one".utf8), to: target)
            try AtomicFile.write(Array("two".utf8), to: target)
            #expect(try FileSystem.read(target) == Array("two".utf8))
            #expect(try FileSystem.names(in: PathBytes(folder.path)) == [PathBytes("a.json")])
        }
    }

    @Test func everyFsyncComesBeforeItsRename() throws {
        try Fixtures.withTemporaryFolder { folder in
            let under = PathBytes(folder.path)
            FaultSeam.install([], under: under, trace: true)
            let target = path(folder, "a")
            try AtomicFile.write([1, 2, 3], to: target)
            let calls = FaultSeam.remove(under: under).map(\.call)
            let steps = calls.filter { [.write, .fsync, .rename].contains($0) }
            #expect(steps == [.write, .fsync, .rename, .fsync])
        }
    }

    @Test(arguments: 1...12, [ENOSPC, EIO])
    func aFaultAtAnyCallLeavesTheOldFileOrTheNewOneAndNothingElse(nth: Int, code: Int32) throws {
        try Fixtures.withTemporaryFolder { folder in
            let target = path(folder, "a")
            try AtomicFile.write([1], to: target)
            FaultSeam.install([.init(call: nil, nth: nth, what: .errno(code))], under: PathBytes(folder.path))
            var failure: SystemError?
            do throws(SystemError) { try AtomicFile.write([2, 2], to: target) } catch { failure = error }
            FaultSeam.remove(under: PathBytes(folder.path))
            let now = try FileSystem.read(target)
            #expect(now == [1] || now == [2, 2])
            #expect(failure != nil || now == [2, 2])
            #expect(try FileSystem.names(in: PathBytes(folder.path)) == [PathBytes("a")])
            if let failure, code == ENOSPC { #expect(failure.isDiskFull) }
        }
    }

    @Test func interruptedAndShortCallsLoseNothing() throws {
        try Fixtures.withTemporaryFolder { folder in
            let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
            FaultSeam.install(
                [
                    .init(call: .write, nth: 1, what: .short(7), forever: true),
                    .init(call: .read, nth: 1, what: .short(11), forever: true),
                    .init(call: .open, nth: 1, what: .errno(EINTR)),
                ], under: PathBytes(folder.path))
            defer { FaultSeam.remove(under: PathBytes(folder.path)) }
            try AtomicFile.write(bytes, to: path(folder, "a"))
            #expect(try FileSystem.read(path(folder, "a")) == bytes)
        }
    }

    @Test func callsThatAreAlwaysInterruptedGoThrough() throws {
        try Fixtures.withTemporaryFolder { folder in
            FaultSeam.install(
                [.init(call: nil, nth: 1, what: .errno(EINTR), forever: true)], under: PathBytes(folder.path))
            defer { FaultSeam.remove(under: PathBytes(folder.path)) }
            try AtomicFile.write([1, 2, 3], to: path(folder, "a"))
            #expect(try FileSystem.read(path(folder, "a")) == [1, 2, 3])
        }
    }

    @Test func aFaultAtACallSiteConcernsThatSiteAlone() throws {
        try Fixtures.withTemporaryFolder { folder in
            let under = PathBytes(folder.path)
            func one() -> Bool { FileSystem.exists(under) }
            func other() -> Bool { FileSystem.exists(under) }
            var sites: [FaultSeam.CallSite?] = []
            var answers: [[Bool]] = []
            // One loop, so that every round comes from the same place.
            for round in 0..<3 {
                let plans: [[FaultSeam.Fault]] = [
                    [], [.init(call: nil, site: sites.first ?? nil, nth: 1, what: .errno(EIO), forever: true)],
                    [.init(call: .stat, site: sites.dropFirst().first ?? nil, nth: 2, what: .errno(EIO))],
                ]
                FaultSeam.install(plans[round], under: under, trace: true)
                answers.append([one, other, one, other].map { $0() })
                sites = FaultSeam.remove(under: under).map(\.site)
            }
            try #require(sites.count == 4)
            #expect(sites[0] == sites[2] && sites[0] != sites[1])
            #expect(answers == [[true, true, true, true], [false, true, false, true], [true, true, true, false]])
        }
    }

    @Test func anErrorNamesTheCallThePathAndTheRemedy() {
        let error = SystemError(.write, code: ENOSPC, path: PathBytes("/data/a\nb"))
        #expect(error.description.hasPrefix("write /data/a\\x0ab: No space left on device — free space"))
    }

    @Test func foldersAreMadeWithThoseAbove() throws {
        try Fixtures.withTemporaryFolder { folder in
            try FileSystem.makeFolder(path(folder, "a/b/c"))
            try FileSystem.makeFolder(path(folder, "a/b/c"))
            #expect(try FileSystem.status(path(folder, "a/b/c")).kind == .folder)
        }
    }

    @Test func readingAFifoOrALinkAsAPhotoDoesNotHangOrFollow() throws {
        try Fixtures.withTemporaryFolder { folder in
            mkfifo(folder.path + "/f.jpg", 0o600)
            symlink("/etc/passwd", folder.path + "/l.jpg")
            let fifo = try OpenFile(path(folder, "f.jpg"), .read)
            #expect(try fifo.status().kind == .fifo)
            #expect(throws: SystemError.self) { _ = try OpenFile(path(folder, "l.jpg"), .read).descriptor }
        }
    }

    @Test func namesKeepTheirBytes() throws {
        try Fixtures.withTemporaryFolder { folder in
            let names = [
                PathBytes([0xFF, 0x41]), PathBytes("\u{AC00}"), PathBytes("\u{1100}\u{1161}"), PathBytes("a\nb"),
            ]
            for name in names { try AtomicFile.write([0], to: PathBytes(folder.path).appending(name)) }
            #expect(try FileSystem.names(in: PathBytes(folder.path)) == names.sorted())
        }
    }

    @Test func parents() {
        #expect(PathBytes("/a/b/").parent == PathBytes("/a"))
        #expect(PathBytes("/a").parent == PathBytes("/"))
        #expect(PathBytes("/").parent == nil)
        #expect(PathBytes("a").parent == nil)
    }

    @Test func aListenerRemovesTheNameThatItBoundAndNoOther() throws {
        try Fixtures.withTemporaryFolder { folder in
            let path = path(folder, "s")
            func isInPlace(_ listener: borrowing UnixListener?) -> Bool {
                switch listener {
                case .some(let listener): listener.isInPlace
                case .none: false
                }
            }
            var first: UnixListener? = try UnixListener(at: path, mode: 0o600)
            var second: UnixListener? = try UnixListener(at: path, mode: 0o600)
            #expect([isInPlace(first), isInPlace(second)] == [false, true])
            first = nil
            #expect([isInPlace(second), FileSystem.exists(path)] == [true, true])
            // The one that goes later bears that its name is gone.
            first = try UnixListener(at: path, mode: 0o600)
            #expect([isInPlace(first), isInPlace(second)] == [true, false])
            first = nil
            #expect(!FileSystem.exists(path))
            second = nil
            #expect(!FileSystem.exists(path))
        }
    }

    /// What a reload leaves behind: many freed blocks, below one that lives on.
    @Test func freeMemoryBelowALivingBlockGoesBackToTheSystem() throws {
        let size = 16 << 10
        let blocks = (0..<2_000).map { _ in UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16) }
        for block in blocks { block.initializeMemory(as: UInt8.self, repeating: 1, count: size) }
        func residentPages() throws -> Int {
            let table = try #require(fopen("/proc/self/pagemap", "r"))
            defer { fclose(table) }
            return blocks.dropLast().count { block in
                var entry: UInt64 = 0
                fseek(table, Int(bitPattern: block + size / 2) / 4096 * 8, SEEK_SET)
                return fread(&entry, 8, 1, table) == 1 && entry >> 63 == 1
            }
        }
        for block in blocks.dropLast() { block.deallocate() }
        let before = try residentPages()
        ProcessManners.returnFreeMemory()
        let after = try residentPages()
        blocks.last?.deallocate()
        // Other tests take memory meanwhile, perhaps some of this.
        #expect(before > 1_000)
        #expect(after < before / 2)
    }
}
