import Synchronization

/// Waits for `body`, which may hang in the kernel, only as long as the calling task is not cancelled.
///
/// `body` runs in a task of its own. Cancelled, the caller goes on at once, and what it holds is freed; `body` and what
/// it has captured stay until the kernel lets go of them, and its result is dropped.
/// - Throws: `CancellationError`, or what `body` throws.
public func unlessCancelled<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    let once = Once<Result>()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { waiter in
            guard once.wait(waiter) else { return waiter.resume(throwing: CancellationError()) }
            Task {
                let result: Swift.Result<Result, any Error>
                do { result = .success(try await body()) } catch { result = .failure(error) }
                once.waiter()?.resume(with: result)
            }
        }
    } onCancel: {
        once.cancel()?.resume(throwing: CancellationError())
    }
}

/// Hands a continuation to whoever is first.
private final class Once<Result: Sendable>: Sendable {
    private struct State {
        var waiter: CheckedContinuation<Result, any Error>?
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// False when it was cancelled before.
    func wait(_ waiter: CheckedContinuation<Result, any Error>) -> Bool {
        state.withLock { state in
            if !state.isCancelled { state.waiter = waiter }
            return !state.isCancelled
        }
    }

    func waiter() -> CheckedContinuation<Result, any Error>? { state.withLock { $0.waiter.take() } }

    func cancel() -> CheckedContinuation<Result, any Error>? {
        state.withLock { state in
            state.isCancelled = true
            return state.waiter.take()
        }
    }
}
