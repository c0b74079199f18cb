/// State shared between tasks and threads whose changes can be awaited: who waits is resumed by the change that makes its
/// condition true, so nothing polls.
///
/// Conditions are asked under the lock, after every change: they must be short, and neither change nor ask this state.
public final class Observed<State: Sendable>: Sendable {
    /// True where the wait is over.
    public typealias Condition = @Sendable (State) -> Bool
    private typealias Outcome = Result<Bool, any Error>
    private typealias Continuation = CheckedContinuation<Bool, any Error>

    private enum Waiter {
        /// Has a number and is about to wait.
        case announced
        case waiting(Condition, Continuation)
        /// Time ran out, or the task was cancelled, before it could begin to wait.
        case over(Outcome)
    }

    private struct Contents {
        var state: State
        var waiters: [UInt64: Waiter] = [:]
        var next: UInt64 = 0

        mutating func takeReady() -> [Continuation] {
            if waiters.isEmpty { return [] }
            var ready: [Continuation] = []
            for (number, waiter) in waiters {
                guard case .waiting(let condition, let continuation) = waiter, condition(state) else { continue }
                waiters[number] = nil
                ready.append(continuation)
            }
            return ready
        }
    }

    private let contents: Locked<Contents>

    /// Begins with this state.
    public init(_ state: State) { contents = Locked(Contents(state: state)) }

    /// Reads or changes the state, and resumes those whose conditions hold now.
    public func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        let (result, ready) = contents.withLock { contents in
            let result = body(&contents.state)
            return (result, contents.takeReady())
        }
        for continuation in ready { continuation.resume(returning: true) }
        return result
    }

    /// Waits until the condition holds.
    /// - Throws: `CancellationError`.
    public func wait(until condition: @escaping Condition) async throws {
        try Task.checkCancellation()
        let number = announce()
        _ = try await withTaskCancellationHandler {
            try await wait(number, condition)
        } onCancel: {
            end(number, .failure(CancellationError()))
        }
    }

    /// Waits until the condition holds, or for this many seconds.
    /// - Returns: whether it holds.
    /// - Throws: `CancellationError`.
    public func wait(atMost seconds: Double, until condition: @escaping Condition) async throws -> Bool {
        try Task.checkCancellation()
        let number = announce()
        let timer = Task {
            try await Task.sleep(for: .seconds(min(max(0, seconds), 1e9)))
            end(number, .success(false))
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await wait(number, condition)
        } onCancel: {
            end(number, .failure(CancellationError()))
        }
    }

    /// Waits until the condition holds, even in a task that is cancelled: for what must be finished at any rate.
    public func waitDespiteCancellation(until condition: @escaping Condition) async {
        _ = try? await wait(announce(), condition)
    }

    private func announce() -> UInt64 {
        contents.withLock { contents in
            contents.next &+= 1
            contents.waiters[contents.next] = .announced
            return contents.next
        }
    }

    private func wait(_ number: UInt64, _ condition: @escaping Condition) async throws -> Bool {
        try await withCheckedThrowingContinuation { continuation in
            let outcome = contents.withLock { contents -> Outcome? in
                if case .over(let outcome) = contents.waiters[number] {
                    contents.waiters[number] = nil
                    return condition(contents.state) ? .success(true) : outcome
                }
                if condition(contents.state) {
                    contents.waiters[number] = nil
                    return .success(true)
                }
                contents.waiters[number] = .waiting(condition, continuation)
                return nil
            }
            if let outcome { continuation.resume(with: outcome) }
        }
    }

    private func end(_ number: UInt64, _ outcome: Outcome) {
        let continuation = contents.withLock { contents -> Continuation? in
            switch contents.waiters[number] {
            case .waiting(_, let continuation):
                contents.waiters[number] = nil
                return continuation
            case .announced: contents.waiters[number] = .over(outcome)
            case .over, nil: break
            }
            return nil
        }
        continuation?.resume(with: outcome)
    }
}
