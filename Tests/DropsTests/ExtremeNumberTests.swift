import Foundation
import Glibc
import Records
import SystemCalls
import TestSupport
import Testing

@testable import Drops

/// Doors of the Drops room that numbers from outside come in by: times of files, days in paths.
@Suite struct ExtremeNumberTests {
    @Test func filesAndFoldersOfAnyTimeAreWalkedAndRead() async throws {
        try await TestDrop.with { drop in
            let seconds: [Int] = [.min, -11_644_473_600, -1, 0, 9_223_372_037, 15_032_385_535, 1 << 62]
            for (index, second) in seconds.enumerated() {
                try drop.add("S\(index)/2026-11-20/1.jpg")
                let time = timespec(tv_sec: second, tv_nsec: 1)
                for name in ["S\(index)/2026-11-20/1.jpg", "S\(index)/2026-11-20"] {
                    _ = drop.path(PathBytes(name)).escaped.withCString { utimensat(AT_FDCWD, $0, [time, time], 0) }
                }
            }
            let candidates = try drop.candidates()
            #expect(candidates.count == seconds.count)
            let reader = DropReader(drop.drop)
            for candidate in candidates {
                #expect(try await reader.read(candidate.path).mtimeNanoseconds == candidate.mtimeNanoseconds)
            }
        }
    }

    @Test func daysOfAnyLengthAreNoDays() throws {
        let long = String(repeating: "9", count: 60)
        for pattern in ["{store}/{date}/{file}", "{store}/{yyyy}-{mm}-{dd}/{file}", "{store}_{date}_{file}"] {
            let layout = try Layout(pattern)
            for day in [long, "\(long)-11-20", "2026-\(long)-20", "9999-99-99", "0000-00-00", "-1-1-1"] {
                #expect(layout.place(of: PathBytes("S1/\(day)/1.jpg")).date == nil)
                #expect(layout.place(of: PathBytes("S1_\(day)_1.jpg")).date == nil)
            }
        }
        #expect(VisitDate.number(Array(long.utf8)[...]) == .max)
    }

    @Test func sharesOfAnyNumberAreRefusedOrHold() {
        for a in Extremes.integers {
            for b in Extremes.integers {
                guard let shard = Shard("\(a)/\(b)") else { continue }
                _ = shard.holds("S1".utf8)
            }
        }
    }
}
