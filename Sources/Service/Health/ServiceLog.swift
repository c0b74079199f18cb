import Foundation
import SystemCalls
import WorkStealing

/// Log lines to standard error: with `<n>` priorities where journald listens, with a clock's time elsewhere.
public final class ServiceLog: Sendable {
    /// syslog(3) priorities that the service uses.
    public enum Priority: Int, Sendable { case error = 3, warning = 4, notice = 5, info = 6 }

    private let limiter = Locked(LogLimiter())
    private let forJournal: Bool
    private let sink: @Sendable (String) -> Void

    /// - Parameter sink: takes whole lines.
    public init(forJournal: Bool, sink: @escaping @Sendable (String) -> Void) {
        self.forJournal = forJournal
        self.sink = sink
    }

    /// To standard error; for the journal where that is what reads it.
    public convenience init() {
        self.init(forJournal: ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil) {
            try? FileHandle.standardError.write(contentsOf: Data($0.utf8))
        }
    }

    /// Writes one line.
    /// - Parameter key: lines of one key are limited: after some, only their number is logged. nil: no limit.
    public func line(_ priority: Priority, _ text: String, key: String? = nil) {
        var suffix = ""
        if let key {
            guard let unsaid = limiter.withLock({ $0.admit(key, now: Monotonic.now) }) else { return }
            if unsaid > 0 { suffix = " (and \(unsaid) more like it since the last such line)" }
        }
        let clean = String(text.map { $0.isNewline ? " " : $0 })
        sink(head(priority) + clean + suffix + "\n")
    }

    private func head(_ priority: Priority) -> String {
        if forJournal { return "<\(priority.rawValue)>" }
        let name = priority.rawValue <= 4 ? "\(priority): " : ""
        return "\(Date().formatted(.iso8601)) \(name)"
    }
}

/// Lets a few lines of a key pass, then one a minute. Pure.
struct LogLimiter {
    private struct Bucket {
        var tokens: Double
        var filled: Double
        var unsaid = 0
    }

    static let burst = 5.0
    /// Seconds to one more line.
    static let refill = 60.0
    /// Keys remembered; the whole table is dropped beyond.
    static let most = 1_000

    private var buckets: [String: Bucket] = [:]

    /// nil: not to be said; else how many were not said since the last one.
    mutating func admit(_ key: String, now: Double) -> Int? {
        if buckets.count > LogLimiter.most { buckets = [:] }
        var bucket = buckets[key] ?? Bucket(tokens: LogLimiter.burst, filled: now)
        bucket.tokens = min(LogLimiter.burst, bucket.tokens + (now - bucket.filled) / LogLimiter.refill)
        bucket.filled = now
        defer { buckets[key] = bucket }
        guard bucket.tokens >= 1 else {
            bucket.unsaid += 1
            return nil
        }
        bucket.tokens -= 1
        defer { bucket.unsaid = 0 }
        return bucket.unsaid
    }
}
