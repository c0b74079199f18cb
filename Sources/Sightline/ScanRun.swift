import Audit
import Bundles
import Detection
import Drops
import Foundation
import Judging
import Ledger
import Records
import Stores
import Synchronization
import SystemCalls

/// One `scan` from the open ledger to the summary.
struct ScanRun: Sendable {
    let plan: ScanPlan

    init(_ plan: ScanPlan) { self.plan = plan }

    /// What the observer gathers while the lanes work.
    private struct Gathered {
        var verdicts: [Verdict: Int] = [:]
        var findings: [String: Int] = [:]
        var reasons: [String: Int] = [:]
        var foundWanted = false
        var overlayProblem: String?
        /// Photos of which nothing tells the store.
        var withoutStore = 0
        /// nil when no photo needed one.
        var model: String?
    }

    func run() async throws -> ExitCode {
        let model = try ModelLocation.find(explicit: plan.model)
        if let folder = plan.ledger.parent { try FileSystem.makeFolder(folder) }
        let keeper = try LedgerKeeper(
            at: plan.ledger,
            options: .judging(by: plan.settings.policy, catalogue: plan.settings.artworks?.catalogue))
        do {
            let exit = try await run(keeper, model)
            await close(keeper)
            return exit
        } catch {
            await close(keeper)
            throw error
        }
    }

    /// However the run ended, its ledger is one whole file. Where the disk does not allow that, nothing is lost.
    private func close(_ keeper: LedgerKeeper) async {
        do throws(LedgerError) {
            try await keeper.close()
        } catch {
            printError("warning: the newest entries are in the ledger's -wal file only: \(error)")
        }
    }

    private func run(_ keeper: LedgerKeeper, _ model: PathBytes) async throws -> ExitCode {
        let started = ContinuousClock.now
        let folders = plan.stores.stores.isEmpty ? [] : topStores
        let (run, registry) = try await keeper.use { (ledger) throws(LedgerError) in
            for dead in try ledger.openRuns() where ProcessIdentity.isDead(owner: dead.owner) {
                try ledger.endRun(dead.id, outcome: "dead")
            }
            let registry = try plan.stores.fitted(to: ledger, folders: folders)
            if !registry.stores.isEmpty { try ledger.setStores(registry.registered) }
            if let catalogue = plan.settings.artworks?.catalogue { try ledger.setCreatives(catalogue.registered) }
            return (try ledger.beginRun(kind: "scan", owner: ProcessIdentity.current.text), registry)
        }
        registry.faults.dropFirst(plan.stores.faults.count).forEach { printError("--stores: \($0)") }
        if let first = folders.first, !folders.contains(where: { registry[$0] != nil }) {
            printError("--stores: none of the folders is a store of it (\(first), …); is it another branch's?")
        }
        let drops = try await plan.enter(in: keeper, run)
        let progress = RunProgress()
        let gathered = Mutex(Gathered())
        let overlays = plan.overlays.map { OverlayFolder($0) }
        let engine = AuditEngine(
            keeper: keeper, run: run,
            detector: {
                let detector = try Detector(modelFolder: model, precision: plan.precision)
                gathered.withLock { $0.model = "\(detector.card.title) (\(detector.precision.rawValue))" }
                return detector
            }, settings: plan.settings, limits: .init(lanes: plan.lanes),
            progress: progress
        ) { event in
            switch event {
            case .committed(_, let outcome, let committed):
                gathered.withLock { gather(outcome, committed, into: &$0) }
            case .spent: break
            case .overlay(let drop, let path, let jpeg):
                do {
                    try overlays?.write(
                        jpeg, drop: plan.drops.count > 1 ? drop.replacing("/", with: "_") : nil, path: path)
                } catch {
                    gathered.withLock { $0.overlayProblem = "\(error)" }
                }
            }
        }
        countCandidates(progress)
        let display = ProgressDisplay(progress, quiet: plan.quiet || plan.json && isatty(STDERR_FILENO) == 0)
        var findings = ScanFindings()
        var cancelled = false
        do {
            findings = try await Interrupt.cancelling { try await scanAll(engine, drops, registry) }
            try await engine.close()
        } catch is CancellationError {
            cancelled = true
            try await engine.cancel()
        } catch {
            display.end()
            try? await engine.cancel()
            throw error
        }
        display.end()
        var bundles: [SealedBundle] = []
        if plan.cutsBundles, !cancelled { bundles = try await cutBundles() }
        var result = gathered.withLock { $0 }
        if !result.verdicts.isEmpty { try await addRelations(keeper, run, to: &result) }
        if !result.foundWanted { result.foundWanted = try await holdsWanted(keeper, run) }
        let counts = progress.counts
        let exit = exitCode(counts, findings, result, cancelled)
        let summary = ScanSummary(
            counts: counts, findings: findings, verdicts: result.verdicts, findingCodes: result.findings,
            reasons: result.reasons, bundles: bundles, outbox: plan.outbox, ledger: plan.ledger,
            overlays: plan.overlays, seconds: Double((ContinuousClock.now - started) / .milliseconds(1)) / 1000,
            model: result.model,
            withoutStore: result.withoutStore, cancelled: cancelled, problem: result.overlayProblem, exit: exit.rawValue
        )
        do {
            if plan.json {
                try await printRecords(keeper, run)
                try Output().json(summary)
            } else {
                for line in summary.lines { try Output().line(line) }
            }
        } catch is OutputClosed {
            // What the scan found does not depend on who reads of it.
        }
        return exit
    }

    private func cutBundles() async throws -> [SealedBundle] {
        let cutter = try BundleCutter(ledger: plan.ledger, outbox: plan.outbox, branch: plan.settings.branch)
        do {
            let repaired = try await cutter.repair()
            repaired.reports.forEach { printError($0) }
            let bundles = try await repaired.sealed + cutter.cut()
            try await cutter.close()
            return bundles
        } catch {
            try? await cutter.close()
            throw error
        }
    }

    /// Counts what there is to look at, beside the scan, where somebody watches the bar; a drop that hangs holds only this.
    private func countCandidates(_ progress: RunProgress) {
        guard isatty(STDERR_FILENO) == 1, !plan.quiet else { return }
        DispatchQueue.global(qos: .utility).async { [plan] in
            var total = 0
            for drop in plan.drops {
                guard let walker = try? DropWalker(drop, shard: plan.shard) else { return }
                for listing in walker { total += listing.count }
            }
            progress.expect(total)
        }
    }

    /// What the folders at the drops' tops call their stores.
    private var topStores: [String] {
        plan.drops.flatMap { drop in
            ((try? FileSystem.names(in: drop.root)) ?? []).compactMap { drop.layout.store(ofTopFolder: $0) }
        }
    }

    private func scanAll(
        _ engine: AuditEngine, _ drops: [(id: DropID, drop: Drop)], _ stores: StoreRegistry
    ) async throws -> ScanFindings {
        var all = ScanFindings()
        for (id, drop) in drops {
            let line = try await engine.open(drop, as: id, stores: stores)
            all.add(try await engine.scan(line, shard: plan.shard, mode: plan.mode))
        }
        return all
    }

    private func gather(_ outcome: Outcome, _ committed: Committed, into result: inout Gathered) {
        switch (outcome.kind, committed) {
        case (.recorded(let record, _), .recorded), (.recorded(let record, _), .unchanged):
            if record.photo.storeID == nil { result.withoutStore += 1 }
            if let verdict = record.verdict { result.verdicts[verdict, default: 0] += 1 }
            for finding in record.findings { result.findings[finding.code, default: 0] += 1 }
            if let reason = record.reason { result.reasons[reason.code, default: 0] += 1 }
            let said = [record.state.rawValue, record.verdict?.rawValue, record.reason?.code].compactMap { $0 }
            if !plan.failOn.isDisjoint(with: said + record.findings.map(\.code)) { result.foundWanted = true }
        case (.failed(let reason), _):
            result.reasons[reason.code, default: 0] += 1
            if !plan.failOn.isDisjoint(with: ["failed", reason.code]) { result.foundWanted = true }
        default: break
        }
    }

    /// Findings that follow from relations are given while a record is committed: its outcome lacks them.
    private func addRelations(_ keeper: LedgerKeeper, _ run: RunID, to result: inout Gathered) async throws {
        let counts = try await keeper.use { (ledger) throws(LedgerError) in try ledger.findingCounts(of: run) }
        for code in FindingCode.ofRelations.map(\.code) { result.findings[code] = counts[code] }
    }

    /// What follows from relations, which only the ledger knows, is looked for at the end.
    private func holdsWanted(_ keeper: LedgerKeeper, _ run: RunID) async throws -> Bool {
        guard !plan.failOn.isDisjoint(with: FindingCode.ofRelations.map(\.code)) else { return false }
        return try await keeper.use { (ledger) throws(LedgerError) in
            var filter = RecordFilter(.current)
            filter.run = run
            let records = try ledger.records(filter)
            while let stored = try records.next() {
                if try stored.record().findings.contains(where: { plan.failOn.contains($0.code) }) { return true }
            }
            return false
        }
    }

    private func exitCode(
        _ counts: RunProgress.Counts, _ findings: ScanFindings, _ result: Gathered, _ cancelled: Bool
    ) -> ExitCode {
        if result.foundWanted { return .found }
        if result.overlayProblem != nil { return .failed }
        return counts.failed > 0 || findings.problemCount > 0 || cancelled ? .somePhotosUnread : .done
    }

    /// The run's records in (drop, path) order, so that the output does not depend on the lanes.
    private func printRecords(_ keeper: LedgerKeeper, _ run: RunID) async throws {
        let failure = try await keeper.use { (ledger) throws(LedgerError) -> (any Error)? in
            var filter = RecordFilter(.current)
            filter.run = run
            let records = try ledger.records(filter)
            do {
                while let stored = try records.next() { try Output().line(bytes: stored.json) }
                return nil
            } catch let error as LedgerError {
                throw error
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}
