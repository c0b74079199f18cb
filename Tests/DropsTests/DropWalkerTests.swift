import Drops
import Foundation
import Glibc
import Records
import SystemCalls
import TestSupport
import Testing

@Suite struct DropWalkerTests {
    @Test func candidatesComeFolderByFolderInByteOrder() throws {
        try TestDrop.with { drop in
            for name in ["b/2/x.jpg", "b/10/y.JPG", "a/1/B.jpeg", "a/1/a.jpg", "a/1/Ab.jpg", "top.jpg"] {
                try drop.add(name)
            }
            #expect(
                try drop.paths() == [
                    "top.jpg", "a/1/Ab.jpg", "a/1/B.jpeg", "a/1/a.jpg", "b/10/y.JPG", "b/2/x.jpg",
                ])
            #expect(try drop.listings().map(\.folder.escaped) == ["", "a", "a/1", "b", "b/10", "b/2"])
            #expect(try drop.listings()[0].subfolders == [PathBytes("a"), PathBytes("b")])
        }
    }

    @Test func sizeTimeAndInodeAreTheFiles() throws {
        try TestDrop.with { drop in
            try drop.add("s/d/a.jpg", "12345")
            let status = try FileSystem.status(drop.path(PathBytes("s/d/a.jpg")))
            let candidate = try #require(try drop.candidates().first)
            #expect(candidate.size == 5)
            #expect(candidate.mtimeNanoseconds == status.mtimeNanoseconds)
            #expect(candidate.device == status.device && candidate.inode == status.inode)
            let listing = try #require(try drop.listings().last)
            var seen: [String] = []
            listing.forEachName { index, name, size, mtime in
                seen.append("\(index) \(String(decoding: name, as: UTF8.self)) \(size) \(mtime)")
            }
            #expect(seen == ["0 a.jpg 5 \(status.mtimeNanoseconds)"])
        }
    }

    @Test func namesDecideBeforeAnyStat() throws {
        try TestDrop.with { drop in
            let candidates = [
                "a.jpg", "b.JPEG", "c.jpe", "d.jfif", "e.heic", "f.png", "g.webp", "h.x.TIFF", "i.gif", "j.bmp",
            ]
            let temporary = [
                ".k.jpg", "l.jpg.part", "m.tmp", "n.JPG.FilePart", "o.crdownload", "~syncthing~p.jpg.tmp", ".nfs0001",
                "~syncthing~q.jpg",
            ]
            let doubtful = ["s", "jpg", "v.jpg ", "w.", "~x.jp"]
            let other = ["r.txt", "t.mp4", "u.jpg.txt", "stores.csv"]
            for name in candidates + temporary + doubtful + other { try drop.add(name) }
            let listings = try drop.listings()
            #expect(try drop.paths() == (candidates + doubtful).sorted())
            #expect(Set(try drop.candidates().filter(\.isDoubtful).map(\.path.escaped)) == Set(doubtful))
            #expect(listings.skipped.kinds == ["txt": 2, "mp4": 1, "csv": 1])
            #expect(listings.skipped.temporary == temporary.count)
            #expect(listings.skipped.other == other.count)

            FaultSeam.install([], under: drop.root, trace: true)
            _ = try drop.listings()
            // One fstat for the folder, then one stat a candidate.
            #expect(
                FaultSeam.remove(under: drop.root).count { $0.call == .stat } == 1 + candidates.count + doubtful.count)
        }
    }

    @Test func hiddenFoldersAndThoseOfServersAreNotEntered() throws {
        try TestDrop.with { drop in
            for folder in [".Trash-1000", "@eaDir", "#recycle", "$RECYCLE.BIN", "~syncthing~x", "S1"] {
                try drop.add("\(folder)/a.jpg")
            }
            #expect(try drop.paths() == ["S1/a.jpg"])
            #expect(try drop.listings().skipped.hiddenFolders == 5)
        }
    }

    @Test func linksAreCountedAndNamedAndNeverFollowed() throws {
        try TestDrop.with { drop in
            try drop.add("S1/a.jpg")
            try drop.link("S1/self", to: ".")
            try drop.link("S1/up", to: "../..")
            try drop.link("S1/b.jpg", to: "a.jpg")
            try drop.link("S1/gone.jpg", to: "nowhere")
            try drop.link("etc", to: "/etc")
            try drop.link(".hidden", to: "/etc")
            #expect(try drop.paths() == ["S1/a.jpg"])
            let listings = try drop.listings()
            #expect(listings.skipped.links == 5)
            #expect(listings.skipped.temporary == 1)
            #expect(listings.problems.allSatisfy { $0.code == .symlinkSkipped })
            #expect(listings.problems.map(\.path.escaped) == ["etc", "S1/b.jpg", "S1/gone.jpg", "S1/self", "S1/up"])
            #expect(listings.allSatisfy { $0.isComplete })
        }
    }

    @Test func aRootNamedByALinkIsTheFolderItLeadsTo() throws {
        try TestDrop.with { drop in
            try drop.add("real/S1/a.jpg")
            try drop.link("link", to: "real")
            let linked = TestDrop(root: drop.path(PathBytes("link")))
            #expect(try linked.paths() == ["S1/a.jpg"])
        }
    }

    @Test func aRootThatIsNoFolderOrIsMissingIsAnError() throws {
        try TestDrop.with { drop in
            try drop.add("file")
            for name in ["file", "missing"] {
                #expect(throws: SystemError.self) { try TestDrop(root: drop.path(PathBytes(name))).paths() }
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func aFIFONamedLikeAPhotoIsCountedAndBlocksNothing() throws {
        try TestDrop.with { drop in
            try drop.add("a.jpg")
            try drop.fifo("b.jpg")
            #expect(try drop.paths() == ["a.jpg"])
            #expect(try drop.listings().skipped.special == 1)
        }
    }

    @Test func namesAreBytes() throws {
        try TestDrop.with { drop in
            let ending = Array(".jpg".utf8)
            let names: [[UInt8]] = [
                Array("line\nbreak".utf8) + ending, [0xFF, 0xFE, 0x80] + ending, [0x01, 0x7F] + ending,
                Array(repeating: 0xEA, count: 251) + ending, Array("\u{AC00}".utf8) + ending,
                Array("\u{1100}\u{1161}".utf8) + ending, Array("back\\slash".utf8) + ending, Array(" ".utf8) + ending,
            ]
            for name in names { try drop.add(PathBytes(Array("S/".utf8) + name), [1]) }
            let expected = names.map { PathBytes(Array("S/".utf8) + $0) }.sorted()
            #expect(try drop.candidates().map(\.path) == expected)
        }
    }

    @Test func aTreeDeeperThanAnyPathMayBeLong() async throws {
        try await TestDrop.with { drop in
            let depth = 300
            let name = PathBytes(String(repeating: "d", count: 40))
            let side = PathBytes("z")
            var folder = try OpenFile(drop.root, .folder)
            for level in 0..<depth {
                #expect(mkdirat(folder.descriptor, name.escaped, 0o755) == 0)
                #expect(mkdirat(folder.descriptor, side.escaped, 0o755) == 0)
                if level % 50 == 49 { try OpenFile(PathBytes("a.jpg"), in: folder, .create(mode: 0o644)).write([1]) }
                let beside = try OpenFile(side, in: folder, .folder)
                try OpenFile(PathBytes("b.jpg"), in: beside, .create(mode: 0o644)).write([1])
                folder = try OpenFile(name, in: folder, .folder)
            }
            let listings = try drop.listings()
            #expect(listings.problems.isEmpty)
            #expect(listings.count == 2 * depth + 1)
            #expect(listings.flatMap { Array($0.candidates) }.count == depth + 6)
            #expect(listings.map(\.folder.bytes.count).max() == depth * 41 - 1)
            // The reader finds its way to the deepest one, too.
            let deepest = try #require(
                listings.flatMap { Array($0.candidates) }.max { $0.path.bytes.count < $1.path.bytes.count })
            #expect(try await DropReader(drop.drop).read(deepest.path).bytes == [1])
        }
    }

    @Test func aWalkThatIsBelowAFolderWhenItMovesGoesOnAboveIt() throws {
        try TestDrop.with { drop in
            var path = ""
            for level in 0..<80 {
                path += "\(level)/"
                try drop.add("\(path)z/a\(level).jpg")
            }
            try drop.add("z/last.jpg")
            let walker = try DropWalker(drop.drop)
            var listings: [FolderListing] = []
            while let listing = walker.next() {
                listings.append(listing)
                if listing.folder.escaped.hasSuffix("/79/z") {
                    try FileSystem.rename(
                        drop.path(PathBytes("0/1/2/3/4/5/6/7")), to: drop.path(PathBytes("0/1/2/moved")))
                }
            }
            #expect(listings.last?.folder == PathBytes("z"))
            let moved = listings.problems.filter { $0.code == .folderMoved }.map(\.path)
            #expect(moved.contains(PathBytes("0/1/2/3/4/5/6")))
            // All below the folder that moved was seen.
            let seen = listings.flatMap { $0.candidates.map(\.path.lastComponent.escaped) }
            #expect(Set((7..<80).map { "a\($0).jpg" }).isSubset(of: seen))
        }
    }

    @Test func whatChangesDuringTheWalkIsNoError() throws {
        try TestDrop.with { drop in
            for store in 0..<6 { try drop.add("S\(store)/2025-01-02/a.jpg") }
            let walker = try DropWalker(drop.drop)
            var seen: [String] = []
            while let listing = walker.next() {
                seen += listing.candidates.map(\.path.escaped)
                #expect(listing.problems.isEmpty)
                guard listing.folder == PathBytes("S1") else { continue }
                try FileManager.default.removeItem(atPath: drop.path(PathBytes("S1/2025-01-02")).escaped)
                try FileManager.default.removeItem(atPath: drop.path(PathBytes("S2")).escaped)
                try drop.add("S4/2025-01-02/b.jpg")
                try FileSystem.rename(drop.path(PathBytes("S5")), to: drop.path(PathBytes("S6")))
                try FileManager.default.removeItem(atPath: drop.path(PathBytes("S3")).escaped)
                try drop.link("S3", to: "/etc")
            }
            #expect(seen == ["S0/2025-01-02/a.jpg", "S4/2025-01-02/a.jpg", "S4/2025-01-02/b.jpg"])
        }
    }

    @Test func anUnchangedFolderIsNotReadButTheWalkGoesOnBelow() throws {
        try TestDrop.with { drop in
            for name in ["a/1/x.jpg", "a/y.jpg", "b/z.jpg"] { try drop.add(name) }
            let first = try drop.listings()
            let known = Dictionary(uniqueKeysWithValues: first.map { ($0.folder, $0) })
            try drop.add("b/new.jpg")
            let walker = try DropWalker(
                drop.drop,
                unchanged: { folder, status in
                    known[folder].flatMap { $0.mtimeNanoseconds == status.mtimeNanoseconds ? $0.subfolders : nil }
                })
            #expect(walker.flatMap { $0.candidates.map(\.path.escaped) } == ["b/new.jpg", "b/z.jpg"])
        }
    }

    @Test(.enabled(if: hasTool("find"))) func aRandomTreeIsWhatFindFinds() throws {
        try TestDrop.with { drop in
            try RandomTree(seed: 3).fill(drop)
            let endings = ["jpg", "jpeg", "jpe", "jfif", "heic", "heif", "png", "webp", "gif", "bmp", "tif", "tiff"]
            let names = endings.flatMap { ["-o", "-iname", "*.\($0)"] }.dropFirst()
            let (status, output) = try runTool(
                "find",
                [drop.root.escaped, "-type", "f", "-not", "-path", "*/.*", "-not", "-name", "~syncthing~*", "("] + names
                    + [")", "-printf", "%P\\0%s\\0%T@\\0%i\\0"])
            #expect(status == 0)
            let fields = Array(output).split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
                Array($0)
            }
            let found = stride(from: 0, to: fields.count, by: 4).map { i in
                (path: PathBytes(fields[i]), rest: fields[i + 1..<i + 4].map { String(decoding: $0, as: UTF8.self) })
            }.sorted { $0.path < $1.path }
            let ours = try drop.candidates().filter { !$0.isDoubtful }.sorted { $0.path < $1.path }
            #expect(found.count > 100)
            #expect(ours.map(\.path) == found.map(\.path))
            for (mine, theirs) in zip(ours, found) {
                let (seconds, nanoseconds) = mine.mtimeNanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
                let time = String(format: "%d.%09d0", seconds, nanoseconds)
                #expect([String(mine.size), time, String(mine.inode)] == theirs.rest)
            }
        }
    }

    @Test(.enabled(if: canBindMount)) func aFolderMountedIntoItselfEnds() throws {
        try TestDrop.with { drop in
            try drop.add("S1/a.jpg")
            try drop.add("S1/again/keep.txt")
            let place = drop.path(PathBytes("S1/again")).escaped
            #expect(try runTool("mount", ["--bind", drop.root.escaped, place]).status == 0)
            defer { _ = try? runTool("umount", [place]) }
            let listings = try drop.listings()
            #expect(listings.problems.map(\.code) == [.folderLoop])
            #expect(listings.flatMap { Array($0.candidates) }.count == 1)
        }
    }

    /// Mounting takes privileges that a container may not have.
    static let canBindMount: Bool = {
        let works = try? Fixtures.withTemporaryFolder { folder in
            let place = folder.path
            guard try runTool("mount", ["--bind", place, place]).status == 0 else { return false }
            return try runTool("umount", [place]).status == 0
        }
        return works ?? false
    }()
}

/// Stores, days, odd names and odd files.
struct RandomTree {
    let seed: UInt64

    func fill(_ drop: TestDrop) throws {
        var random = Seeded(seed)
        let endings = ["jpg", "JPG", "jpeg", "png", "HEIC", "txt", "part", "jpg.tmp", "mp4", "", "jpe", "tiff"]
        for store in 0..<12 {
            for day in 0..<Int.random(in: 0...5, using: &random) {
                let folder = "S\(store)\(store % 3 == 0 ? "점" : "")/2025-01-\(day + 10)"
                for _ in 0..<Int.random(in: 0...12, using: &random) {
                    var name = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                        UInt8.random(in: 1...255, using: &random)
                    }
                    name.removeAll { $0 == UInt8(ascii: "/") }
                    name += Array(".\(endings.randomElement(using: &random) ?? "jpg")".utf8)
                    let path = PathBytes(folder).appending(PathBytes(name))
                    if FileSystem.exists(drop.path(path)) { continue }
                    try drop.add(path, Array(repeating: 7, count: Int.random(in: 0...300, using: &random)))
                }
            }
        }
        try drop.add(".hidden/a.jpg")
        try drop.add("S1/other.txt")
        try drop.link("S1/link.jpg", to: "S1")
    }
}
