import Audit
import Foundation

extension ServiceStatus {
    /// What is known without a session.
    init(of preparation: Preparation, _ shell: ServiceShell) {
        self.init(
            version: ProgramVersion.current, started: shell.started,
            process: ProcessInfo.processInfo.processIdentifier,
            resting: Dictionary(uniqueKeysWithValues: shell.gate.closed.map { ($0.key.rawValue, $0.value) }),
            photos: [:], inHand: 0, committed: shell.tally.done, lastSuccess: shell.tally.lastSuccess,
            drops: preparation.configuration.drops.map {
                DropStatus(name: $0.drop.name, path: $0.drop.root.escaped, state: "unseen", waiting: 0, problems: 0)
            }, outbox: OutboxStatus(), stages: shell.tally.stages, queues: [:], problems: shell.tally.problems,
            model: "\(preparation.detector.card.name) \(preparation.detector.card.version)")
    }
}
