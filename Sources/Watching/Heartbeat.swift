import Records
import Synchronization
import SystemCalls

/// When something last gave a sign of life; beaten by one thread, read by whoever watches for a hang.
public final class Heartbeat: Sendable {
    private let milliseconds = Atomic<UInt64>(0)

    /// Begins with a beat.
    public init() { beat() }

    /// A sign of life.
    public func beat() { milliseconds.store(UInt64(clamped: Monotonic.now * 1000), ordering: .relaxed) }

    /// Seconds since the last beat.
    public var age: Double { max(0, Monotonic.now - Double(milliseconds.load(ordering: .relaxed)) / 1000) }
}
