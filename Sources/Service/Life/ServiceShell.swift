import Drops
import Foundation
import Watching

/// What outlives a reload.
struct ServiceShell: Sendable {
    let gate: Gate
    let log: ServiceLog
    let manager: ServiceManager
    let tally: Tally
    let drops = DropTable()
    let started: Date
    var trouble: LedgerTrouble { LedgerTrouble(gate: gate, log: log, tally: tally) }
}

extension ServiceShell {
    /// Logs how a drop is.
    func report(_ news: DropMonitor.News, of drop: Drop) {
        switch news {
        case .came: log.line(.notice, "drop \(drop.name): is there (\(drop.root.escaped))")
        case .left(let absence):
            tally.problem()
            log.line(.warning, "drop \(drop.name): \(absence.message(drop))")
        case .polledOnly(let error):
            log.line(
                .warning,
                "drop \(drop.name): no more folders can be watched, so it is only polled: \(error); "
                    + "raise fs.inotify.max_user_watches and max_user_instances (sysctl), or set inotify: false")
        }
    }
}
