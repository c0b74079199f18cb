import Records
import TestSupport
import Testing

@testable import Ledger

@Suite struct OtherFileTests {
    private func other(_ path: String, size: Int64 = 1000, mtime: Int64 = 1, kind: String = "text") -> OtherFile {
        OtherFile(path: PathBytes(path), size: size, mtimeNanoseconds: mtime, kind: kind)
    }

    private func kind(_ bench: Bench, _ path: String, size: Int64 = 1000, mtime: Int64 = 1) throws -> String? {
        let known = try bench.ledger.knownPaths(drop: bench.drop)
        let split = SplitPath(PathBytes(path))
        return split.name.withUnsafeBytes {
            known.otherKind(
                in: known.key(folder: PathBytes(split.folder)), name: $0, size: size, mtimeNanoseconds: mtime)
        }
    }

    @Test func whatIsNoPictureIsRememberedByPathSizeAndTimeAndCountsNowhere() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            let files = [other("S1/2025-08-13/README"), other("top", kind: "zip")]
            #expect(try bench.ledger.noteOthers(drop: bench.drop, files, pictures: []) == [])
            #expect(try kind(bench, "S1/2025-08-13/README") == "text")
            #expect(try kind(bench, "top") == "zip")
            #expect(try kind(bench, "S1/2025-08-13/README", size: 1001) == nil)
            #expect(try kind(bench, "S1/2025-08-13/README", mtime: 2) == nil)
            #expect(try kind(bench, "S1/2025-08-13/a.jpg") == nil)
            #expect(try bench.ledger.counts().discovered == 1)
            #expect(try bench.ledger.knownPaths(drop: bench.drop).count == 1)
            #expect(try bench.ledger.integrityProblems() == [])
        }
    }

    @Test func whatBecomesAPictureIsForgottenAndAPhotoIsNeverTakenForSomethingElse() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            _ = try bench.ledger.noteOthers(drop: bench.drop, [other("S1/d/x")], pictures: [])
            _ = try bench.ledger.noteOthers(drop: bench.drop, [], pictures: [PathBytes("S1/d/x"), PathBytes("S9/d/y")])
            #expect(try kind(bench, "S1/d/x") == nil)
            try bench.audit([("S1/d/x", 1)])
            #expect(try bench.ledger.noteOthers(drop: bench.drop, [other("S1/d/x", mtime: 2)], pictures: []) == [0])
            #expect(try kind(bench, "S1/d/x", mtime: 2) == nil)
        }
    }
}
