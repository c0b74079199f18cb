import Records
import SystemCalls
import TestSupport
import Testing

@testable import Drops

@Suite struct DeepTreeTests {
    /// A folder copied into itself again and again (a sync loop) beside ordinary visits. Nothing is left to visit in
    /// the folders on the way back up, which were closed for want of descriptors.
    @Test(arguments: [1, 62, 63, 64, 65, 66, 70, 127, 128, 129, 200])
    func aDeepBranchHidesNoSibling(depth: Int) throws {
        try TestDrop.with { drop in
            let visits = ["S1/18", "S1/20", "S1/22", "S2/18", "S2/20"].map { $0 + "/1.jpg" }
            for path in visits { try drop.add(path) }
            try drop.add("S1/18/" + String(repeating: "B/", count: depth) + "deep.jpg")
            let listings = try drop.listings()
            #expect(listings.problems.isEmpty)
            let found = Set(listings.flatMap { $0.candidates.map(\.path.escaped) })
            #expect(found.isSuperset(of: visits))
            #expect(found.count == visits.count + 1)
        }
    }

    @Test func branchesOfRandomDepthsAreAllSeenOnce() throws {
        try TestDrop.with { drop in
            var random = Seeded(7)
            var expected: Set<String> = []
            for branch in 0..<12 {
                var path = "b\(branch)"
                for level in 0..<Int.random(in: 1...180, using: &random) {
                    path += "/\(Bool.random(using: &random) ? "a" : "z")"
                    if level % 37 == 5 || Int.random(in: 0..<30, using: &random) == 0 {
                        expected.insert("\(path)/m\(level)/1.jpg")
                    }
                }
                expected.insert("\(path)/1.jpg")
            }
            for path in expected { try drop.add(path) }
            let listings = try drop.listings()
            #expect(listings.problems.isEmpty)
            let found = listings.flatMap { $0.candidates.map(\.path.escaped) }
            #expect(found.count == expected.count)
            #expect(Set(found) == expected)
        }
    }
}
