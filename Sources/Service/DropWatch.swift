import Audit
import Drops
import Foundation
import Ledger
import Records
import Settings
import Synchronization
import SystemCalls
import WorkStealing

/// One drop under watch: whether it is there, its looks, and its photos on their way to the engine.
///
/// Two tasks: `guardRoot` probes the root and never waits longer than the deadline; `work` looks and hands photos on, and
/// may wait for the mount for as long as that hangs. Neither is waited for by any other drop. What outlives a reload is
/// in the drop's `DropStanding`.
final class DropWatch: Sendable {
    /// Photos handed out in one look: the next look comes after them.
    static let room = 512
    /// Photos claimed at a time: what a pause or a stop waits for.
    static let part = 16

    let line: DropLine
    let watched: Configuration.WatchedDrop
    let standing: DropStanding
    var eye: DropEye { standing.eye }
    private let hand: Hand
    private let configuration: Configuration
    let engine: AuditEngine
    private let gate: Gate
    private let trouble: LedgerTrouble
    let log: ServiceLog
    let tally: Tally
    init(
        _ watched: Configuration.WatchedDrop, line: DropLine, standing: DropStanding, configuration: Configuration,
        engine: AuditEngine, hand: Hand, shell: ServiceShell
    ) {
        self.watched = watched
        self.line = line
        self.configuration = configuration
        self.standing = standing
        self.engine = engine
        self.hand = hand
        gate = shell.gate
        trouble = shell.trouble
        log = shell.log
        tally = shell.tally
    }

    var isUp: Bool { standing.shared.withLock { $0.state.isUp } }

    /// The engine's news of a path of this drop.
    func note(_ outcome: Outcome, _ committed: Committed) {
        switch committed {
        case .recorded, .unchanged, .duplicate:
            eye.noteSettled(outcome.sighting)
            standing.shared.withLock { $0.knowsPhotos = true }
        case .failed, .kept, .released, .lostClaim: break
        }
    }

    // MARK: Is it there?

    /// Probes the root again and again; a probe that does not return marks the drop as hanging, until it does.
    func guardRoot() async throws {
        let pause = min(configuration.poll, 10)
        while true {
            await probe()
            try await Task.sleep(for: .seconds(pause))
        }
    }

    func probe() async {
        // One that was asked before, by this session or a former one, may have seen the past.
        if standing.pendingProbe != nil { await hear(standing.askProbe()) }
        await hear(standing.askProbe())
    }

    private func hear(_ answer: DropStanding.ProbeAnswer) async {
        let start = Monotonic.now
        while !Task.isCancelled {
            if let result = answer.value { return take(result) }
            if Monotonic.now - start > configuration.probeDeadline, eye.heartbeat.age > configuration.probeDeadline {
                change { $0.noteHanging(now: Date()) }
            }
            do { try await Task.sleep(for: .milliseconds(Monotonic.now - start < 0.1 ? 5 : 100)) } catch { return }
        }
    }

    private func take(_ result: Result<DropProbe, SystemError>) {
        let knows = standing.shared.withLock { $0.knowsPhotos }
        switch result {
        // The root answers, but a photo does not come: some servers die by halves.
        case .success where line.reader.waited > configuration.probeDeadline:
            change { $0.noteHanging(now: Date()) }
        case .success(let probe):
            change { $0.note(probe, marker: self.watched.marker, knowsPhotos: knows, now: Date()) }
            if isUp { listen(probe) }
        case .failure(let error): change { $0.note(error, now: Date()) }
        }
    }

    private func change(_ body: (inout DropState) -> DropState.Change?) {
        guard let change = standing.shared.withLock({ body(&$0.state) }) else { return }
        switch change {
        case .came: log.line(.notice, "drop \(watched.drop.name): is there (\(watched.drop.root.escaped))")
        case .left(let absence):
            standing.events.end()
            tally.problem()
            log.line(.warning, "drop \(watched.drop.name): \(absence.message(watched.drop))")
        }
    }

    /// Takes events of a local drop; a network's servers tell nobody what other clients do.
    private func listen(_ probe: DropProbe) {
        guard watched.inotify, NetworkFileSystem.name(ofType: probe.identity.fileSystem) == nil else {
            return standing.events.end()
        }
        do throws(SystemError) { try standing.events.begin() } catch { tellPolledOnly(error) }
    }

    private func tellPolledOnly(_ error: SystemError) {
        log.line(
            .warning,
            "drop \(watched.drop.name): no more folders can be watched, so it is only polled: \(error); "
                + "raise fs.inotify.max_user_watches and max_user_instances (sysctl), or set inotify: false")
    }

    // MARK: Looks

    /// Looks and hands photos on until the task is cancelled.
    func work() async throws {
        while true {
            try await gate.pass()
            guard isUp else {
                lookAgain()
                try await release()
                try await Task.sleep(for: .milliseconds(200))
                continue
            }
            var handed = 0
            do {
                let folders = try await nextFolders()
                guard isUp else {
                    standing.events.putBack(folders ?? [])
                    continue
                }
                let isFull = folders == nil ? isFullWalkDue() : false
                let photos: [SettledPhoto]
                do {
                    photos = try await look(isFull ? try await knownPaths() : nil, folders)
                } catch {
                    standing.events.putBack(folders ?? [])
                    throw error
                }
                handed = photos.count
                if handed >= DropWatch.room {
                    lookAgain()
                } else if folders == nil {
                    standing.shared.withLock { $0.nextLook = Monotonic.now + configuration.poll }
                }
                let taken = try await handOn(photos)
                try await noteDepartures()
                if taken > 0 {
                    log.line(.info, "drop \(watched.drop.name): \(taken) photos taken; \(hand.count) in progress")
                }
            } catch let error as LedgerError {
                try trouble.note(error)
            } catch let error as SystemError {
                log.line(.warning, "drop \(watched.drop.name): \(error)", key: "look \(watched.drop.name)")
                await probe()
                try await Task.sleep(for: .seconds(min(1, configuration.poll)))
            }
            try await release()
        }
    }

    /// More photos wait than one look hands out.
    private func lookAgain() { standing.shared.withLock { $0.nextLook = 0 } }

    /// Waits for the next look: the whole drop (nil) a poll after the last; some folders sooner, where events tell of
    /// them or where photos in them may have settled.
    private func nextFolders() async throws -> Set<PathBytes>? {
        let begun = Monotonic.now
        while true {
            try await gate.pass()
            let now = Monotonic.now
            let (due, waiting) = standing.shared.withLock { shared in
                // A shorter poll of a new configuration counts at once.
                shared.nextLook = min(shared.nextLook, now + configuration.poll)
                return (shared.nextLook, shared.look.waiting)
            }
            if now >= due || !isUp {
                standing.shared.withLock { $0.nextLook = now + configuration.poll }
                return nil
            }
            guard standing.events.mode == .inotify else {
                try await Task.sleep(for: .seconds(min(due - now, 1)))
                continue
            }
            let news = standing.events.take()
            if news.overflowed { standing.shared.withLock { $0.nextFullWalk = 0 } }
            if news.everywhere || news.overflowed {
                // Not the whole drop again and again while a storm lasts.
                standing.shared.withLock { $0.nextLook = min(due, begun + configuration.poll / 4) }
            }
            let haveSettled = waiting > 0 && now - begun > max(0.25, configuration.settle + 0.05)
            if !news.folders.isEmpty || haveSettled { return news.folders }
            try await Task.sleep(for: .seconds(min(due - now, 0.25)))
        }
    }

    /// True when every folder is to be read again; the drop's first look does so by itself.
    private func isFullWalkDue() -> Bool {
        standing.shared.withLock { shared in
            let latest = Monotonic.now + configuration.fullWalk
            let isDue = shared.nextFullWalk.map { Monotonic.now >= $0 } ?? false
            shared.nextFullWalk = isDue ? latest : min(shared.nextFullWalk ?? latest, latest)
            return isDue
        }
    }

    /// Closes what is open in the drop, so that it can be unmounted.
    func release() async throws {
        try await unlessCancelled { [reader = line.reader] in await reader.release() }
    }

    private func knownPaths() async throws(LedgerError) -> KnownPaths {
        let id = line.id
        return try await engine.keeper.use { (ledger) throws(LedgerError) in try ledger.knownPaths(drop: id) }
    }

    private func look(_ fresh: KnownPaths?, _ folders: Set<PathBytes>?) async throws -> [SettledPhoto] {
        let start = Monotonic.now
        // The eye may hang with its mount; this session does not.
        let pass = try await unlessCancelled { [eye, configuration] in
            try await eye.beginPass(
                all: fresh, folders: folders, room: DropWatch.room, settle: configuration.settle,
                patience: configuration.patience)
        }
        var photos: [SettledPhoto] = []
        while let some = try await unlessCancelled({ [eye] in await eye.step(pass) }) {
            photos += some
            try Task.checkCancellation()
        }
        let summary = try await unlessCancelled { [eye] in await eye.summary() }
        if let problem = summary.watchProblem { tellPolledOnly(problem) }
        standing.shared.withLock {
            let former = $0.look.problems
            $0.look = summary
            // Some folders tell nothing of the others.
            if folders != nil { $0.look.problems = former }
            $0.lastLook = Date()
        }
        if let first = summary.firstProblem {
            tally.problem()
            log.line(
                .warning,
                "drop \(watched.drop.name): \(summary.problems) items could not be read; the first: \(first)",
                key: "walk \(watched.drop.name)")
        }
        tally.spent("look", Monotonic.now - start)
        return photos
    }

    /// - Returns: how many were photos.
    private func handOn(_ photos: [SettledPhoto]) async throws -> Int {
        var taken = 0
        for start in stride(from: 0, to: photos.count, by: DropWatch.part) {
            do {
                try await gate.pass()
                guard isUp else {
                    eye.noteReturned(photos[start...].map(\.candidate.path))
                    return taken
                }
                let part = photos[start..<min(start + DropWatch.part, photos.count)]
                let final = Set(part.filter(\.isFinal).map(\.candidate.path))
                let found = try await sift(part.map(\.candidate))
                taken += found.count
                try await engine.audit(found, of: line) { candidate, read in
                    await self.admit(candidate, read, isFinal: final.contains(candidate.path))
                }
            } catch {
                eye.noteReturned(photos[start...].map(\.candidate.path))
                throw error
            }
        }
        return taken
    }

    /// After a pass that read every folder: marks the known paths that it did not see, unless the drop is away by now.
    private func noteDepartures() async throws {
        guard let walk = try await unlessCancelled({ [eye] in await eye.takeFullWalk() }) else { return }
        await probe()
        guard isUp else { return }
        let id = line.id
        let told = try await engine.keeper.use { (ledger) throws(LedgerError) in
            try ledger.noteFullWalk(drop: id, walk)
        }
        if let doubt = told.doubt {
            log.line(
                .warning, "drop \(watched.drop.name): \(doubt); is all of it mounted? No photo is marked as gone",
                key: "gone \(watched.drop.name)")
        }
        guard told.gone > 0 else { return }
        log.line(
            .notice,
            "drop \(watched.drop.name): \(told.gone) photos are gone from it, \(told.moved) of them count at another place"
        )
        try await engine.auditSentBack(told, of: line, part: DropWatch.part) { candidate, read in
            await self.admit(candidate, read, isFinal: true)
        } pass: {
            try await self.gate.pass()
        }
    }

    private func admit(
        _ candidate: Candidate, _ read: Result<ReadPhoto, ReadError>, isFinal: Bool
    ) async -> AuditEngine.Admission {
        hand.admitted()
        switch Intake.judge(candidate, read, isFinal: isFinal) {
        case .audit: return .audit
        case .incomplete:
            eye.noteIncomplete(candidate.path)
            return .release
        case .changed:
            eye.noteChanged(candidate.path)
            return .release
        case .leave:
            try? await release()
            await probe()
            eye.noteChanged(candidate.path)
            if isUp, case .failure(let error) = read, error.code == .fileVanished { return .audit }
            return .release
        }
    }

    /// Stores of which photos wait, as the last look saw it; nil: more than are remembered.
    var openStores: Set<String>? { standing.shared.withLock { $0.lastLook == nil ? [] : $0.look.openStores } }

    /// For status and metrics.
    var status: ServiceStatus.DropStatus {
        let now = standing.shared.withLock { $0 }
        var status = ServiceStatus.DropStatus(
            name: watched.drop.name, path: watched.drop.root.escaped, state: "unseen", waiting: now.look.waiting,
            lastLook: now.lastLook, problems: now.look.problems, skipped: now.look.skipped)
        status.found = standing.events.mode == .inotify ? "events" : "polling"
        switch now.state {
        case .unseen: break
        case .up(let since, _):
            status.state = "up"
            status.since = since
        case .gone(let since, let absence, _):
            status.state = "gone"
            status.since = since
            status.why = absence.code
            status.message = absence.message(watched.drop)
        }
        return status
    }
}
