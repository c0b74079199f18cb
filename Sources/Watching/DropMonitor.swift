import Drops
import Foundation
public import Ledger
import Records
public import Settings
public import SystemCalls
import WorkStealing

/// Watches one drop: whether it is there (this file), and what is new in it (`DropMonitor+Passes.swift`).
///
/// `guardRoot` runs in a task of its own and never waits longer than the deadline; passes may wait for the mount for as
/// long as that hangs. What outlives a reload is in the drop's `DropContext`.
public final class DropMonitor: Sendable {
    /// What its owner may want to log.
    public enum News: Sendable {
        /// The drop is there.
        case came
        /// It is not, and why.
        case left(DropState.Absence)
        /// No more folders can be watched by events: everything is polled.
        case polledOnly(SystemError)
    }

    public let watched: Configuration.WatchedDrop
    public let context: DropContext
    let configuration: Configuration
    private let tell: @Sendable (News) -> Void

    /// - Parameter tell: called from any thread.
    public init(
        _ watched: Configuration.WatchedDrop, _ context: DropContext, _ configuration: Configuration,
        tell: @escaping @Sendable (News) -> Void
    ) {
        self.watched = watched
        self.context = context
        self.configuration = configuration
        self.tell = tell
    }

    var scanner: DropScanner { context.scanner }

    /// The drop is there.
    public var isUp: Bool { context.shared.withLock { $0.state.isUp } }

    /// Waits until the drop is there.
    /// - Throws: `CancellationError`.
    public func waitUntilUp() async throws { try await context.shared.wait { $0.state.isUp } }

    /// The ledger took a photo in: it is known from now on.
    public func noteSettled(_ sighting: Sighting) {
        scanner.news.noteSettled(sighting)
        context.shared.withLock { $0.knowsPhotos = true }
    }

    /// Probes the root again and again; a probe that does not return marks the drop as hanging, until it does.
    /// - Throws: `CancellationError`.
    public func guardRoot() async throws {
        let pause = min(configuration.poll, 10)
        while true {
            await probe()
            try await Task.sleep(for: .seconds(pause))
        }
    }

    /// Probes the root; returns when it is known how the drop is, or when the task is cancelled.
    public func probe() async {
        // One that was asked before, by this session or a former one, may have seen the past.
        if context.pendingProbe != nil { await receive(context.askProbe()) }
        await receive(context.askProbe())
    }

    private func receive(_ answer: DropContext.ProbeAnswer) async {
        let deadline = configuration.probeDeadline
        let start = Monotonic.now
        do {
            while true {
                // A scanner that reads folders shows that the drop answers, though the probe waits behind it.
                let silence = min(Monotonic.now - start, scanner.heartbeat.age)
                if silence > deadline {
                    change { $0.noteHanging(now: Date()) }
                    try await answer.wait { $0 != nil }
                } else {
                    _ = try await answer.wait(atMost: deadline - silence + 0.01) { $0 != nil }
                }
                if let result = answer.withLock({ $0 }) { return take(result) }
            }
        } catch {
            // Cancelled: the next session asks again.
        }
    }

    private func take(_ result: Result<DropProbe, SystemError>) {
        let knows = context.shared.withLock { $0.knowsPhotos }
        switch result {
        // The root answers, but a photo does not come: some servers die by halves.
        case .success where context.reader.waited > configuration.probeDeadline:
            change { $0.noteHanging(now: Date()) }
        case .success(let probe):
            change { $0.note(probe, marker: self.watched.marker, knowsPhotos: knows, now: Date()) }
            if isUp { listen(probe) }
        case .failure(let error): change { $0.note(error, now: Date()) }
        }
    }

    private func change(_ body: (inout DropState) -> DropState.Change?) {
        guard let change = context.shared.withLock({ body(&$0.state) }) else { return }
        switch change {
        case .came: tell(.came)
        case .left(let absence):
            context.events.end()
            tell(.left(absence))
        }
    }

    /// Takes events of a local drop; a network's servers tell nobody what other clients do.
    private func listen(_ probe: DropProbe) {
        guard watched.inotify, NetworkFileSystem.name(ofType: probe.identity.fileSystem) == nil else {
            if context.events.mode != .polling { context.events.end() }
            return
        }
        do throws(SystemError) { try context.events.begin() } catch { tell(.polledOnly(error)) }
    }

    func tellPolledOnly(_ error: SystemError) { tell(.polledOnly(error)) }
}
