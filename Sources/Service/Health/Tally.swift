import Examining
import Foundation
import Ledger
import WorkStealing

/// Counts and times since the start.
final class Tally: Sendable {
    private struct Counts {
        var done = 0
        var problems = 0
        var lastSuccess: Date?
        /// Stages of the service's own: passes and seals.
        var stages: [String: (seconds: Double, times: Int)] = [:]
        var audits = StageTimes()
    }

    private let counts = Locked(Counts())

    func problem() { counts.withLock { $0.problems += 1 } }

    /// A photo's outcome is durable.
    func committed(_ committed: Committed) {
        counts.withLock {
            $0.done += 1
            switch committed {
            case .recorded, .unchanged, .duplicate: $0.lastSuccess = Date()
            case .failed, .kept, .released, .lostClaim: break
            }
        }
    }

    func spent(_ stage: String, _ seconds: Double) {
        counts.withLock {
            $0.stages[stage, default: (0, 0)].seconds += seconds
            $0.stages[stage, default: (0, 0)].times += 1
        }
    }

    /// A batch's times, in all stages.
    func spent(_ times: StageTimes) { counts.withLock { $0.audits += times } }

    var done: Int { counts.withLock { $0.done } }
    var problems: Int { counts.withLock { $0.problems } }
    var lastSuccess: Date? { counts.withLock { $0.lastSuccess } }
    var stages: [String: ServiceStatus.Stage] {
        let (own, audits) = counts.withLock { ($0.stages, $0.audits) }
        var stages = own.mapValues { ServiceStatus.Stage(seconds: $0.seconds, times: $0.times) }
        for spent in audits.stages {
            stages[spent.stage.name] = ServiceStatus.Stage(seconds: spent.seconds, times: Int(clamping: spent.times))
        }
        return stages
    }
}
