import Audit
import Drops
import Foundation
import Ledger
import Records
import Settings
import Stores
import SystemCalls
import Watching
import WorkStealing

/// The service under one configuration: from the ledger's opening to the end of the run.
///
/// Tasks, none of which waits for another: two per drop (`DropWatch`), `noteFailures` and `recover` (close the gate when
/// the ledger failed, and open it again), `keepUp` (bundles, pruning, metrics), `beat` (lease, sign of life). A task that fails for good ends the session
/// through `failed`.
final class WatchSession: Sendable {
    /// Seconds between two attempts to write the ledger.
    private static let retryPause = 2.0

    let preparation: Preparation
    let shell: ServiceShell
    let keeper: LedgerKeeper
    let cutter: BundleCutter
    let engine: AuditEngine
    let drops: [DropWatch]
    let figures = Locked(LedgerFigures())
    let answered = Heartbeat()
    let upkeep = Upkeep()
    private let photos = PhotosInProgress()
    private let tasks = Locked<[Task<Void, Never>]>([])

    /// Opens the ledger, repairs what a kill left, opens the lanes; touches no drop yet.
    init(_ preparation: Preparation, _ shell: ServiceShell) async throws {
        let configuration = preparation.configuration
        self.preparation = preparation
        self.shell = shell
        if let folder = configuration.ledger.parent { try FileSystem.makeFolder(folder) }
        try FileSystem.makeFolder(configuration.outbox)
        let settings = preparation.settings
        let keeper = try LedgerKeeper(
            at: configuration.ledger,
            options: .judging(by: settings.policy, catalogue: settings.artworks?.catalogue))
        self.keeper = keeper
        let (run, stores) = try await keeper.use { (ledger) throws(LedgerError) in
            // A process has one session at a time: what a former one left open is over, too.
            let own = ProcessIdentity.current.text
            for run in try ledger.openRuns() where run.owner == own || ProcessIdentity.isDead(owner: run.owner) {
                try ledger.endRun(run.id, outcome: "dead")
            }
            let stores = try preparation.stores.fitted(to: ledger)
            if !stores.stores.isEmpty { try ledger.setStores(stores.registered) }
            if let catalogue = settings.artworks?.catalogue { try ledger.setCreatives(catalogue.registered) }
            return (try ledger.beginRun(kind: "watch", owner: ProcessIdentity.current.text), stores)
        }
        for fault in stores.faults.dropFirst(preparation.stores.faults.count) {
            shell.log.line(.warning, "stores: \(fault)")
        }
        var limits = BundleCutter.Limits()
        limits.records = configuration.bundle.maxRecords
        limits.bytes = configuration.bundle.maxBytes
        let label = BundleName.sanitise(configuration.branch)
        if label != configuration.branch {
            shell.log.line(.notice, "file names cannot hold the branch's name: its bundles are named \(label)-…")
        }
        cutter = try BundleCutter(
            ledger: configuration.ledger, outbox: configuration.outbox, branch: configuration.branch, limits: limits)
        let repaired = try await cutter.repair()
        for bundle in repaired.sealed { shell.log.line(.notice, "bundle \(bundle.name): was interrupted; rebuilt") }
        for report in repaired.reports { shell.log.line(.warning, "outbox: \(report)") }
        if repaired.others > 0 {
            shell.log.line(
                .notice,
                "outbox: \(counted(repaired.others, "bundle of another ledger is", "bundles of another ledger are")) left alone; `sightline upload` with a "
                    + "configuration that names that ledger delivers them")
        }

        let byID = WatchTable()
        let photos = photos
        engine = AuditEngine(
            keeper: keeper, run: run, detector: { preparation.detector }, settings: preparation.settings,
            limits: .init(lanes: configuration.laneCount)
        ) { event in
            if case .spent(let times) = event { shell.tally.spent(times) }
            guard case .committed(let drop, let outcome, let committed) = event else { return }
            photos.committed()
            shell.tally.committed(committed)
            byID[drop]?.note(outcome, committed)
            if case .failed(let reason) = outcome.kind {
                shell.tally.problem()
                shell.log.line(.warning, "\(reason.code): \(reason.message)", key: reason.code)
            }
        }
        var drops: [DropWatch] = []
        for watched in configuration.drops {
            let key = DropTable.Key(drop: watched.drop, ledger: configuration.ledger)
            let context = try await shell.drops.context(key) {
                try await keeper.use { (ledger) throws(LedgerError) in
                    try ledger.knownPaths(
                        drop: try ledger.register(drop: watched.drop.name, root: watched.drop.root))
                }
            }
            let line = try await engine.open(watched.drop, stores: stores, reader: context.reader)
            let monitor = DropMonitor(watched, context, configuration) { shell.report($0, of: watched.drop) }
            let watch = DropWatch(
                monitor, line: line, poll: configuration.poll, engine: engine, photos: photos, shell: shell)
            byID.enter(line.id, watch)
            drops.append(watch)
        }
        shell.drops.keep(
            Set(configuration.drops.map { DropTable.Key(drop: $0.drop, ledger: configuration.ledger) }))
        self.drops = drops
    }

    /// Begins to work.
    /// - Parameter failed: called once for each task that cannot go on.
    func start(failed: @escaping @Sendable (any Error) -> Void) {
        for drop in drops {
            launch(failed) { try await drop.monitor.guardRoot() }
            launch(failed) { try await drop.work() }
        }
        launch(failed) { try await self.noteFailures() }
        launch(failed) { try await self.recover() }
        launch(failed) { try await self.keepUp() }
        launch(failed) { try await self.beat() }
        launch(failed) { try await self.watchDog() }
    }

    private func launch(
        _ failed: @escaping @Sendable (any Error) -> Void, _ body: @escaping @Sendable () async throws -> Void
    ) {
        let task = Task {
            do {
                try await body()
            } catch is CancellationError {
            } catch {
                // A task that `stop` cancelled may find the ledger closed: that is not a failure.
                if !Task.isCancelled { failed(error) }
            }
        }
        tasks.withLock { $0.append(task) }
    }

    /// Stops: photos in progress are finished and committed, the rest of the claims is released.
    /// - Parameter deadline: seconds to wait at most; what hangs is left behind.
    /// - Returns: false when not everything could be finished; nothing is lost by that, the next start goes on.
    func stop(within deadline: Double) async -> Bool {
        tasks.withLock { $0.forEach { $0.cancel() } }
        let progress = Observed(Stopping())
        // Keeps the drops until the last photo's news has come.
        Task { [self] in
            do {
                try await engine.cancel()
                progress.withLock { $0.isFinished = true }
            } catch {
                shell.log.line(.warning, "stopping: \(error)")
            }
            await closeLedger()
            progress.withLock { $0.isClosed = true }
        }
        _ = try? await progress.wait(atMost: deadline) { $0.isClosed }
        return progress.withLock { $0.isFinished }
    }

    /// How far a stop has come.
    private struct Stopping: Sendable {
        /// Photos in progress are committed.
        var isFinished = false
        /// The ledger is one whole file.
        var isClosed = false
    }

    /// Leaves the ledger as one whole file.
    private func closeLedger() async {
        do throws(LedgerError) {
            // The last to close writes back what the first could not.
            try? await cutter.close()
            try await keeper.close()
        } catch {
            shell.log.line(.warning, "the ledger's -wal could not be written back, the next start does it: \(error)")
        }
    }

    /// Closes the gate when outcomes cannot be committed, also where no photo follows that would show it.
    private func noteFailures() async throws {
        while true {
            try shell.trouble.note(try await engine.nextCommitFailure())
            try await engine.waitUntilCommitting()
        }
    }

    /// After the ledger failed, tries again every few seconds, and opens the gate when it can be written.
    private func recover() async throws {
        while true {
            try await shell.gate.waitUntilClosed(for: .ledger)
            try await Task.sleep(for: .seconds(WatchSession.retryPause))
            do {
                try await engine.retryCommit()
                try await renew()
                photos.settleUp()
                shell.trouble.isOver()
            } catch let error as LedgerError {
                try shell.trouble.note(error)
            }
        }
    }

    private func renew() async throws(LedgerError) {
        let run = engine.run
        try await keeper.use { (ledger) throws(LedgerError) in try ledger.renew(run) }
    }

    /// Keeps the lease and knows that the ledger's queue answers.
    private func beat() async throws {
        var renewed = Monotonic.now
        while true {
            try await Task.sleep(for: .seconds(1))
            do throws(LedgerError) {
                if Monotonic.now - renewed > 60 {
                    try await renew()
                    renewed = Monotonic.now
                } else {
                    try await keeper.use { (_) throws(LedgerError) in }
                }
            } catch {
                try shell.trouble.note(error)
            }
            answered.beat()
        }
    }

    /// Gives signs of life as long as photos in progress and bundles move on.
    private func watchDog() async throws {
        guard let limit = shell.manager.watchdog else { return }
        var rule = WatchdogRule(limit: limit / 2, now: Monotonic.now)
        while true {
            let isAlive = rule.isAlive(
                inHand: photos.count, done: photos.done, isResting: !shell.gate.isOpen,
                answer: max(answered.age, upkeep.age), now: Monotonic.now)
            if isAlive { shell.manager.alive() }
            try await Task.sleep(for: .seconds(min(limit / 4, 10)))
        }
    }

    var status: ServiceStatus {
        let ledger = figures.withLock { $0 }
        var status = ServiceStatus(of: preparation, shell)
        status.photos = ledger.photos
        status.inHand = photos.count
        status.drops = drops.map(\.status)
        status.outbox = ledger.outbox
        status.strayDrops = ledger.strayDrops
        status.deliveries = ledger.deliveries
        let depths = engine.depths
        status.queues = ["claimed": depths.claimed, "lanes": depths.queued, "commit": depths.committing]
        status.month = ledger.month
        status.storesMonth = ledger.monthly
        status.visitsMonth = ledger.visits
        return status
    }
}

/// Drops by number, for the engine's news. The session owns them: held from here, engine and drops would keep each
/// other, and every reload would leave a ledger's connection and a model's lanes behind.
private final class WatchTable: Sendable {
    private struct Entry {
        weak var watch: DropWatch?
    }

    private let watches = Locked<[DropID: Entry]>([:])
    subscript(drop: DropID) -> DropWatch? { watches.withLock { $0[drop]?.watch } }
    func enter(_ drop: DropID, _ watch: DropWatch) { watches.withLock { $0[drop] = Entry(watch: watch) } }
}
