import Drops
import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

@testable import Watching

@Suite struct DropEventsTests {
    @Test func eventsCollapseToTheirFolderAndThenToTheDrop() throws {
        try Fixtures.withTemporaryFolder { root in
            let drop = Drop(name: "a", root: PathBytes(root.path))
            let events = DropEvents()
            try events.begin()
            try events.watch(PathBytes([]), of: drop)
            check(events.mode == .inotify)
            // The first watch of an inotify is 1 (inotify(7)).
            func note(_ mask: Int32, _ name: String) {
                events.note(.init(watch: 1, mask: UInt32(mask), name: Array(name.utf8)))
            }
            let folder = isFolder
            for name in ["x.jpg", "y.jpg", ".z.jpg.part", "notes.txt"] { note(8, name) }
            note(0x100 | folder, "S1")
            note(0x100 | folder, ".hidden")
            note(0x100, "made and not written.jpg")
            var news = events.take()
            check(news.folders == [PathBytes([]), PathBytes("S1")] && !news.everywhere && !news.overflowed)
            check(events.take().isEmpty)
            for number in 0...DropEvents.most { note(0x100 | folder, "S\(number)") }
            news = events.take()
            check(news.everywhere && news.folders.isEmpty)
            events.note(.init(watch: -1, mask: 0x4000))
            check(events.take().overflowed)
            events.end()
            note(8, "x.jpg")
            check(events.take().isEmpty && events.mode == .polling)
        }
    }

    @Test func anArrivalAndTheEndOfWatchingEndAWait() async throws {
        try await Fixtures.withTemporaryFolder { root in
            let drop = Drop(name: "a", root: PathBytes(root.path))
            let events = DropEvents()
            try events.begin()
            try events.watch(PathBytes([]), of: drop)
            let begun = events.changes
            check(try await !events.wait(since: begun, atMost: 0.01))
            async let arrived = events.wait(since: begun, atMost: 60)
            try Data([1]).write(to: root.appending(path: "a.jpg"))
            check(try await arrived)
            check(events.take().folders == [PathBytes([])])
            events.end()
            check(events.changes != begun)
            check(try await !events.wait(since: begun, atMost: 60))
        }
    }

    @Test func aPassOverSomeFoldersGoesTheirWaysAlone() {
        let scope = PassScope([PathBytes("a/b"), PathBytes("a/c"), PathBytes("d")])
        check(scope.below(PathBytes([])) == [PathBytes("a"), PathBytes("d")])
        check(scope.below(PathBytes("a")) == [PathBytes("b"), PathBytes("c")])
        check(scope.below(PathBytes("d")) == nil)
    }
}

/// A folder is what the event is of (linux/inotify.h).
private let isFolder: Int32 = 0x4000_0000
