import Drops
import Records
import Testing

@Suite struct ShardTests {
    static let layouts = [
        "{store}/{date}/{file}", "{region}/{store}/{file}", "{date}/{store}_{file}", "{store}_{date}_{file}", "{file}",
    ]

    @Test func shardsAreDisjointAndComplete() throws {
        try TestDrop.with { drop in
            try RandomTree(seed: 5).fill(drop)
            for i in 0..<20 {
                try drop.add("A\(i % 4)_2025-01-0\(1 + i % 9)_\(i).jpg")
                try drop.add("2025-02-0\(1 + i % 3)/B\(i % 5)_\(i).jpg")
            }
            for pattern in Self.layouts {
                for count in [1, 2, 3, 7] { try check(drop, Layout(pattern), count) }
            }
        }
    }

    private func check(_ drop: TestDrop, _ layout: Layout, _ count: Int) throws {
        var skipped = SkipCounts()
        var shards: [[PathBytes]] = []
        for index in 1...count {
            let listings = try drop.listings(shard: try #require(Shard(index, of: count)), layout: layout)
            shards.append(listings.flatMap { $0.candidates.map(\.path) })
            skipped += listings.skipped
        }
        let all = try drop.candidates(layout: layout).map(\.path)
        #expect(shards.joined().sorted() == all.sorted(), "\(layout.pattern) / \(count)")
        #expect(try skipped == drop.listings(layout: layout).skipped, "\(layout.pattern) / \(count)")

        var shardOfStore: [String: Int] = [:]
        for (index, paths) in shards.enumerated() {
            for path in paths {
                guard let store = layout.place(of: path).store else { continue }
                #expect(shardOfStore[store, default: index] == index, "\(layout.pattern): \(store) is in two shards")
                shardOfStore[store] = index
            }
        }
    }

    @Test func shardsShareTheWorkFairly() throws {
        try TestDrop.with { drop in
            for store in 0..<200 { try drop.add("S\(store)/2025-01-02/a.jpg") }
            let counts = try (1...4).map { try drop.candidates(shard: try #require(Shard($0, of: 4))).count }
            #expect(counts.reduce(0, +) == 200)
            #expect(counts.allSatisfy { (25...80).contains($0) })
        }
    }

    @Test(arguments: [
        ("1/1", true), ("2/4", true), ("0/4", false), ("5/4", false), ("1", false), ("1/0", false), ("a/b", false),
    ])
    func aShardIsWrittenAsPartOfWhole(text: String, isGood: Bool) {
        #expect((Shard(text) != nil) == isGood)
    }
}
