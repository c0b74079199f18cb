import Foundation
import Records
import Testing

@testable import Ledger

/// Which drop a folder is.
@Suite struct RegisterTests {
    private let seoul = PathBytes("/mnt/seoul/photos")
    private let busan = PathBytes("/mnt/busan/photos")
    private let names = ["photos", "busan/photos", "mnt/busan/photos"]

    @Test func twoFoldersOfOneNameAreTwoDrops() throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            let first = try ledger.register(root: seoul, names: ["photos", "seoul/photos"])
            let second = try ledger.register(root: busan, names: names)
            #expect(first.name == "photos" && second.name == "busan/photos")
            #expect(first.id != second.id)
            #expect(try ledger.register(root: seoul, names: ["photos"]).id == first.id)
            #expect(try ledger.register(root: busan, names: names).id == second.id)
        }
    }

    @Test func anIdentifierInTheMarkerGoesWithTheFolder() throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            let first = try ledger.register(root: seoul, names: ["photos"])
            // Written later, and then mounted elsewhere.
            #expect(try ledger.register(root: seoul, mark: "disk 7", names: ["photos"]).id == first.id)
            let moved = try ledger.register(root: busan, mark: "disk 7", names: names)
            #expect(moved.id == first.id && moved.name == "photos")
            #expect(try ledger.drops().map(\.root) == [busan])
            // Another disk at the same place is another drop.
            let other = try ledger.register(root: busan, mark: "disk 8", names: names)
            #expect(other.id != first.id && other.name == "busan/photos")
            #expect(try ledger.register(root: busan, mark: "disk 7", names: names).id == first.id)
        }
    }

    @Test func aServiceKnowsItsDropByNameWhereverItIsMounted() throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            let drop = try ledger.register(drop: "seoul", root: seoul)
            #expect(try ledger.register(drop: "seoul", root: busan) == drop)
            // A scan of its folder by hand is of the same drop.
            #expect(try ledger.register(root: busan, names: ["photos"]).id == drop)
        }
    }

    @Test func aServiceDoesNotTakeAScannedFoldersNameForAnotherFolder() throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            let scanned = try ledger.register(root: seoul, names: ["photos"])
            #expect {
                try ledger.register(drop: "photos", root: busan)
            } throws: {
                "\($0)".contains("drop_clash") && "\($0)".contains("/mnt/seoul/photos")
                    && "\($0)".contains("/mnt/busan/photos")
            }
            #expect(try ledger.register(drop: "photos", root: seoul) == scanned.id)
        }
    }

    @Test func aLedgerOfVersion1KeepsItsDropsAndTellsNewFoldersApart() throws {
        try withLedgerFile { file in
            try {
                let old = try Ledger(at: file, options: .init(), migrations: [Schema.version1])
                try old.database.run(
                    "INSERT INTO drop_root (name, root, first_seen_ms) VALUES ('photos', ?1, 1)", [.blob(busan.bytes)])
                for state in ["discovered"] + PhotoState.allCases.map(\.rawValue) {
                    try old.database.run("INSERT INTO tally (drop_id, state, paths) VALUES (1, ?1, 0)", [.text(state)])
                }
            }()
            let ledger = try Ledger(at: file)
            #expect(try ledger.register(root: busan, names: names).id == DropID(1))
            #expect(try ledger.register(root: seoul, names: ["photos", "seoul/photos"]).name == "seoul/photos")
            // The service's own row went on under its name.
            #expect(try ledger.register(drop: "photos", root: PathBytes("/srv/photos")) == DropID(1))
            #expect(try ledger.integrityProblems() == [])
        }
    }

    @Test func aFolderInAKnownDropOverlapsItWherePhotosAreKnown() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/a.jpg", 1)])
            let ledger = bench.ledger
            #expect(try ledger.overlapping(PathBytes("/mnt/d/S1"))?.name == "d")
            #expect(try ledger.overlapping(PathBytes("/mnt/d/S1/2025-08-13"))?.name == "d")
            #expect(try ledger.overlapping(PathBytes("/mnt"))?.name == "d")
            #expect(try ledger.overlapping(PathBytes("/mnt/d/S")) == nil)
            #expect(try ledger.overlapping(PathBytes("/mnt/d/S2")) == nil)
            #expect(try ledger.overlapping(PathBytes("/mnt/dd")) == nil)
            #expect(try ledger.overlapping(PathBytes("/mnt/d"), but: bench.drop) == nil)
        }
    }
}
