import Synchronization

/// Why the service rests. It works while there is no reason.
public enum RestReason: String, Sendable, CaseIterable, Codable {
    case paused
    case workHours = "work_hours"
    /// The ledger cannot be written: the disk is full, say.
    case ledger
    case stopping
}

/// What every drop's work passes before each small part: closed for any reason, nothing new is begun.
final class Gate: Sendable {
    private let reasons = Mutex<[RestReason: String]>([:])

    /// - Returns: true when this reason is new.
    @discardableResult
    func close(_ reason: RestReason, _ message: String = "") -> Bool {
        reasons.withLock { $0.updateValue(message, forKey: reason) == nil }
    }

    /// - Returns: true when this reason was given before.
    @discardableResult
    func open(_ reason: RestReason) -> Bool { reasons.withLock { $0.removeValue(forKey: reason) != nil } }

    var isOpen: Bool { reasons.withLock { $0.isEmpty } }

    /// Reasons with their messages.
    var closed: [RestReason: String] { reasons.withLock { $0 } }

    /// Returns when there is no reason to rest; throws `CancellationError`.
    func pass() async throws {
        while !isOpen { try await Task.sleep(for: .milliseconds(100)) }
        try Task.checkCancellation()
    }
}
