import Dispatch

@testable import WorkStealing

/// Runs the bodies at the same time, each on a thread of its own, and waits for all of them.
func concurrently(_ bodies: [@Sendable () -> Void]) async {
    let group = DispatchGroup()
    for (i, body) in bodies.enumerated() { DispatchQueue(label: "test.\(i)").async(group: group, execute: body) }
    await withCheckedContinuation { done in
        group.notify(queue: .global()) { done.resume() }
    }
}

/// Counts how often each of a known number of things was seen.
final class Tally: Sendable {
    private let seen: Locked<(times: [Int], total: Int)>

    init(_ count: Int) { seen = Locked((Array(repeating: 0, count: count), 0)) }

    func see(_ i: Int) {
        seen.withLock {
            $0.times[i] += 1
            $0.total += 1
        }
    }

    var total: Int { seen.withLock { $0.total } }
    var everyoneOnce: Bool { seen.withLock { $0.times.allSatisfy { $0 == 1 } } }
    var nobodyTwice: Bool { seen.withLock { $0.times.allSatisfy { $0 <= 1 } } }
}

/// Something whose end of life is counted.
final class Payload: Sendable {
    let id: Int
    private let freed: Tally

    init(_ id: Int, freed: Tally) {
        self.id = id
        self.freed = freed
    }

    deinit { freed.see(id) }
}

/// A door that stays shut until it is opened; those who come earlier wait, blocking their thread.
final class Door: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func pass() {
        semaphore.wait()
        semaphore.signal()
    }

    func open() { semaphore.signal() }
}

/// Waits, a millisecond at a time, until the condition holds.
func eventually(_ condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(1)) }
}
