import Foundation
import Ledger
import Settings

/// When waiting records are sealed into bundles: by size, by age, at the end of a store's batch. Pure.
struct SealRule {
    var limits: Configuration.Bundles

    enum Decision: Equatable {
        case wait
        /// All records, or those of these stores.
        case seal(stores: Set<String>?)
        /// It is time, but the outbox is full.
        case outboxFull
    }

    /// - Parameters:
    ///   - stores: those with waiting records, and when the newest of them was audited.
    ///   - open: stores of which photos were seen that are not audited; nil: unknown.
    ///   - quiet: seconds without anything new that end a store's batch; nil: nothing does.
    func decide(
        _ waiting: Unbundled, stores: [String: Date], open: Set<String>?, quiet: Double?, outboxBytes: Int, now: Date
    ) -> Decision {
        guard waiting.records > 0 else { return .wait }
        let isOld = waiting.oldest.map { now.timeIntervalSince($0) >= limits.maxAge } ?? false
        var chosen: Set<String>?
        if !isOld && waiting.records < limits.maxRecords && waiting.bytes < limits.maxBytes {
            guard let quiet, let open else { return .wait }
            let ended = stores.filter { now.timeIntervalSince($0.value) >= quiet && !open.contains($0.key) }
            if ended.isEmpty { return .wait }
            chosen = Set(ended.keys)
        }
        let isFull = outboxBytes + min(waiting.bytes, limits.maxBytes) > limits.outboxLimit
        return isFull ? .outboxFull : .seal(stores: chosen)
    }
}
