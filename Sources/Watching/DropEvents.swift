import Dispatch
import Drops
import Glibc
import Records
import SystemCalls
import WorkStealing

/// Folders of a local drop in which something arrived, as inotify reports: an accelerator of passes, never their base.
/// Without it, and whatever it misses, polling finds the same a little later.
///
/// Memory is bounded: a number a watched folder; events collapse to their folder, and beyond `most` folders to the drop.
final class DropEvents: Sendable {
    /// Folders remembered; beyond, the whole drop counts as changed.
    static let most = 1_024

    /// What arrived since the last question.
    struct News: Equatable {
        var folders: Set<PathBytes> = []
        /// More folders than are remembered.
        var everywhere = false
        /// Events were lost.
        var overflowed = false

        var isEmpty: Bool { self == News() }
    }

    enum Mode: String, Sendable {
        case polling
        case inotify
        /// The system's limit of watches was reached: polling alone until the drop returns or a restart.
        case limit
    }

    private struct State: Sendable {
        var mode = Mode.polling
        var inotify: Inotify?
        var source: EventSource?
        var folders: [Int32: PathBytes] = [:]
        var watched: Set<PathBytes> = []
        var news = News()
        /// Counts what ends a wait besides news.
        var changes = 0
    }

    private let state = Observed(State())
    /// Where the events of all drops are read.
    private static let queue = DispatchQueue(label: "sightline.events", qos: .utility)

    var mode: Mode { state.withLock { $0.mode } }

    /// Begins, where it has not begun and was not refused.
    func begin() throws(SystemError) {
        guard mode == .polling else { return }
        let inotify: Inotify
        do throws(SystemError) {
            inotify = try Inotify()
        } catch {
            state.withLock { $0.mode = .limit }
            throw error
        }
        let source = EventSource(inotify, on: DropEvents.queue) { [weak self] in self?.note($0) }
        state.withLock { state in
            state = State(changes: state.changes &+ 1)
            state.mode = .inotify
            state.inotify = inotify
            state.source = source
        }
        source.resume()
    }

    /// Ends: the drop is gone, or is not to be watched.
    func end(_ mode: Mode = .polling) {
        state.withLock { state in
            state.source?.cancel()
            state = State(changes: state.changes &+ 1)
            state.mode = mode
        }
    }

    deinit { end() }

    /// Watches a folder that a pass is about to read.
    /// - Throws: once, when no folder more can be watched; everything is polled from then on.
    func watch(_ folder: PathBytes, of drop: Drop) throws(SystemError) {
        let inotify = state.withLock { $0.watched.contains(folder) ? nil : $0.inotify }
        guard let inotify else { return }
        let number: Int32
        do throws(SystemError) {
            number = try inotify.watch(folder.bytes.isEmpty ? drop.root : drop.root.appending(folder))
        } catch {
            // A folder that is gone or not to be read is the pass's concern.
            guard error.code == ENOSPC || error.code == ENOMEM else { return }
            end(.limit)
            throw error
        }
        state.withLock { state in
            guard state.inotify === inotify else { return }
            // The same folder under another name: it was moved.
            if let former = state.folders.updateValue(folder, forKey: number) { state.watched.remove(former) }
            state.watched.insert(folder)
        }
    }

    /// Takes in one event.
    func note(_ event: Inotify.Event) {
        state.withLock { state in
            if event.isOverflow { state.news.overflowed = true }
            guard let folder = state.folders[event.watch] else { return }
            if event.isEnd {
                state.folders[event.watch] = nil
                state.watched.remove(folder)
                return
            }
            guard event.isArrival, !state.news.everywhere, let place = event.place(in: folder) else { return }
            state.news.folders.insert(place)
            if state.news.folders.count > DropEvents.most {
                state.news.folders = []
                state.news.everywhere = true
            }
        }
    }

    /// What arrived since the last call.
    func take() -> News {
        state.withLock { state in
            defer { state.news = News() }
            return state.news
        }
    }

    /// How often watching has begun or ended.
    var changes: Int { state.withLock { $0.changes } }

    /// Waits until something arrives or watching begins or ends, or for this many seconds.
    /// - Parameter before: `changes`, asked before whatever the caller would not wait after.
    /// - Returns: true where something arrived.
    /// - Throws: `CancellationError`.
    func wait(since before: Int, atMost seconds: Double) async throws -> Bool {
        _ = try await state.wait(atMost: seconds) { !$0.news.isEmpty || $0.changes != before }
        return state.withLock { !$0.news.isEmpty }
    }

    /// Takes folders back whose news was taken and that could not be read: nothing else would tell of a file that was
    /// rewritten in them.
    func putBack(_ folders: Set<PathBytes>) {
        state.withLock { if $0.mode == .inotify { $0.news.folders.formUnion(folders) } }
    }
}

/// Reads an inotify's events on a queue, until it is cancelled.
private final class EventSource: Sendable {
    private let source: Locked<any DispatchSourceRead>

    init(_ inotify: Inotify, on queue: DispatchQueue, note: @escaping @Sendable (Inotify.Event) -> Void) {
        let source = DispatchSource.makeReadSource(fileDescriptor: inotify.descriptor, queue: queue)
        // A storm is taken in by pieces, so that other drops are served, too.
        source.setEventHandler { _ = inotify.read(note) }
        // The descriptor is closed when the source has let go of it.
        source.setCancelHandler { withExtendedLifetime(inotify) {} }
        self.source = Locked(source)
    }

    func resume() { source.withLock { $0.resume() } }
    func cancel() { source.withLock { $0.cancel() } }
}

extension Inotify.Event {
    /// The folder to look into; nil where the name is none that a pass would mind.
    fileprivate func place(in folder: PathBytes) -> PathBytes? {
        name.withUnsafeBufferPointer { bytes -> PathBytes? in
            if isFolder {
                if NameRule.isHidden(folder: bytes) { return nil }
                return folder.appending(PathBytes(name))
            }
            switch NameRule.of(file: bytes) {
            case .candidate, .doubtful: return folder
            case .temporary, .other: return nil
            }
        }
    }
}
