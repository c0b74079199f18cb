import Drops
import Records
import TestSupport
import Testing

@testable import Watching

/// `#expect` for conditions that change what they ask.
func check(_ condition: Bool, location: SourceLocation = #_sourceLocation) {
    #expect(condition, sourceLocation: location)
}

@Suite struct SettleTests {
    private let folder = PathBytes("S1/2026-11-21")
    private let name = PathBytes("1.jpg")

    private func snapshot(_ size: Int, _ time: Int64 = 1) -> SettleTable.Snapshot {
        SettleTable.Snapshot(size: size, mtimeNanoseconds: time, inode: 7)
    }

    @Test func twoPassesOverTheSameAreNeededHoweverOldTheFile() {
        var table = SettleTable(settle: 0, patience: 100)
        var room = 10
        check(table.note(folder, [(name, snapshot(5))], room: &room, now: 1000).isEmpty)
        check(table.note(folder, [(name, snapshot(5))], room: &room, now: 1000.1).count == 1)
        check(room == 9)
    }

    @Test func incompleteWaitsForAChangeOrForPatience() {
        var table = SettleTable(settle: 2, patience: 100)
        var room = 10
        for now in [0.0, 3] { _ = table.note(folder, [(name, snapshot(5))], room: &room, now: now) }
        table.noteIncomplete(folder.appending(name))
        check(table.note(folder, [(name, snapshot(5))], room: &room, now: 50).isEmpty)
        let last = table.note(folder, [(name, snapshot(5))], room: &room, now: 101)
        check(last.map(\.isFinal) == [true])
        table.noteIncomplete(folder.appending(name))
        check(table.note(folder, [(name, snapshot(6))], room: &room, now: 102).isEmpty)
        check(table.note(folder, [(name, snapshot(6))], room: &room, now: 105).map(\.isFinal) == [false])
    }

    @Test func handedOutIsNotHandedOutAgainSoon() {
        var table = SettleTable(settle: 1, patience: 1000)
        var room = 10
        for now in [0.0, 2] { _ = table.note(folder, [(name, snapshot(5))], room: &room, now: now) }
        check(table.note(folder, [(name, snapshot(5))], room: &room, now: 10).isEmpty)
        check(table.note(folder, [(name, snapshot(5))], room: &room, now: 70).count == 1)
    }

    @Test func memoryIsBoundedAndWhatDoesNotFitComesLater() {
        var table = SettleTable(settle: 1, patience: 1000, capacity: 10)
        let files = (0..<25).map { (PathBytes("\($0).jpg"), snapshot($0)) }
        var seen: Set<Int> = []
        for step in 0..<20 {
            var room = 100
            let open = files.enumerated().filter { !seen.contains($0.offset) }
            table.beginPass()
            let ready = table.note(folder, open.map(\.element), room: &room, now: Double(step) * 2)
            table.endPass()
            seen.formUnion(ready.map { open[$0.index].offset })
            check(table.count <= 10)
        }
        check(seen.count == 25)
    }

    @Test func foldersThatVanishAreForgotten() {
        var table = SettleTable(settle: 1, patience: 10)
        var room = 10
        table.beginPass()
        _ = table.note(folder, [(name, snapshot(5))], room: &room, now: 0)
        table.endPass()
        check(table.isOpen(folder))
        table.beginPass()
        table.endPass()
        check(!table.isOpen(folder))
        check(table.count == 0)
    }

    /// Random writers and passes: what is handed out, not as final, was the same for `settle` seconds.
    @Test func nothingIsHandedOutThatChangedWithinTheSettleTime() {
        var random = Seeded(5)
        for _ in 0..<200 {
            let settle = Double(Int.random(in: 1...8, using: &random))
            var table = SettleTable(settle: settle, patience: 1e9)
            var files = (0..<6).map { _ in (size: 0, changed: 0.0) }
            var now = 0.0
            for _ in 0..<120 {
                now += Double.random(in: 0.1...3, using: &random)
                for index in files.indices where Int.random(in: 0..<6, using: &random) == 0 {
                    files[index] = (files[index].size + 1, now)
                }
                var room = Int.random(in: 0...4, using: &random)
                let before = room
                let ready = table.note(
                    folder, files.enumerated().map { (PathBytes("\($0.offset)"), snapshot($0.element.size)) },
                    room: &room, now: now)
                check(ready.count == before - room)
                for one in ready { check(now - files[one.index].changed >= settle) }
            }
        }
    }
}
