import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

/// A tmpfs of 3 MiB, where this process may mount one.
private enum SmallDisk {
    static let canMount: Bool = {
        guard getuid() == 0 else { return false }
        return (try? with { _ in true }) ?? false
    }()

    static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
        try Fixtures.withTemporaryFolder { folder in
            guard try runTool("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", folder.path]).status == 0 else {
                throw TestFailure()
            }
            defer { _ = try? runTool("umount", ["-l", folder.path]) }
            return try body(folder)
        }
    }
}

@Suite struct DiskFullTests {
    private let big = Evidence(name: "top_ad", jpeg: [UInt8](repeating: 7, count: 60_000))

    @Test(.enabled(if: SmallDisk.canMount, "needs root to mount a small tmpfs"))
    func aFullDiskIsSaidNothingIsHalfKeptAndWorkGoesOnAfterwards() throws {
        try SmallDisk.with { disk in
            let filler = disk.appending(path: "filler")
            try Data(repeating: 1, count: 1_000_000).write(to: filler)
            let bench = try Bench(PathBytes(disk.appending(path: "ledger").path))
            var failures = 0
            var kept = 0
            for number in 0..<40 {
                let path = "S1/2025-08-13/\(number).jpg"
                do throws(LedgerError) {
                    _ = try bench.ledger.claim(drop: bench.drop, [sighting(path)], run: bench.run, now: noon)
                    let outcome = Outcome(
                        sighting(path), .recorded(record(path, content: number + 1), evidence: [big]))
                    _ = try bench.ledger.commit(drop: bench.drop, [outcome], run: bench.run, now: noon)
                    kept += 1
                } catch {
                    #expect(error.code == .diskFull)
                    #expect(error.message.contains("free space"))
                    failures += 1
                }
                let counts = try bench.ledger.counts()
                #expect(counts.closes && counts.audited == kept)
            }
            #expect(failures > 0 && kept > 0)
            #expect(try bench.ledger.integrityProblems() == [])
            try FileManager.default.removeItem(at: filler)
            try bench.ledger.checkpoint()
            #expect(try bench.audit([("S1/2025-08-13/later.jpg", 99)]).count == 1)
            #expect(try bench.ledger.integrityProblems() == [])
        }
    }

    @Test(.enabled(if: SmallDisk.canMount, "needs root to mount a small tmpfs"))
    func aLedgerThatCannotBeMadeForWantOfSpaceSaysSo() throws {
        try SmallDisk.with { disk in
            // dd writes until there is no page left.
            _ = try runTool("dd", ["if=/dev/zero", "of=\(disk.path)/filler", "bs=4096"])
            #expect {
                _ = try Ledger(at: PathBytes(disk.appending(path: "ledger").path))
            } throws: {
                ($0 as? LedgerError)?.code == .diskFull
            }
        }
    }
}
