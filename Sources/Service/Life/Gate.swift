import WorkStealing

/// Why the service is paused. It works while there is no reason.
public enum PauseReason: String, Sendable, CaseIterable, Codable {
    case paused
    case workHours = "work_hours"
    /// The ledger cannot be written: the disk is full, say.
    case ledger
    case stopping

    /// Reasons with their messages (as in `ServiceStatus.resting`), for people.
    static func words(of reasons: [String: String]) -> String {
        reasons.sorted { $0.key < $1.key }.map { name, message in
            let word =
                switch PauseReason(rawValue: name) {
                case .paused: "by sightline pause"
                case .workHours: "outside work_hours"
                case .ledger: "ledger cannot be written"
                case .stopping, nil: name
                }
            return message.isEmpty ? word : "\(word) (\(message))"
        }.joined(separator: ", ")
    }
}

/// What every drop's work passes before each small part: closed for any reason, nothing new is begun.
final class Gate: Sendable {
    private let reasons = Observed<[PauseReason: String]>([:])

    /// - Returns: true when this reason is new.
    @discardableResult
    func close(_ reason: PauseReason, _ message: String = "") -> Bool {
        reasons.withLock { $0.updateValue(message, forKey: reason) == nil }
    }

    /// - Returns: true when this reason was given before.
    @discardableResult
    func open(_ reason: PauseReason) -> Bool { reasons.withLock { $0.removeValue(forKey: reason) != nil } }

    var isOpen: Bool { reasons.withLock { $0.isEmpty } }

    /// Reasons with their messages.
    var closed: [PauseReason: String] { reasons.withLock { $0 } }

    /// Returns when there is no reason to pause; throws `CancellationError`.
    func pass() async throws { try await reasons.wait { $0.isEmpty } }

    /// Returns when the gate is closed for this reason; throws `CancellationError`.
    func waitUntilClosed(for reason: PauseReason) async throws { try await reasons.wait { $0[reason] != nil } }
}
