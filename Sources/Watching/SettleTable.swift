public import Records

/// Which photos of a drop are still for long enough to be audited: pure, its clock is the caller's.
///
/// A photo is ready when two passes, at least `settle` apart, saw the same size, time and inode. Whatever changes begins
/// anew. One that was read and found incomplete waits until it changes, or until `patience` is over: then it is ready
/// for good. One that was dispatched is ready again only after `retryPause`, in case nothing was heard of it.
///
/// Kept by folder: a folder that is in the table has to be read by the next pass, whatever its time says. Memory is
/// bounded by `capacity`; what does not fit waits in its folder, which stays open.
public struct SettleTable: Sendable {
    /// What a pass saw of a file.
    public struct Snapshot: Hashable, Sendable {
        /// Bytes.
        public var size: Int
        public var mtimeNanoseconds: Int64
        public var inode: UInt64

        public init(size: Int, mtimeNanoseconds: Int64, inode: UInt64) {
            self.size = size
            self.mtimeNanoseconds = mtimeNanoseconds
            self.inode = inode
        }
    }

    /// A photo to be read now.
    public struct Ready: Hashable, Sendable {
        /// Place in the list that was given.
        public var index: Int
        /// Patience is over: to be audited even if it is incomplete.
        public var isFinal: Bool
    }

    fileprivate enum State {
        /// Seen like this since then.
        case settling(since: Double)
        /// Dispatched; had been the same since.
        case dispatched(at: Double, since: Double)
        /// Read, and not complete.
        case incomplete(since: Double)
    }

    private struct Entry {
        var snapshot: Snapshot
        var state: State
    }

    private struct Folder {
        var pass: Int
        var files: [PathBytes: Entry] = [:]
    }

    public var settle: Double
    public var patience: Double
    /// Most files remembered.
    public let capacity: Int
    static let retryPause = 60.0

    private var folders: [PathBytes: Folder] = [:]
    private var pass = 0
    /// Files remembered now.
    public private(set) var count = 0

    /// - Parameters: spans in seconds.
    public init(settle: Double, patience: Double, capacity: Int = 20_000) {
        self.settle = settle
        self.patience = patience
        self.capacity = capacity
    }

    /// True while the folder holds photos that are not settled: it must be read again.
    public func isOpen(_ folder: PathBytes) -> Bool { folders[folder] != nil }

    /// No file more can be remembered.
    var isFull: Bool { count >= capacity }

    /// Calls `body` for each file that is remembered.
    func forEach(_ body: (PathBytes) -> Void) {
        for (path, folder) in folders {
            for name in folder.files.keys { body(path.appending(name)) }
        }
    }

    /// Folders that hold photos that are not settled.
    var openFolders: Set<PathBytes> { Set(folders.keys) }

    /// Begins a pass; `endPass` ends it.
    public mutating func beginPass() { pass += 1 }

    /// Takes in the files of one folder that the ledger does not hold as settled.
    /// - Parameters:
    ///   - room: how many more may be dispatched; lowered by those that are.
    ///   - now: seconds on any clock that never goes back.
    /// - Returns: those to be read now, marked as dispatched.
    public mutating func note(
        _ folder: PathBytes, _ files: [(name: PathBytes, snapshot: Snapshot)], room: inout Int, now: Double
    ) -> [Ready] {
        let former = folders.removeValue(forKey: folder)?.files ?? [:]
        count -= former.count
        guard !files.isEmpty else { return [] }
        var current = Folder(pass: pass)
        var ready: [Ready] = []
        for (index, file) in files.enumerated() {
            guard count < capacity || former[file.name] != nil else { continue }
            var entry = former[file.name] ?? Entry(snapshot: file.snapshot, state: .settling(since: now))
            if entry.snapshot != file.snapshot {
                entry = Entry(snapshot: file.snapshot, state: .settling(since: now))
            } else if room > 0, former[file.name] != nil, let isFinal = readiness(entry.state, now) {
                ready.append(Ready(index: index, isFinal: isFinal))
                room -= 1
                entry.state = .dispatched(at: now, since: entry.state.since)
            }
            current.files[file.name] = entry
            count += 1
        }
        folders[folder] = current
        return ready
    }

    /// nil: not yet; else whether patience is over.
    private func readiness(_ state: State, _ now: Double) -> Bool? {
        switch state {
        case .settling(let since): now - since >= settle ? now - since >= max(patience, settle) : nil
        case .incomplete(let since): now - since >= patience ? true : nil
        case .dispatched(let at, let since): now - at >= SettleTable.retryPause ? now - since >= patience : nil
        }
    }

    /// Ends a pass that saw every open folder: folders that were not met are gone, with what was remembered of them.
    public mutating func endPass() {
        for (path, folder) in folders where folder.pass != pass {
            count -= folder.files.count
            folders[path] = nil
        }
    }

    /// The file was read and is not complete: it waits for a change or for the end of patience.
    public mutating func noteIncomplete(_ path: PathBytes) {
        change(path) { $0.state = .incomplete(since: $0.state.since) }
    }

    /// The file was dispatched and not taken: it is ready again.
    public mutating func noteReturned(_ path: PathBytes) {
        change(path) { $0.state = .settling(since: $0.state.since) }
    }

    /// Whoever the files were dispatched to has ended: all of them are ready again.
    public mutating func returnAll() {
        for (path, folder) in folders {
            for (name, entry) in folder.files {
                guard case .dispatched(_, let since) = entry.state else { continue }
                folders[path]?.files[name]?.state = .settling(since: since)
            }
        }
    }

    /// The file was not what it had been when it was dispatched: it settles anew.
    public mutating func noteChanged(_ path: PathBytes) {
        change(path) { $0.snapshot = Snapshot(size: -1, mtimeNanoseconds: 0, inode: 0) }
    }

    private mutating func change(_ path: PathBytes, _ body: (inout Entry) -> Void) {
        let folder = path.folder
        guard var entry = folders[folder]?.files[path.lastComponent] else { return }
        body(&entry)
        folders[folder]?.files[path.lastComponent] = entry
    }
}

extension SettleTable.State {
    fileprivate var since: Double {
        switch self {
        case .settling(let since), .dispatched(_, let since), .incomplete(let since): since
        }
    }
}
