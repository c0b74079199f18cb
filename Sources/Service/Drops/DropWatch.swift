import Audit
import Drops
import Foundation
import Ledger
import Records
import SystemCalls
import Watching
import WorkStealing

/// One drop under watch: its monitor says when it is there and what has settled; this gives that to the engine.
///
/// Two tasks: `guardRoot` probes the root; `work` makes passes and delivers photos, and may wait for the mount for as
/// long as that hangs. No other drop waits for either. What outlives a reload is in the drop's `DropContext`.
final class DropWatch: Sendable {
    /// Photos claimed at a time: what a pause or a stop waits for.
    static let part = 16

    let line: DropLine
    let monitor: DropMonitor
    private let photos: PhotosInProgress
    private let poll: Double
    let engine: AuditEngine
    private let gate: Gate
    private let trouble: LedgerTrouble
    private let log: ServiceLog
    private let tally: Tally

    init(
        _ monitor: DropMonitor, line: DropLine, poll: Double, engine: AuditEngine, photos: PhotosInProgress,
        shell: ServiceShell
    ) {
        self.monitor = monitor
        self.line = line
        self.poll = poll
        self.engine = engine
        self.photos = photos
        gate = shell.gate
        trouble = shell.trouble
        log = shell.log
        tally = shell.tally
    }

    private var name: String { line.drop.name }
    private var news: PhotoNews { monitor.context.scanner.news }

    /// The engine's news of a path of this drop.
    func note(_ outcome: Outcome, _ committed: Committed) {
        switch committed {
        case .recorded, .unchanged, .duplicate: monitor.noteSettled(outcome.sighting)
        case .failed, .kept, .released, .lostClaim: break
        }
    }

    /// Makes passes and delivers photos until the task is cancelled.
    func work() async throws {
        while true {
            try await gate.pass()
            guard monitor.isUp else {
                monitor.passAgain()
                try await monitor.release()
                try await monitor.waitUntilUp()
                continue
            }
            do {
                let folders = try await monitor.nextPass()
                try await gate.pass()
                guard monitor.isUp else {
                    monitor.putBack(folders)
                    continue
                }
                let taken = try await deliver(try await pass(folders))
                try await noteDepartures()
                if taken > 0 {
                    log.line(
                        .info,
                        "drop \(name): \(counted(taken, "photo")) found and sent to the audit; \(photos.count) in progress"
                    )
                }
            } catch let error as LedgerError {
                try trouble.note(error)
            } catch let error as SystemError {
                log.line(.warning, "drop \(name): \(error)", key: "look \(name)")
                await monitor.probe()
                try await Task.sleep(for: .seconds(min(1, poll)))
            }
            try await monitor.release()
        }
    }

    /// - Parameter folders: nil for the whole drop.
    private func pass(_ folders: Set<PathBytes>?) async throws -> [SettledPhoto] {
        let start = Monotonic.now
        do {
            let isFull = folders == nil && monitor.isFullWalkDue()
            let (photos, summary) = try await monitor.pass(isFull ? try await knownPaths() : nil, folders)
            if let first = summary.firstProblem {
                tally.problem()
                log.line(
                    .warning,
                    "drop \(name): \(counted(summary.problems, "item")) could not be read; the first: \(first)",
                    key: "walk \(name)")
            }
            tally.spent("look", Monotonic.now - start)
            return photos
        } catch {
            monitor.putBack(folders)
            throw error
        }
    }

    private func knownPaths() async throws(LedgerError) -> KnownPaths {
        let id = line.id
        return try await engine.keeper.use { (ledger) throws(LedgerError) in try ledger.knownPaths(drop: id) }
    }

    /// Hands photos to the engine, part by part.
    /// - Returns: how many were photos.
    private func deliver(_ photos: [SettledPhoto]) async throws -> Int {
        var taken = 0
        for start in stride(from: 0, to: photos.count, by: DropWatch.part) {
            do {
                try await gate.pass()
                guard monitor.isUp else {
                    news.noteReturned(photos[start...].map(\.candidate.path))
                    return taken
                }
                let part = photos[start..<min(start + DropWatch.part, photos.count)]
                let final = Set(part.filter(\.isFinal).map(\.candidate.path))
                let found = try await check(part.map(\.candidate))
                taken += found.count
                try await engine.audit(found, of: line) { candidate, read in
                    await self.admit(candidate, read, isFinal: final.contains(candidate.path))
                }
            } catch {
                news.noteReturned(photos[start...].map(\.candidate.path))
                throw error
            }
        }
        return taken
    }

    /// The photos among files that are still; what their content says are others is remembered, and what could not be
    /// opened is logged and tried again by a later pass.
    private func check(_ candidates: [Candidate]) async throws -> [Candidate] {
        let sorted = try await line.contentCheck(engine.keeper).sort(candidates)
        news.noteOthers(sorted.others)
        guard let first = sorted.unread.first else { return sorted.photos }
        if sorted.unread.contains(where: \.isMountTrouble) {
            try await monitor.release()
            await monitor.probe()
        }
        tally.problem()
        log.line(
            .warning, "drop \(name): \(counted(sorted.unread.count, "file")) could not be opened; the first: \(first)",
            key: "sift \(name)")
        return sorted.photos
    }

    /// After a pass that read every folder: marks the known paths that it did not see, unless the drop is gone by now.
    private func noteDepartures() async throws {
        guard let walk = try await monitor.takeFullWalk() else { return }
        await monitor.probe()
        guard monitor.isUp else { return }
        let id = line.id
        let departures = try await engine.keeper.use { (ledger) throws(LedgerError) in
            try ledger.noteFullWalk(drop: id, walk)
        }
        if let doubt = departures.doubt {
            log.line(
                .warning, "drop \(name): \(doubt); is all of it mounted? No photo is marked as gone",
                key: "gone \(name)")
        }
        guard departures.gone > 0 else { return }
        log.line(
            .notice,
            "drop \(name): \(counted(departures.gone, "photo is", "photos are")) gone from it, \(departures.moved) of them \(departures.moved == 1 ? "counts" : "count") at another place"
        )
        try await engine.auditSentBack(departures, of: line, part: DropWatch.part) { candidate, read in
            await self.admit(candidate, read, isFinal: true)
        } pass: {
            try await self.gate.pass()
        }
    }

    private func admit(
        _ candidate: Candidate, _ read: Result<ReadPhoto, ReadError>, isFinal: Bool
    ) async -> AuditEngine.Admission {
        photos.admitted()
        switch Intake.judge(candidate, read, isFinal: isFinal) {
        case .audit: return .audit
        case .incomplete:
            news.noteIncomplete(candidate.path)
            return .release
        case .changed:
            news.noteChanged(candidate.path)
            return .release
        case .leave:
            try? await monitor.release()
            await monitor.probe()
            news.noteChanged(candidate.path)
            if monitor.isUp, case .failure(let error) = read, error.code == .fileVanished { return .audit }
            return .release
        }
    }
}
