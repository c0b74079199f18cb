import Foundation
import Records
import SystemCalls

/// Tells systemd how the service is (sd_notify(3)), by datagrams to `NOTIFY_SOCKET`; silent where there is none.
public struct ServiceManager: Sendable {
    private let socket: PathBytes?
    /// Seconds within which a sign of life is expected; nil where nobody watches.
    public let watchdog: Double?

    /// As the environment says.
    public init() { self.init(environment: ProcessInfo.processInfo.environment) }

    init(environment: [String: String]) {
        socket = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : PathBytes($0) }
        let isOurs = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
        watchdog = isOurs ? environment["WATCHDOG_USEC"].flatMap { UInt64($0) }.map { Double($0) / 1e6 } : nil
    }

    /// Begun, and going through everything that a start must repair.
    public func ready() { send("READY=1") }

    public func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1_000)")
    }

    public func stopping() { send("STOPPING=1") }
    public func status(_ text: String) { send("STATUS=\(text)") }
    public func alive() { send("WATCHDOG=1") }

    private func send(_ text: String) {
        guard let socket else { return }
        try? UnixSocket.send(Array(text.utf8), to: socket)
    }
}

/// When a sign of life may be given: only while work that is in progress goes on. Pure.
struct WatchdogRule {
    /// Seconds without progress that are still life.
    let limit: Double
    private var done = 0
    private var since: Double

    init(limit: Double, now: Double) {
        self.limit = limit
        since = now
    }

    /// - Parameters:
    ///   - inHand: photos between reading and commit.
    ///   - done: photos committed so far.
    ///   - isResting: nothing is expected to move (a full disk is reported otherwise).
    ///   - answer: seconds since the ledger's queue last answered, or a bundle moved on that is being sealed.
    mutating func isAlive(inHand: Int, done: Int, isResting: Bool, answer: Double, now: Double) -> Bool {
        if done != self.done || inHand == 0 || isResting {
            self.done = done
            since = now
        }
        return now - since < limit && answer < limit
    }
}
