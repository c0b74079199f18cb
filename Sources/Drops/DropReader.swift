public import Records
public import SystemCalls
import WorkStealing

/// The one that touches a drop: it walks it and reads its photos, on a serial queue of its own.
///
/// A mount that hangs holds this reader's queue and nothing else: no lane, no other drop. It holds at
/// most one photo; who takes photos from it decides how many more are kept (`LanePool.deal` waits for room). It keeps the drop's
/// root open, and with it the file system it was opened on: a daemon releases it between passes.
public actor DropReader {
    /// 64 MiB; a phone's photo has 2 to 15.
    public static let standardLimit = 64 << 20

    public nonisolated let drop: Drop
    private nonisolated let executor: QueueExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The most bytes that a photo may have.
    public nonisolated let limit: Int
    /// Since when the drop has been asked for what it has not given yet.
    private nonisolated let asked = Locked<ContinuousClock.Instant?>(nil)
    private var files: PhotoFiles?
    private var walker: DropWalker?

    /// A reader for a drop; nothing is opened yet.
    public init(_ drop: Drop, limit: Int = DropReader.standardLimit) {
        self.drop = drop
        self.limit = limit
        executor = QueueExecutor(label: "drop.\(drop.name)")
    }

    /// What the drop's root is like now.
    public func identity() throws(SystemError) -> DropIdentity { try DropIdentity(of: drop.root) }

    /// Begins a walk (in place of one under way).
    public func beginWalk(shard: Shard = .whole) throws(SystemError) {
        walker = try DropWalker(drop, shard: shard)
    }

    /// The next folder of the walk; nil at its end.
    public func nextFolder() -> FolderListing? {
        guard let listing = walker?.next() else {
            walker = nil
            return nil
        }
        return listing
    }

    /// Seconds that the drop has kept this reader waiting for a file or for one piece of it; 0 while nothing is read.
    ///
    /// A slow mount makes progress piece by piece; one that hangs makes none.
    public nonisolated var waited: Double {
        asked.withLock { $0.map { (ContinuousClock.now - $0) / .seconds(1) } ?? 0 }
    }

    /// Reads a whole photo once.
    /// - Parameter path: relative to the drop.
    public func read(_ path: PathBytes) throws(ReadError) -> ReadPhoto {
        noteProgress()
        defer { asked.withLock { $0 = nil } }
        try openRoot(for: path)
        guard let photo = try files?.read(path, progress: noteProgress) else {
            throw ReadError(.readError, path, "could not be read")
        }
        return photo
    }

    /// Reads the first bytes of a file, for what its content is.
    /// - Parameter path: relative to the drop.
    public func head(_ path: PathBytes, count: Int) throws(ReadError) -> [UInt8] {
        noteProgress()
        defer { asked.withLock { $0 = nil } }
        try openRoot(for: path)
        guard let head = try files?.head(path, count: count) else {
            throw ReadError(.readError, path, "could not be read")
        }
        return head
    }

    private func openRoot(for path: PathBytes) throws(ReadError) {
        do throws(SystemError) {
            if files == nil { files = try PhotoFiles(root: drop.root, limit: limit) }
        } catch {
            throw ReadError(error, path)
        }
    }

    private nonisolated func noteProgress() { asked.withLock { $0 = .now } }

    /// Closes what is open in the drop, so that it can be unmounted.
    public func release() {
        files = nil
        walker = nil
    }
}
