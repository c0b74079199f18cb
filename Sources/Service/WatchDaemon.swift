import Dispatch
import Foundation
import Ledger
public import Records
import Synchronization
import SystemCalls

/// The service: watches drops for years, and can be forgotten about.
///
/// **Life.** configuration read and prepared → ledger opened, outbox mended → READY → work, until SIGTERM or SIGINT
/// (photos in hand are finished, at most ten seconds). SIGHUP reads the configuration anew: a broken one is told and the
/// old one stays; a good one is prepared first, then the session under the old one ends and another begins. SIGUSR1
/// pauses, SIGUSR2 resumes; so do orders on the control socket.
///
/// **What fails.** A drop that hangs or is gone concerns itself alone (`DropWatch`, `DropState`). A ledger that cannot
/// be written makes everything rest and is tried again (`LedgerTrouble`); one that is damaged ends the service with
/// exit code 1. Nothing is kept in memory only: after a kill at any point, the next start goes on.
public final class WatchDaemon: Sendable {
    /// Seconds for photos in hand at a stop, below systemd's and the ten.
    static let stopDeadline = 8.0

    private enum Event: Sendable {
        case stop, reload
        case failed(any Error)
    }

    private let file: PathBytes
    private let shell: ServiceShell
    private let session = Mutex<WatchSession?>(nil)
    private let events: AsyncStream<Event>
    private let send: AsyncStream<Event>.Continuation

    /// - Parameter file: the configuration.
    public init(configuration file: PathBytes, log: ServiceLog = ServiceLog()) {
        self.file = file
        shell = ServiceShell(
            gate: Gate(), log: log, manager: ServiceManager(), tally: Tally(), started: Date())
        (events, send) = AsyncStream.makeStream()
    }

    /// Runs until told to stop.
    /// - Returns: true when everything in hand was finished.
    /// - Throws: `ConfigurationError` and whatever keeps a first start from working.
    public func run() async throws -> Bool {
        let configuration = try Configuration(contentsOf: file)
        let signals = listenToSignals()
        defer { signals.forEach { $0.cancel() } }
        let preparation = try Preparation(configuration)
        applyManners(configuration)
        let control = ControlPost(log: shell.log) { [self] in obey($0) }
        await control.serve(at: configuration.socket)
        let mending = Task {
            while true {
                try await Task.sleep(for: .seconds(2))
                await control.mend()
            }
        }
        defer { mending.cancel() }
        try await begin(preparation)
        shell.manager.ready()
        for await event in events {
            switch event {
            case .stop: return await end(control)
            case .failed(let error):
                _ = await end(control)
                throw error
            case .reload:
                if let new = await reload() { await control.serve(at: new.socket) }
            }
        }
        return true
    }

    private func begin(_ preparation: Preparation) async throws {
        let session = try await WatchSession(preparation, shell)
        self.session.withLock { $0 = session }
        session.start { [send] in send.yield(.failed($0)) }
        let drops = preparation.configuration.drops.map(\.drop.name).joined(separator: ", ")
        shell.log.line(.notice, "watching \(drops); ledger \(preparation.configuration.ledger.escaped)")
    }

    private func end(_ control: ControlPost) async -> Bool {
        shell.manager.stopping()
        shell.gate.close(.stopping)
        async let ended: Void = control.serve(at: nil)
        let finished = await endSession()
        await ended
        return finished
    }

    private func endSession() async -> Bool {
        guard let session = session.withLock({ $0 }) else { return true }
        let finished = await session.stop(within: WatchDaemon.stopDeadline)
        shell.log.line(
            finished ? .notice : .warning,
            finished ? "stopped" : "stopped with photos in hand; the next start takes them up again")
        return finished
    }

    /// - Returns: the new configuration, where it is in force.
    private func reload() async -> Configuration? {
        shell.manager.reloading()
        defer { shell.manager.ready() }
        let preparation: Preparation
        do {
            preparation = try Preparation(try Configuration(contentsOf: file))
        } catch {
            shell.tally.problem()
            shell.log.line(.error, "the new configuration is refused, the old one stays: \(error)")
            return nil
        }
        guard let old = session.withLock({ $0 }) else { return nil }
        _ = await old.stop(within: WatchDaemon.stopDeadline)
        shell.tally.settleUp()
        applyManners(preparation.configuration)
        do {
            try await begin(preparation)
            shell.log.line(.notice, "the new configuration is in force")
            return preparation.configuration
        } catch {
            shell.log.line(.error, "the new configuration does not work, back to the old one: \(error)")
        }
        do { try await begin(old.preparation) } catch { send.yield(.failed(error)) }
        return nil
    }

    private func applyManners(_ configuration: Configuration) {
        do throws(SystemError) {
            if configuration.nice != 0 { try ProcessManners.setNice(configuration.nice) }
            if configuration.idleIO { try ProcessManners.setIdleIO() }
        } catch {
            shell.log.line(.info, "nice and idle_io could not be set as configured: \(error)")
        }
    }

    private func obey(_ order: ServiceOrder) -> ServiceStatus? {
        switch order {
        case .status: break
        case .pause: pause()
        case .resume: resume()
        case .reload: send.yield(.reload)
        }
        return session.withLock { $0 }?.status
    }

    private func pause() {
        if shell.gate.close(.paused) { shell.log.line(.notice, "paused") }
    }

    private func resume() {
        if shell.gate.open(.paused) { shell.log.line(.notice, "resumed") }
    }

    private func listenToSignals() -> [any DispatchSourceSignal] {
        let actions: [(Int32, @Sendable (WatchDaemon) -> Void)] = [
            (SIGTERM, { $0.send.yield(.stop) }), (SIGINT, { $0.send.yield(.stop) }),
            (SIGHUP, { $0.send.yield(.reload) }), (SIGUSR1, { $0.pause() }), (SIGUSR2, { $0.resume() }),
        ]
        return actions.map { number, action in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in self.map(action) }
            source.resume()
            return source
        }
    }
}
