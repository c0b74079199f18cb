import Foundation
import Ledger

/// When waiting records are sealed into bundles. Pure.
struct SealRule {
    var limits: Configuration.Bundles

    enum Decision: Equatable {
        case wait
        case seal
        /// It is time, but the outbox has its fill.
        case outboxFull
    }

    func decide(_ waiting: Unbundled, outboxBytes: Int, now: Date) -> Decision {
        guard waiting.records > 0 else { return .wait }
        let isOld = waiting.oldest.map { now.timeIntervalSince($0) >= limits.maxAge } ?? false
        guard isOld || waiting.records >= limits.maxRecords || waiting.bytes >= limits.maxBytes else { return .wait }
        return outboxBytes + min(waiting.bytes, limits.maxBytes) > limits.outboxLimit ? .outboxFull : .seal
    }
}
