import CLinux
import Glibc
import Records

/// Waits for many descriptors at once (epoll(7)); one that is quiet costs nothing. May be woken from any thread.
public final class Poller: Sendable {
    /// What a descriptor is waited for.
    public struct Interest: OptionSet, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let reading = Interest(rawValue: UInt32(EPOLLIN.rawValue))
        public static let writing = Interest(rawValue: UInt32(EPOLLOUT.rawValue))
    }

    /// A descriptor that can go on, by the key it was added with.
    public struct Event: Sendable {
        public var key: UInt64
        public var isReadable: Bool
        public var isWritable: Bool
        /// The other side is gone, or the descriptor is broken.
        public var isBroken: Bool
    }

    private static let wakeKey = UInt64.max
    private let poll: Int32
    private let bell: Int32

    public init() throws(SystemError) {
        poll = try invoke(.socket, nil) { epoll_create1(Int32(O_CLOEXEC)) }
        do throws(SystemError) {
            bell = try invoke(.socket, nil) { eventfd(0, Int32(O_CLOEXEC | O_NONBLOCK)) }
        } catch {
            close(poll)
            throw error
        }
        try add(bell, key: Poller.wakeKey, .reading)
    }

    deinit {
        close(bell)
        close(poll)
    }

    /// Waits for a descriptor from now on; it leaves by being closed.
    /// - Parameter key: any number but the largest.
    public func add(_ descriptor: Int32, key: UInt64, _ interest: Interest) throws(SystemError) {
        try change(Int32(EPOLL_CTL_ADD), descriptor, key, interest)
    }

    /// Waits for something else; nothing at all is an interest, too.
    public func change(_ descriptor: Int32, key: UInt64, _ interest: Interest) throws(SystemError) {
        try change(Int32(EPOLL_CTL_MOD), descriptor, key, interest)
    }

    private func change(
        _ operation: Int32, _ descriptor: Int32, _ key: UInt64, _ interest: Interest
    ) throws(SystemError) {
        _ = try invoke(.socket, nil) { linux_poll_change(poll, operation, descriptor, interest.rawValue, key) }
    }

    /// The descriptors that can go on, 64 at most; none when the time is over or `wake` was called.
    /// - Parameter milliseconds: the longest to wait.
    public func wait(milliseconds: Int32) throws(SystemError) -> [Event] {
        var events = [UInt32](repeating: 0, count: 64)
        var keys = [UInt64](repeating: 0, count: 64)
        let count = try invoke(.socket, nil) { linux_poll_wait(poll, &events, &keys, 64, milliseconds) }
        var ready: [Event] = []
        for (mask, key) in zip(events, keys).prefix(Int(count)) {
            if key == Poller.wakeKey {
                var rung: UInt64 = 0
                _ = Glibc.read(bell, &rung, 8)
                continue
            }
            ready.append(
                Event(
                    key: key, isReadable: mask & UInt32(EPOLLIN.rawValue) != 0,
                    isWritable: mask & UInt32(EPOLLOUT.rawValue) != 0,
                    isBroken: mask & UInt32(EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0))
        }
        return ready
    }

    /// Ends a wait in progress, or the next one.
    public func wake() {
        var one: UInt64 = 1
        _ = Glibc.write(bell, &one, 8)
    }
}
