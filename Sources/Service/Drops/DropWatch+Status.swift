import Drops
import Records
import Watching

extension DropWatch {
    /// Stores of which photos wait, as the last pass saw it; nil: more than are remembered.
    var openStores: Set<String>? {
        let knowledge = monitor.context.knowledge
        return knowledge.lastPass == nil ? [] : knowledge.pass.openStores
    }

    /// For status and metrics.
    var status: ServiceStatus.DropStatus {
        let drop = monitor.watched.drop
        let now = monitor.context.knowledge
        var status = ServiceStatus.DropStatus(
            name: drop.name, path: drop.root.escaped, state: "unseen", waiting: now.pass.waiting,
            lastPass: now.lastPass, problems: now.pass.problems, skipped: now.pass.skipped)
        status.found = monitor.context.hasEvents ? "events" : "polling"
        switch now.state {
        case .unseen: break
        case .up(let since, _):
            status.state = "up"
            status.since = since
        case .gone(let since, let absence, _):
            status.state = "gone"
            status.since = since
            status.why = absence.code
            status.message = absence.message(drop)
        }
        return status
    }
}
