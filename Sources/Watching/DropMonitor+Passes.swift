import Drops
import Foundation
public import Ledger
public import Records
import SystemCalls
import WorkStealing

extension DropMonitor {
    /// Most photos that one pass dispatches: the next pass comes after them.
    public static let room = 512
    /// Seconds in which the events of one arrival come together.
    private static let gathering = 0.1
    /// Seconds between two passes over unsettled photos, at least.
    private static let leastSettle = 0.25

    /// The next pass over the whole drop is due at once.
    public func passAgain() { context.shared.withLock { $0.nextPass = 0 } }

    /// Waits for the next pass: over the whole drop (nil) a poll after the last; over some folders sooner, where events
    /// tell of them or where photos in them may have settled. Returns nil at once where the drop is gone.
    /// - Throws: `CancellationError`.
    public func nextPass() async throws -> Set<PathBytes>? {
        let begun = Monotonic.now
        while true {
            try Task.checkCancellation()
            // A drop that goes away ends its events, and with them the wait below.
            let changes = context.events.changes
            let now = Monotonic.now
            let (due, waiting) = context.shared.withLock { knowledge in
                // A shorter poll of a new configuration counts at once.
                knowledge.nextPass = min(knowledge.nextPass, now + configuration.poll)
                return (knowledge.nextPass, knowledge.pass.waiting)
            }
            if now >= due || !isUp {
                context.shared.withLock { $0.nextPass = now + configuration.poll }
                return nil
            }
            var end = due
            if context.hasEvents {
                let news = context.events.take()
                if news.overflowed { context.shared.withLock { $0.nextFullWalk = 0 } }
                if news.everywhere || news.overflowed {
                    // Not the whole drop again and again while a storm lasts.
                    context.shared.withLock { $0.nextPass = min(due, begun + configuration.poll / 4) }
                    end = min(due, begun + configuration.poll / 4)
                }
                let settled = begun + max(DropMonitor.leastSettle, configuration.settle + 0.05)
                if !news.folders.isEmpty || waiting > 0 && now > settled { return news.folders }
                if waiting > 0 { end = min(end, settled + 0.001) }
            }
            if try await context.events.wait(since: changes, atMost: end - Monotonic.now) {
                try await Task.sleep(for: .seconds(DropMonitor.gathering))
            }
        }
    }

    /// The folders of a pass that did not read them are to be read by the next.
    public func putBack(_ folders: Set<PathBytes>?) { context.events.putBack(folders ?? []) }

    /// True when every folder is to be read again; the drop's first pass does so by itself.
    public func isFullWalkDue() -> Bool {
        context.shared.withLock { knowledge in
            let latest = Monotonic.now + configuration.fullWalk
            let isDue = knowledge.nextFullWalk.map { Monotonic.now >= $0 } ?? false
            knowledge.nextFullWalk = isDue ? latest : min(knowledge.nextFullWalk ?? latest, latest)
            return isDue
        }
    }

    /// Makes a pass.
    /// - Parameters:
    ///   - known: the ledger's settled paths, read anew: every folder is read; nil: what may have changed.
    ///   - folders: only these and those that hold unsettled photos; nil: the whole drop.
    /// - Returns: the photos that have settled, at most `room`, and what else the pass found.
    /// - Throws: `SystemError` where the drop cannot be opened; `CancellationError`, also while the mount hangs.
    public func pass(
        _ known: KnownPaths?, _ folders: Set<PathBytes>?
    ) async throws -> (photos: [SettledPhoto], summary: PassSummary) {
        // The scanner may hang with its mount; its caller does not.
        let number = try await unlessCancelled { [scanner, configuration] in
            try await scanner.beginPass(
                all: known, folders: folders, room: DropMonitor.room, settle: configuration.settle,
                patience: configuration.patience)
        }
        var photos: [SettledPhoto] = []
        while let some = try await unlessCancelled({ [scanner] in await scanner.step(number) }) {
            photos += some
            try Task.checkCancellation()
        }
        let summary = try await unlessCancelled { [scanner] in await scanner.summary() }
        if let problem = summary.watchProblem { tellPolledOnly(problem) }
        context.shared.withLock {
            let former = $0.pass.problems
            $0.pass = summary
            // Some folders tell nothing of the others.
            if folders != nil { $0.pass.problems = former }
            $0.lastPass = Date()
            if photos.count >= DropMonitor.room {
                $0.nextPass = 0
            } else if folders == nil {
                $0.nextPass = Monotonic.now + configuration.poll
            }
        }
        return (photos, summary)
    }

    /// What the last pass saw, where it read every folder and nothing was hidden; asked once.
    public func takeFullWalk() async throws -> FullWalk? {
        try await unlessCancelled { [scanner] in await scanner.takeFullWalk() }
    }

    /// Closes what is open in the drop, so that it can be unmounted.
    public func release() async throws {
        try await unlessCancelled { [reader = context.reader] in await reader.release() }
    }
}
