import Synchronization

/// A `Mutex` whose order the thread sanitizer can see.
///
/// On Linux a contended `Mutex` is handed over by the kernel (a priority-inheriting futex), without an atomic operation in
/// the program: the sanitizer misses that edge and reports races that aren't. The pair of atomic operations inside the
/// lock shows it the same edge, from one holder to the next, and no other; to the processor they are two plain moves.
public struct Locked<Value: ~Copyable>: ~Copyable, Sendable {
    private let mutex: Mutex<Value>
    private let edge = Atomic<Bool>(false)

    /// Begins with this value.
    public init(_ value: consuming sending Value) { mutex = Mutex(value) }

    /// Calls `body` with the value, which no other thread has meanwhile.
    public borrowing func withLock<Result: ~Copyable>(_ body: (inout sending Value) -> sending Result) -> sending Result
    {
        mutex.withLock { value in
            _ = edge.load(ordering: .acquiring)
            defer { edge.store(true, ordering: .releasing) }
            return body(&value)
        }
    }

    /// nil, at once, when another thread holds the lock.
    borrowing func withLockIfAvailable<Result: ~Copyable>(
        _ body: (inout sending Value) -> sending Result
    ) -> sending Result? {
        mutex.withLockIfAvailable { value in
            _ = edge.load(ordering: .acquiring)
            defer { edge.store(true, ordering: .releasing) }
            return body(&value)
        }
    }
}
