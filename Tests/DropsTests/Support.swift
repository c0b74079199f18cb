import Drops
import Foundation
import Glibc
import Records
import SystemCalls
import TestSupport

/// A drop in a temporary folder that a test fills.
struct TestDrop {
    let root: PathBytes

    /// Runs `body` with an empty drop, removed afterwards whatever is in it.
    static func with<Result>(_ body: (TestDrop) throws -> Result) throws -> Result {
        try Fixtures.withTemporaryFolder { try body(TestDrop(root: PathBytes($0.path))) }
    }

    static func with<Result>(_ body: (TestDrop) async throws -> Result) async throws -> Result {
        try await Fixtures.withTemporaryFolder { try await body(TestDrop(root: PathBytes($0.path))) }
    }

    var drop: Drop { Drop(name: "test", root: root) }

    func path(_ name: PathBytes) -> PathBytes { root.appending(name) }

    func add(_ name: String, _ content: String = "x") throws { try add(PathBytes(name), Array(content.utf8)) }

    func add(_ name: PathBytes, _ content: [UInt8]) throws {
        let whole = path(name)
        if let parent = whole.parent { try FileSystem.makeFolder(parent) }
        try OpenFile(whole, .create(mode: 0o644)).write(content)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: root.escaped + "/" + name, withDestinationPath: target)
    }

    func fifo(_ name: String) throws {
        if mkfifo(root.escaped + "/" + name, 0o644) != 0 { throw POSIXError(.EIO) }
    }

    func listings(shard: Shard = .whole, layout: Layout = .standard) throws -> [FolderListing] {
        Array(try DropWalker(Drop(name: "test", root: root, layout: layout), shard: shard))
    }

    func candidates(shard: Shard = .whole, layout: Layout = .standard) throws -> [Candidate] {
        try listings(shard: shard, layout: layout).flatMap { Array($0.candidates) }
    }

    func paths() throws -> [String] { try candidates().map(\.path.escaped) }
}

extension [FolderListing] {
    var skipped: SkipCounts { reduce(into: SkipCounts()) { $0 += $1.skipped } }
    var problems: [WalkProblem] { flatMap(\.problems) }
}
