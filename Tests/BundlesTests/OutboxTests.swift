import Bundles
import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

@Suite struct OutboxTests {
    static let owner = Samples.ledger
    static let name = Samples.ownName
    static let right = Samples.fakeHash("right")
    static let other = Samples.fakeHash("other")
    static let damage = BundleError(.entryHashMismatch, "damaged")

    /// One bundle's place in the world: every combination of row, file and checksum file.
    struct World: CustomStringConvertible {
        enum File: CaseIterable { case absent, right, changed, changedSize, damaged }
        enum Checksum: CaseIterable { case absent, right, other, malformed }
        enum Row: CaseIterable { case none, staged, sealed, delivered }

        var row: Row
        var file: File
        var checksum: Checksum
        var temporary: Bool
        var cutAgain = 0

        static let all = Row.allCases.flatMap { row in
            File.allCases.flatMap { file in
                Checksum.allCases.flatMap { checksum in
                    [true, false].map { World(row: row, file: file, checksum: checksum, temporary: $0) }
                }
            }
        }

        var description: String { "\(row)/\(file)/\(checksum)\(temporary ? "/temporary" : "")" }

        var rows: [OutboxRow] {
            switch row {
            case .none: []
            case .staged: [OutboxRow(name: name, state: .staged)]
            case .sealed: [OutboxRow(name: name, state: .sealed(sha256: right, bytes: 100))]
            case .delivered: [OutboxRow(name: name, state: .delivered)]
            }
        }

        var listing: OutboxListing {
            var listing = OutboxListing()
            if file != .absent { listing.bundles[name] = file == .changedSize ? 99 : 100 }
            switch checksum {
            case .absent: break
            case .right: listing.checksums[name] = .some(right)
            case .other: listing.checksums[name] = .some(other)
            case .malformed: listing.checksums[name] = .some(nil)
            }
            if temporary { listing.temporaries = [PathBytes(".spool.1.tmp")] }
            return listing
        }

        /// What looking into the bundle tells; nil without a bundle.
        var check: OutboxCheck? {
            switch file {
            case .absent: nil
            case .right: .intact(sha256: right, bytes: 100, ledger: owner)
            case .changed: .intact(sha256: other, bytes: 100, ledger: owner)
            case .changedSize: .intact(sha256: other, bytes: 99, ledger: owner)
            case .damaged: .damaged(damage)
            }
        }

        func actions(checkAll: Bool = false) -> [OutboxAction] {
            let asked = checkAll ? [name] : listing.unvouched(rows: rows, owner: owner)
            var checks: [BundleName: OutboxCheck] = [:]
            for name in asked { checks[name] = check }
            return listing.repairs(rows: rows, checks: checks, owner: owner)
        }

        /// The world after the actions were carried out in their order.
        mutating func carryOut(_ actions: [OutboxAction]) {
            for action in actions {
                switch action {
                case .remove(let path):
                    if path == PathBytes(name.checksumText) {
                        checksum = .absent
                    } else {
                        temporary = false
                    }
                case .writeChecksum(_, let hash): checksum = hash == right ? .right : .other
                case .seal, .adopt: row = .sealed
                case .cutAgain:
                    (file, checksum, row) = (.right, .right, .sealed)
                    cutAgain += 1
                case .setAside: (file, checksum) = (.absent, .absent)
                case .report, .leave: break
                case .nameTaken(let name): Issue.record("\(name) is this ledger's own")
                }
            }
        }

        var isSettled: Bool {
            switch row {
            case .none: file != .absent || checksum == .absent
            case .staged: false
            case .sealed: file != .absent && checksum != .absent && checksum != .malformed
            case .delivered: file != .absent || checksum == .absent
            }
        }
    }

    @Test func everyCrashIsRepairedAndASecondLookFindsNothingToDo() {
        for checkAll in [true, false] {
            for start in World.all {
                var world = start
                world.carryOut(world.actions(checkAll: checkAll))
                #expect(world.isSettled, "\(start) became \(world)")
                #expect(!world.temporary)
                // A bundle without a row may be entered with a hash that only its row knows from now on.
                if world.row == .sealed && start.row == .none { continue }
                if world.row == .sealed && world.file != .right { continue }
                let again = world.actions(checkAll: checkAll).filter(isRepair)
                #expect(again == [], "\(start) became \(world)")
            }
        }
    }

    @Test func aWholeBundleIsSealedAndNotCutAgain() {
        for checksum in [World.Checksum.absent, .right, .malformed] {
            var world = World(row: .staged, file: .right, checksum: checksum, temporary: true)
            world.carryOut(world.actions())
            #expect(world.cutAgain == 0 && world.row == .sealed && world.checksum == .right)
        }
    }

    @Test func aDamagedOrMissingBundleIsCutAgainWhereItsRowStillNeedsIt() {
        for file in [World.File.absent, .changedSize] {
            let world = World(row: .sealed, file: file, checksum: .right, temporary: false)
            #expect(world.actions() == [.cutAgain(Self.name, expected: Self.right)])
        }
        for file in [World.File.damaged, .changed] {
            let world = World(row: .sealed, file: file, checksum: .right, temporary: false)
            #expect(world.actions() == [])
            #expect(world.actions(checkAll: true) == [.cutAgain(Self.name, expected: Self.right)])
        }
        for file in [World.File.absent, .damaged] {
            let world = World(row: .staged, file: file, checksum: .absent, temporary: false)
            #expect(world.actions() == [.cutAgain(Self.name, expected: nil)])
        }
    }

    @Test func noRepairEverRemovesABundle() {
        for world in World.all {
            for action in world.actions() + world.actions(checkAll: true) {
                if case .remove(let path) = action { #expect(path != PathBytes(Self.name.text)) }
            }
        }
    }

    @Test func anUnknownWholeBundleIsAdoptedAndADamagedOneSetAside() {
        let whole = World(row: .none, file: .right, checksum: .right, temporary: false)
        #expect(whole.actions() == [.adopt(Self.name, sha256: Self.right, bytes: 100, isOurs: true)])
        let damaged = World(row: .none, file: .damaged, checksum: .right, temporary: false)
        let contradicted = World(row: .none, file: .right, checksum: .other, temporary: false)
        for world in [damaged, contradicted] {
            guard case .setAside(Self.name, _)? = world.actions().first else {
                Issue.record("\(world): \(world.actions())")
                continue
            }
            #expect(world.actions().count == 1)
        }
    }

    /// A kill after the file was cut again and before its row had the new hash.
    @Test func aSealedBundleWhoseChecksumSaysOtherwiseIsLookedInto() {
        let changed = World(row: .sealed, file: .changed, checksum: .other, temporary: false)
        #expect(changed.actions() == [.cutAgain(Self.name, expected: Self.right)])
        let whole = World(row: .sealed, file: .right, checksum: .other, temporary: false)
        #expect(whole.actions() == [.writeChecksum(Self.name, sha256: Self.right)])
    }

    @Test func whatIsSetAsideIsKeptWithItsChecksumAndNotLookedAtAgain() throws {
        try Fixtures.withTemporaryFolder { folder in
            let outbox = Outbox(folder.pathBytes)
            for _ in 0..<2 {
                let sealed = try Samples.seal(Samples.items(3), in: folder)
                try outbox.perform(.setAside(sealed.name, "unknown"))
            }
            let name = Samples.name
            #expect(try folder.names() == ["aside"])
            #expect(
                try folder.appending(path: "aside").names()
                    == [name.text, name.checksumText, name.text + ".2", name.checksumText + ".2"].sorted())
            #expect(try outbox.repairs(rows: [], owner: Self.owner) == [])
        }
    }

    @Test func recordsComeLineByLine() throws {
        try Fixtures.withTemporaryFolder { folder in
            let items = Samples.items(50)
            let sealed = try Samples.seal(items, in: folder)
            var lines: [[UInt8]] = []
            let found = try BundleReader(sealed.name.path(in: folder.pathBytes)).forEachRecord { lines.append($0) }
            #expect(found.sha256 == sealed.sha256)
            #expect(lines == items.map(\.record.line))
        }
    }

    @Test func aRealFolderIsScannedAndRepaired() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try Samples.seal(Samples.items(4), in: folder, as: Self.name, ledger: Self.owner)
            let outbox = Outbox(folder.pathBytes)
            let lost = BundleName(branch: "seoul-3", ledger: Self.owner, epoch: 1_755_062_453, sequence: 8)
            let temporaries = [
                ".\(lost.text).123.tmp", ".\(lost.checksumText).123.tmp", ".spool.77.tmp",
            ]
            for name in temporaries + [lost.checksumText, "README", ".hidden", "x.tmp", ".spool.a.tmp"] {
                try Data().write(to: folder.appending(path: name))
            }
            try FileManager.default.removeItem(at: folder.appending(path: sealed.name.checksumText))
            let actions = try outbox.repairs(
                rows: [OutboxRow(name: sealed.name, state: .staged)], owner: Self.owner)
            let removals: [OutboxAction] = temporaries.map { PathBytes($0) }.sorted().map { .remove($0) }
            let expected: [OutboxAction] = [
                .writeChecksum(sealed.name, sha256: sealed.sha256),
                .seal(sealed.name, sha256: sealed.sha256, bytes: sealed.bytes),
                .remove(PathBytes(lost.checksumText)),
            ]
            #expect(actions.filter(isRepair) == removals + expected)
            for action in actions { try outbox.perform(action) }
            #expect(
                try folder.names() == [
                    ".hidden", ".spool.a.tmp", "README", sealed.name.text, sealed.name.checksumText, "x.tmp",
                ])
            #expect(try BundleReader(sealed.name.path(in: folder.pathBytes)).verify().sha256 == sealed.sha256)

            try outbox.discard(sealed.name, sha256: Self.other)
            #expect(try outbox.scan().bundles.count == 1)
            try outbox.discard(sealed.name, sha256: sealed.sha256)
            try outbox.discard(sealed.name, sha256: sealed.sha256)
            #expect(try outbox.scan().bundles.isEmpty)
        }
    }
}

/// Reports ask for a person and stay as long as what they report.
private func isRepair(_ action: OutboxAction) -> Bool {
    if case .report = action { false } else { true }
}
