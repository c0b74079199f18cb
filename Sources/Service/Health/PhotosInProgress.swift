import SystemCalls
import WorkStealing

/// The photos of a session that are in progress: between reading and commit.
final class PhotosInProgress: Sendable {
    private struct Counts {
        var admitted = 0
        var done = 0
    }

    private let counts = Locked(Counts())

    func admitted() { counts.withLock { $0.admitted += 1 } }
    func committed() { counts.withLock { $0.done += 1 } }
    /// After a commit failed and was made good, nothing of the past is in progress.
    func settleUp() { counts.withLock { $0.admitted = $0.done } }

    var count: Int { counts.withLock { max(0, $0.admitted - $0.done) } }
    var done: Int { counts.withLock { $0.done } }
}

/// Work in steps, none of which may take forever; no photo is part of it.
final class Upkeep: Sendable {
    private let since = Locked<Double?>(nil)

    /// Begins, or goes on to the next step.
    func step() { since.withLock { $0 = Monotonic.now } }
    func end() { since.withLock { $0 = nil } }
    /// Seconds in the same step; 0 when nothing is done.
    var age: Double { since.withLock { $0.map { Monotonic.now - $0 } } ?? 0 }
}
