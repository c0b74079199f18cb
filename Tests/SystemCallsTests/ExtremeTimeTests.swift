import Foundation
import Glibc
import Records
import TestSupport
import Testing

@testable import SystemCalls

@Suite struct ExtremeTimeTests {
    /// Seconds since 1970 of 1600, 1601, 1677, 1901, 2262, 2263, 2446 and of no calendar.
    static let seconds: [Int64] = [
        .min, -9_300_000_000, -11_676_096_000, -11_644_473_600, -9_223_372_037, -9_223_372_036, -2_147_483_648, -1, 0,
        1,
        9_223_372_036, 9_223_372_037, 9_246_182_400, 15_032_385_535, 1 << 62, .max,
    ]

    @Test func aTimeThatFitsIsExact() {
        #expect(FileStatus.nanoseconds(1_755_000_000, 123_456_789) == 1_755_000_000_123_456_789)
        #expect(FileStatus.nanoseconds(-1, 999_999_999) == -1)
        #expect(FileStatus.nanoseconds(9_223_372_036, 854_775_807) == .max)
    }

    @Test func aTimeThatDoesNotFitIsTheFarPastOrFutureAndAnotherThanTheNext() {
        let now: Int64 = 1_755_000_000_000_000_000
        for second in Self.seconds {
            for part: Int64 in [0, 1, 854_775_808, 999_999_999] {
                let time = FileStatus.nanoseconds(second, part)
                if second < -9_223_372_037 { #expect(time < -7_000_000_000_000_000_000) }
                if second > 9_223_372_037 { #expect(time > now) }
                #expect(time != FileStatus.nanoseconds(second, part + 1))
                if second < .max { #expect(time != FileStatus.nanoseconds(second + 1, part)) }
            }
        }
    }

    @Test func aFileOfAnyTimeHasAStatus() throws {
        try Fixtures.withTemporaryFolder { folder in
            let path = PathBytes(folder.appending(path: "a.jpg").path)
            try OpenFile(path, .create(mode: 0o644)).write([1])
            var seen: Set<Int64> = []
            for second in Self.seconds {
                let time = timespec(tv_sec: Int(second), tv_nsec: 0)
                // A file system may refuse a time, or take another that it has.
                _ = path.escaped.withCString { utimensat(AT_FDCWD, $0, [time, time], 0) }
                seen.insert(try FileSystem.status(path).mtimeNanoseconds)
            }
            #expect(seen.count > 4)
        }
    }
}
