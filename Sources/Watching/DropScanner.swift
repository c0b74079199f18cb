public import Drops
import Foundation
public import Ledger
public import Records
public import SystemCalls
import WorkStealing

/// A photo that is still, to be read now.
public struct SettledPhoto: Sendable {
    public var candidate: Candidate
    /// To be audited even if it is incomplete.
    public var isFinal: Bool
}

/// Finds what is new in a drop, on a queue of its own: a mount that hangs holds this scanner and the drop's reader,
/// nothing else.
///
/// A pass walks the tree; folders whose time is as before are not read, unless photos in them are unsettled or the pass
/// is a full one. Memory: fingerprints of known photos (11 to 22 bytes each), a memo a folder, the settle table.
public actor DropScanner {
    private nonisolated let executor: QueueExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    /// Beats while the drop answers.
    public nonisolated let heartbeat = Heartbeat()
    /// What became of photos that were dispatched, for the next pass.
    public nonisolated let news = PhotoNews()

    private let drop: Drop
    private let events: DropEvents
    private var known: KnownPaths
    private var table: SettleTable
    private let memory = FolderMemory()
    private var skips = SkipTable()
    private var walker: DropWalker?
    /// What a pass that reads every folder saw; nil in any other, and once something could not be read.
    private var census: Census?
    private var fullWalk: FullWalk?
    private var pass = 0
    private var isWhole = true
    private var watchProblem: SystemError?
    private var room = 0
    private var problemCount = 0
    private var firstProblem: String?

    /// - Parameter known: the paths that the ledger holds as settled.
    init(_ drop: Drop, known: KnownPaths, events: DropEvents) {
        self.drop = drop
        self.events = events
        self.known = known
        table = SettleTable(settle: 0, patience: 0)
        executor = QueueExecutor(label: "scanner.\(drop.name)")
    }

    /// Probes the root; may hang.
    func probe() throws(SystemError) -> DropProbe {
        let probe = try DropProbe(of: drop.root)
        heartbeat.beat()
        return probe
    }

    /// Begins a pass; one that was under way ends.
    /// - Parameters:
    ///   - all: read every folder; the ledger's settled paths, read anew, replace what was known.
    ///   - folders: only these and those that hold unsettled photos; nil: all that changed.
    ///   - room: most photos to dispatch.
    ///   - settle, patience: seconds, in force from now on.
    /// - Returns: the pass's number.
    public func beginPass(
        all fresh: KnownPaths?, folders: Set<PathBytes>?, room: Int, settle: Double, patience: Double
    ) throws(SystemError) -> Int {
        takeIn()
        // The first pass reads every folder, too: none is remembered yet.
        let readsAll = folders == nil && (fresh != nil || memory.count == 0)
        fullWalk = nil
        census = readsAll ? (try? DropIdentity(of: drop.root)).map { Census($0, expecting: known.count) } : nil
        table.settle = settle
        table.patience = patience
        pass += 1
        if let fresh {
            known = fresh
            memory.clear()
        }
        self.room = room
        problemCount = 0
        firstProblem = nil
        table.beginPass()
        skips.beginPass()
        isWhole = folders == nil
        let scope = folders.map { PassScope($0.union(table.openFolders)) }
        walker = try DropWalker(drop) { [unowned self] folder, status in
            assumeIsolated { $0.unchanged(folder, status, scope) }
        }
        return pass
    }

    /// The folders to go into below one that need not be read; nil where it must be.
    private func unchanged(_ folder: PathBytes, _ status: FileStatus, _ scope: PassScope?) -> [PathBytes]? {
        heartbeat.beat()
        skips.meet(folder)
        do throws(SystemError) {
            // Before it is read: what comes later is reported.
            try events.watch(folder, of: drop)
        } catch {
            watchProblem = error
        }
        // What settles in a folder is read by every pass; the folder's own time does not tell of it.
        if table.isOpen(folder) { return nil }
        guard let scope else { return memory.subfolders(of: folder, status) }
        if scope.targets.contains(folder) { return nil }
        if let below = scope.below(folder) { return below }
        // Met below a folder that was read: one that is known is not gone into.
        return memory.subfolders(of: folder, status).map { _ in [] }
    }

    /// Goes on with the pass for a moment; nil at its end.
    public func step(_ number: Int) -> [SettledPhoto]? {
        guard number == pass, let walker else { return nil }
        let end = Monotonic.now + 0.05
        var ready: [SettledPhoto] = []
        while Monotonic.now < end {
            guard let listing = walker.next() else {
                if problemCount == 0, isWhole {
                    table.endPass()
                    skips.endPass()
                }
                self.walker = nil
                fullWalk = census?.end(try? DropIdentity(of: drop.root))
                census = nil
                return ready.isEmpty ? nil : ready
            }
            heartbeat.beat()
            ready += take(listing)
        }
        return ready
    }

    /// What the pass that has ended found.
    public func summary() -> PassSummary {
        defer { watchProblem = nil }
        var stores: Set<String>?
        if !table.isFull {
            var open: Set<String> = []
            table.forEach { if let store = drop.layout.place(of: $0).store { open.insert(store) } }
            stores = open
        }
        return PassSummary(
            waiting: table.count, problems: problemCount, firstProblem: firstProblem, skipped: skips.sum(),
            watchProblem: watchProblem,
            openStores: stores)
    }

    /// What the pass that has ended saw, where it read every folder and nothing was hidden; asked once.
    public func takeFullWalk() -> FullWalk? {
        defer { fullWalk = nil }
        return fullWalk
    }

    /// Lets go of the drop.
    func release() { walker = nil }

    private func take(_ listing: FolderListing) -> [SettledPhoto] {
        census?.note(listing)
        for problem in listing.problems where problem.code != .symlinkSkipped {
            problemCount += 1
            if firstProblem == nil { firstProblem = problem.message }
        }
        let now = Int64(clamped: Date().timeIntervalSince1970 * 1e9)
        let (open, isStill) = sort(listing, now: now)
        let candidates = open.map { listing.candidate(at: $0) }
        let files = candidates.map { candidate in
            (
                name: candidate.path.lastComponent,
                snapshot: SettleTable.Snapshot(
                    size: candidate.size, mtimeNanoseconds: candidate.mtimeNanoseconds, inode: candidate.inode)
            )
        }
        let ready = table.note(listing.folder, files, room: &room, now: Monotonic.now)
        memory.note(listing, isSettled: open.isEmpty && isStill, now: now)
        return ready.map { SettledPhoto(candidate: candidates[$0.index], isFinal: $0.isFinal) }
    }

    /// The candidates that are not settled, by place; the rest is counted.
    ///
    /// `isStill` is false where a file that is not a picture was written not long ago: it may be one that begins with what
    /// a slow writer has not filled in yet, and the folder's time does not tell when it is.
    private func sort(_ listing: FolderListing, now: Int64) -> (open: [Int], isStill: Bool) {
        let patience = Int64(clamped: table.patience * 1e9)
        var skipped = listing.skipped
        var isStill = true
        let open = listing.unsettled(known) { kind, mtime in
            skipped.noteOther(kind)
            // A clock may be a day ahead; a time farther in the future would keep the folder open for years.
            let age = now.subtractingClamped(mtime)
            if age < patience, age > -86_400_000_000_000 { isStill = false }
        }
        skips.note(listing.folder, skipped)
        return (open, isStill)
    }

    private func takeIn() {
        let news = news.take()
        for sighting in news.settled {
            known.insert(
                in: known.key(folder: sighting.path.folder), name: sighting.path.lastComponent, size: sighting.size,
                mtimeNanoseconds: sighting.mtimeNanoseconds)
        }
        news.others.forEach { known.insert(other: $0) }
        if news.allReturned { table.returnAll() }
        news.returned.forEach { table.noteReturned($0) }
        news.incomplete.forEach { table.noteIncomplete($0) }
        news.changed.forEach { table.noteChanged($0) }
    }
}
