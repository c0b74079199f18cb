import Dispatch
import Foundation
import Ledger
public import Records
import Settings
import SystemCalls
import WorkStealing

/// The service: watches drops for years, and can be forgotten about.
///
/// **Life.** configuration read and prepared → ledger opened, outbox repaired → READY → work, until SIGTERM or SIGINT
/// (photos in progress are finished, at most ten seconds). SIGHUP reads the configuration anew: a broken one is logged and the
/// old one stays; a good one is prepared first, then the session under the old one ends and another begins. SIGUSR1
/// pauses, SIGUSR2 resumes; so do orders on the control socket.
///
/// **What fails.** A drop that hangs or is gone concerns itself alone (`DropWatch`, `DropState`). A ledger or an outbox
/// that cannot be written, at the start or later, pauses everything and is tried again (`LedgerTrouble`); a ledger
/// that is damaged ends the service with exit code 1. Nothing is kept in memory only: after a kill at any point, the
/// next start goes on.
public final class WatchDaemon: Sendable {
    /// Seconds for photos in progress at a stop, below systemd's and the ten.
    static let stopDeadline = 8.0
    /// Seconds after which a stop that still waits for something (a start that repairs the outbox, say) ends the process.
    static let lastDeadline = 9.5
    /// Seconds to the next attempt where nothing can be written.
    static let retryPause = 1.0

    private enum Event: Sendable {
        case stop, retry
        /// Who asked by the socket gets an answer.
        case reload(ControlPost.Reply?)
        case failed(any Error)
    }

    private enum State: Sendable {
        case working(WatchSession)
        /// The session could not begin, for a reason that passes: it is tried again.
        case resting(Preparation)

        var preparation: Preparation {
            switch self {
            case .working(let session): session.preparation
            case .resting(let preparation): preparation
            }
        }
    }

    private let file: PathBytes
    private let shell: ServiceShell
    private let state = Locked<State?>(nil)
    private let events: AsyncStream<Event>
    private let send: AsyncStream<Event>.Continuation

    /// - Parameter file: the configuration.
    public init(configuration file: PathBytes, log: ServiceLog = ServiceLog()) {
        self.file = file
        shell = ServiceShell(
            gate: Gate(), log: log, manager: ServiceManager(), tally: Tally(), started: Date())
        (events, send) = AsyncStream.makeStream()
    }

    /// Runs until a signal or an error ends it.
    /// - Returns: true when everything in progress was finished.
    /// - Throws: `ConfigurationError` and whatever keeps a first start from working and does not pass by itself.
    public func run() async throws -> Bool {
        let configuration = try Configuration(contentsOf: file)
        let signals = listenToSignals()
        defer { signals.cancel() }
        let preparation = try Preparation(configuration)
        configuration.applyManners(shell.log)
        let control = ControlPost(log: shell.log) { [self] in obey($0, $1) }
        await control.serve(at: configuration.socket)
        let repairing = Task {
            while true {
                try await Task.sleep(for: .seconds(2))
                await control.repair()
            }
        }
        defer { repairing.cancel() }
        try await beginOrRest(preparation)
        shell.manager.ready()
        for await event in events {
            switch event {
            case .stop: return await end(control)
            case .failed(let error):
                _ = await end(control)
                throw error
            case .retry:
                guard case .resting(let preparation) = state.withLock({ $0 }) else { continue }
                shell.manager.alive()
                try await beginOrRest(preparation)
            case .reload(let reply):
                let refusal = try await reload()
                reply?(refusal.map { .failure($0) } ?? .success(status))
                await control.serve(at: state.withLock { $0 }?.preparation.configuration.socket)
            }
        }
        return true
    }

    private func begin(_ preparation: Preparation) async throws {
        let session = try await WatchSession(preparation, shell)
        state.withLock { $0 = .working(session) }
        session.start { [send] in send.yield(.failed($0)) }
        for warning in preparation.warnings { shell.log.line(.warning, warning) }
        let drops = preparation.configuration.drops.map(\.drop.name).joined(separator: ", ")
        shell.log.line(.notice, "watching \(drops); ledger \(preparation.configuration.ledger.escaped)")
    }

    /// Begins; where the ledger or the outbox cannot be written now, pauses and tries again.
    private func beginOrRest(_ preparation: Preparation) async throws {
        do {
            try await begin(preparation)
            shell.trouble.isOver()
        } catch {
            guard LedgerTrouble.isTransient(error) else { throw error }
            rest(preparation, error)
        }
    }

    private func rest(_ preparation: Preparation, _ error: any Error) {
        state.withLock { $0 = .resting(preparation) }
        shell.trouble.rest(for: error)
        shell.manager.status("paused: \(error)")
        Task { [send] in
            try await Task.sleep(for: .seconds(WatchDaemon.retryPause))
            send.yield(.retry)
        }
    }

    private func end(_ control: ControlPost) async -> Bool {
        shell.manager.stopping()
        shell.gate.close(.stopping)
        async let ended: Void = control.serve(at: nil)
        let finished = await endSession()
        shell.log.line(
            finished ? .notice : .warning,
            finished ? "stopped" : "stopped with photos in progress; the next start takes them up again")
        await ended
        return finished
    }

    private func endSession() async -> Bool {
        guard case .working(let session) = state.withLock({ $0 }) else { return true }
        return await session.stop(within: WatchDaemon.stopDeadline)
    }

    /// Why a new configuration is not in force; the old one is.
    private struct RefusedConfiguration: Error, CustomStringConvertible { let description: String }

    /// Puts the configuration in force as it is now, or leaves the old one so.
    /// - Returns: why the old one stays; nil where the new one is in force.
    /// - Throws: when neither works, for a reason that does not pass by itself.
    private func reload() async throws -> RefusedConfiguration? {
        shell.manager.reloading()
        defer { shell.manager.ready() }
        let preparation: Preparation
        let detector = state.withLock { $0 }?.preparation.detector
        do {
            preparation = try Preparation(try Configuration(contentsOf: file), keeping: detector)
        } catch {
            shell.tally.problem()
            return refuse("the new configuration is refused, the old one stays: \(error)")
        }
        guard let old = state.withLock({ $0 }) else { return nil }
        _ = await endSession()
        preparation.configuration.applyManners(shell.log)
        do {
            try await begin(preparation)
            shell.trouble.isOver()
            shell.log.line(.notice, "the new configuration is in force")
        } catch {
            if case .resting = old, LedgerTrouble.isTransient(error) {
                rest(preparation, error)
                return nil
            }
            let refusal = refuse("the new configuration does not work, back to the old one: \(error)")
            try await beginOrRest(old.preparation)
            return refusal
        }
        return nil
    }

    private func refuse(_ why: String) -> RefusedConfiguration {
        shell.log.line(.error, why)
        return RefusedConfiguration(description: why)
    }

    private func obey(_ order: ServiceOrder, _ reply: @escaping ControlPost.Reply) {
        switch order {
        case .status: break
        case .pause: pause()
        case .resume: resume()
        case .reload:
            send.yield(.reload(reply))
            return
        }
        reply(.success(status))
    }

    /// nil while it starts.
    private var status: ServiceStatus? {
        switch state.withLock({ $0 }) {
        case .working(let session): return session.status
        case .resting(let preparation): return ServiceStatus(of: preparation, shell)
        case nil: return nil
        }
    }

    private func pause() {
        if shell.gate.close(.paused) { shell.log.line(.notice, "paused") }
    }

    private func resume() {
        if shell.gate.open(.paused) { shell.log.line(.notice, "resumed") }
    }

    private func stop() {
        send.yield(.stop)
        DispatchQueue.global().asyncAfter(deadline: .now() + WatchDaemon.lastDeadline) { [shell] in
            shell.log.line(.warning, "stopped amid work; the next start takes it up again")
            _exit(0)
        }
    }

    /// Keeps signals until `run` listens to them; to be called first of all.
    public static func holdSignals() { HeldSignals.hold() }

    private func listenToSignals() -> any DispatchSourceRead {
        HeldSignals.listen { [weak self] number in
            guard let self else { return }
            switch number {
            case SIGTERM, SIGINT: stop()
            case SIGHUP: send.yield(.reload(nil))
            case SIGUSR1: pause()
            default: resume()
            }
        }
    }
}
