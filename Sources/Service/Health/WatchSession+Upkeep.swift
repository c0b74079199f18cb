import Audit
import Bundles
import Foundation
import Ledger
import Records
import Settings
import SystemCalls

extension WatchSession {
    /// Seconds between two times that free memory is returned to the system.
    static let memoryPause = 60.0

    /// Bundles, pruning, figures and metrics, again and again. A failure is logged and tried again.
    func keepUp() async throws {
        let configuration = preparation.configuration
        let pause = min(15, max(0.2, configuration.poll))
        var nextPrune = 0.0
        var nextMonthly = 0.0
        // The first time when what a reload left is surely free.
        var nextReturn = Monotonic.now + WatchSession.memoryPause
        defer { upkeep.end() }
        while true {
            rest()
            // Dispatch starts each of its threads at a nice value of its own choice.
            configuration.applyManners(shell.log)
            upkeep.step()
            do {
                try await readFigures(monthly: Monotonic.now >= nextMonthly)
                if Monotonic.now >= nextMonthly { nextMonthly = Monotonic.now + 300 }
                if shell.gate.closed[.ledger] == nil {
                    upkeep.step()
                    try await seal()
                    upkeep.step()
                    try await pruneBundles()
                    if Monotonic.now >= nextPrune {
                        try await pruneEvidence()
                        try await pruneLedger()
                        nextPrune = Monotonic.now + 3_600
                    }
                }
            } catch let error as LedgerError {
                try shell.trouble.note(error)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                shell.tally.problem()
                shell.log.line(.error, "upkeep: \(error)", key: "upkeep")
            }
            writeMetrics()
            shell.manager.status(summary)
            if Monotonic.now >= nextReturn {
                ProcessManners.returnFreeMemory()
                nextReturn = Monotonic.now + WatchSession.memoryPause
            }
            upkeep.end()
            try await Task.sleep(for: .seconds(pause))
        }
    }

    private func rest() {
        let configuration = preparation.configuration
        if configuration.workHours.contain(Date(), in: configuration.zone) {
            if shell.gate.open(.workHours) { shell.log.line(.info, "work hours begin") }
        } else if shell.gate.close(.workHours) {
            shell.log.line(.info, "work hours are over; the service is paused")
        }
    }

    /// One line for `systemctl status`.
    private var summary: String {
        let status = status
        let rest = PauseReason.words(of: status.resting.mapValues { _ in "" })
        let gone = status.drops.filter { $0.state != "up" }.count
        return "\(rest.isEmpty ? "running" : "paused: " + rest); \(status.photos["audited"] ?? 0) audited, "
            + "\(status.photos["pending"] ?? 0) pending; \(status.drops.count - gone) of \(status.drops.count) drops up"
    }

    private func readFigures(monthly: Bool) async throws {
        let today = CalendarDay(Date(), in: preparation.configuration.zone)
        let zone = preparation.configuration.zone
        let configured = Set(preparation.configuration.drops.map(\.drop.name))
        var read = try await keeper.use { (ledger) throws(LedgerError) in
            var read = LedgerFigures()
            let counts = try ledger.counts()
            read.photos["discovered"] = counts.discovered
            for state in PhotoState.allCases { read.photos[state.rawValue] = counts[state] }
            let sealed = try ledger.bundles(.sealed)
            let uploaded = try ledger.bundles(.uploaded)
            read.outbox.bundles = sealed.count
            read.outbox.bytes = (sealed + uploaded).map { $0.bytes ?? 0 }.clampedSum
            read.outbox.age = sealed.map { max(0, -$0.created.timeIntervalSinceNow) }.max() ?? 0
            read.outbox.unbundled = try ledger.unbundled().records
            read.outbox.noteFailures(sealed)
            read.strayDrops = try ledger.strayDrops(but: configured)
            if monthly { try read.readMonth(of: today, zone: zone, ledger) }
            return read
        }
        // A reports' folder that cannot be read does not concern the audit; `deliver` reports it.
        read.deliveries = (try? DeliveryRound(preparation.configuration).failures()) ?? .init()
        figures.withLock { figures in
            if !monthly { read.keepMonth(of: figures) }
            figures = read
        }
    }

    /// Stores of which photos wait in any drop; nil where one does not know.
    private var openStores: Set<String>? {
        var open: Set<String> = []
        for drop in drops {
            guard let some = drop.openStores else { return nil }
            open.formUnion(some)
        }
        return open
    }

    private func seal() async throws {
        // Asked before the ledger, so that a photo audited meanwhile is in its answer.
        let open = openStores
        let (waiting, stores) = try await keeper.use { (ledger) throws(LedgerError) in
            (try ledger.unbundled(), try ledger.unbundledStores())
        }
        let configuration = preparation.configuration
        let decision = SealRule(limits: configuration.bundle).decide(
            waiting, stores: stores, open: open, quiet: configuration.storeQuiet,
            outboxBytes: figures.withLock { $0.outbox.bytes }, now: Date())
        switch decision {
        case .wait: return
        case .outboxFull:
            shell.tally.problem()
            shell.log.line(
                .warning,
                "the outbox is full (bundle.outbox_limit): records stay in the ledger until bundles are uploaded",
                key: "outbox full")
        case .seal(let stores):
            let start = Monotonic.now
            for bundle in try await cutter.cut(stores: stores, progress: { [upkeep] in upkeep.step() }) {
                shell.log.line(
                    .info, "bundle \(bundle.name): sealed, \(counted(bundle.records, "record")), \(bundle.bytes) bytes")
            }
            shell.tally.spent("seal", Monotonic.now - start)
        }
    }

    /// Deletes the files of bundles that were uploaded long enough ago.
    private func pruneBundles() async throws {
        let limit = Date(timeIntervalSinceNow: -preparation.configuration.bundle.keep)
        let outbox = Outbox(preparation.configuration.outbox)
        let rows = try await keeper.use { (ledger) throws(LedgerError) in try ledger.bundles(.uploaded) }
        for row in rows where row.uploaded.map({ $0 <= limit }) ?? false {
            guard let name = BundleName(row.name) else { continue }
            upkeep.step()
            try outbox.discard(name, sha256: row.sha256 ?? "")
            try await keeper.use { (ledger) throws(LedgerError) in try ledger.notePruned(row.id) }
        }
    }

    private func pruneEvidence() async throws {
        let limit = Date(timeIntervalSinceNow: -preparation.configuration.evidenceKeep)
        var pruned = 0
        while true {
            try Task.checkCancellation()
            upkeep.step()
            let some = try await keeper.use { (ledger) throws(LedgerError) in
                try ledger.pruneEvidence(before: limit, limit: 500)
            }
            pruned += some
            if some < 500 { break }
        }
        guard pruned > 0 else { return }
        shell.log.line(.info, "\(pruned) pieces of evidence were past evidence_keep and are deleted")
        _ = try await keeper.use { (ledger) throws(LedgerError) in try ledger.returnFreeSpace() }
    }

    /// Deletes what the ledger keeps besides records and evidence, each after its time (`keep`).
    private func pruneLedger() async throws {
        let keep = preparation.configuration.keep
        let times: [(KeptKind, Double)] = [
            (.features, keep.features), (.fingerprints, keep.fingerprints), (.corrections, keep.corrections),
            (.logs, keep.logs),
        ]
        for (kind, time) in times {
            let limit = Date(timeIntervalSinceNow: -time)
            var pruned = 0
            while true {
                try Task.checkCancellation()
                upkeep.step()
                let some = try await keeper.use { (ledger) throws(LedgerError) in
                    try ledger.prune(kind, before: limit, limit: 500)
                }
                pruned += some
                if some < 500 { break }
            }
            if pruned > 0 {
                shell.log.line(.info, "\(pruned) \(kind.rawValue) were past keep.\(kind.rawValue) and are deleted")
            }
        }
    }

    private func writeMetrics() {
        guard let file = preparation.configuration.metrics else { return }
        let metrics = Metrics(status: status, now: Date())
        do throws(SystemError) {
            if let folder = file.parent { try FileSystem.makeFolder(folder) }
            // The unit's umask keeps ledger and evidence from others; the node exporter is one of the others.
            try AtomicFile.write(Array(metrics.text.utf8), to: file, isPublic: true)
        } catch {
            shell.log.line(.warning, "metrics: \(error)", key: "metrics")
        }
    }
}

extension Configuration {
    /// `nice` and `idle_io`, for all threads that there are now.
    func applyManners(_ log: ServiceLog) {
        do throws(SystemError) {
            if nice != 0 { try ProcessManners.setNice(nice) }
            if idleIO { try ProcessManners.setIdleIO() }
        } catch {
            log.line(.info, "nice and idle_io could not be set as configured: \(error)", key: "manners")
        }
    }
}
