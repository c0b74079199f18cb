import Drops
import Foundation
import Ledger
import Records
import Settings
import SystemCalls
import TestSupport
import Testing
import WorkStealing

@testable import Watching

/// A drop's monitor without a service around it.
@Suite struct DropMonitorTests {
    private struct Bench {
        let folder: URL
        let monitor: DropMonitor
        let news: Observed<[String]>

        /// - Parameters: seconds.
        init(_ folder: URL, poll: Double = 60, settle: Double = 0, inotify: Bool = true, deadline: Double = 60) throws {
            self.folder = folder
            let drop = Drop(name: "d", root: PathBytes(folder.path))
            let watched = Configuration.WatchedDrop(drop: drop, marker: .required, inotify: inotify)
            var configuration = Configuration(branch: "b", zone: .gmt, drops: [watched])
            configuration.poll = poll
            configuration.settle = settle
            configuration.probeDeadline = deadline
            let news = Observed<[String]>([])
            self.news = news
            monitor = DropMonitor(
                watched, DropContext(drop, known: KnownPaths(expecting: 0)), configuration
            ) { told in
                switch told {
                case .came: news.withLock { $0.append("came") }
                case .left(let absence): news.withLock { $0.append(absence.code) }
                case .polledOnly: news.withLock { $0.append("polled") }
                }
            }
        }

        func mark() throws { try Data().write(to: folder.appending(path: ".sightline-drop")) }

        /// Makes a pass and gives the names of what has settled.
        func pass(_ folders: Set<PathBytes>?) async throws -> [String] {
            try await monitor.pass(nil, folders).photos.map(\.candidate.path.lastComponent.escaped)
        }
    }

    @Test func whoWaitsForADropGoesOnWhenItsMarkerCame() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try Bench(folder)
            await bench.monitor.probe()
            #expect(bench.news.withLock { $0 } == ["marker_missing"])
            async let up: Void = bench.monitor.waitUntilUp()
            try bench.mark()
            await bench.monitor.probe()
            try await up
            #expect(bench.news.withLock { $0 } == ["marker_missing", "came"])
        }
    }

    @Test func anArrivalBeginsAPassOverItsFolderLongBeforeThePoll() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try Bench(folder)
            try bench.mark()
            await bench.monitor.probe()
            #expect(try await bench.monitor.nextPass() == nil)
            #expect(try await bench.pass(nil) == [])
            async let next = bench.monitor.nextPass()
            try Data([1]).write(to: folder.appending(path: "a.jpg"))
            let folders = try await next
            #expect(folders == [PathBytes([])])
            #expect(try await bench.pass(folders) == [])
            // Nothing arrives any more; what has settled is due by itself.
            let settled = try await bench.monitor.nextPass()
            #expect(settled == [])
            #expect(try await bench.pass(settled) == ["a.jpg"])
        }
    }

    @Test func aDropThatGoesAwayEndsTheWaitForItsNextPass() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            for inotify in [true, false] {
                let bench = try Bench(folder, inotify: inotify)
                try bench.mark()
                await bench.monitor.probe()
                #expect(try await bench.monitor.nextPass() == nil)
                _ = try await bench.pass(nil)
                async let next = bench.monitor.nextPass()
                try FileManager.default.removeItem(at: folder.appending(path: ".sightline-drop"))
                await bench.monitor.probe()
                #expect(try await next == nil)
                #expect(!bench.monitor.isUp)
            }
        }
    }

    @Test func aPollIsDueWithoutEventsAndAStopEndsTheWait() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try Bench(folder, poll: 0.2, inotify: false)
            try bench.mark()
            await bench.monitor.probe()
            #expect(try await bench.monitor.nextPass() == nil)
            let begun = Monotonic.now
            #expect(try await bench.monitor.nextPass() == nil)
            #expect(Monotonic.now - begun > 0.1)
            let slow = try Bench(folder, poll: 600, inotify: false)
            await slow.monitor.probe()
            _ = try await slow.monitor.nextPass()
            let waiting = Task { try await slow.monitor.nextPass() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func aProbeThatHangsIsReportedAtItsDeadlineAndHeardWhenItReturns() async throws {
        try await Fixtures.withTemporaryFolder { folder in
            let bench = try Bench(folder, deadline: 0.3)
            try bench.mark()
            // A pass on the scanner's queue holds the probe back, as a mount that hangs does.
            let held = Locked(true)
            async let hold: Void = bench.monitor.context.scanner.hold { held.withLock { $0 } }
            async let probed: Void = bench.monitor.probe()
            try await bench.news.wait { $0 == ["hanging"] }
            held.withLock { $0 = false }
            await hold
            await probed
            #expect(bench.news.withLock { $0 } == ["hanging", "came"])
        }
    }
}

extension DropScanner {
    /// Keeps the scanner's queue, as a call into a dead mount does.
    fileprivate func hold(while isHeld: @Sendable () -> Bool) {
        while isHeld() { usleep(1_000) }
    }
}
