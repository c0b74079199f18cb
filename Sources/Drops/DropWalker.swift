public import Records
public import SystemCalls

/// Walks a drop folder by folder, in the byte order of names, each folder before those in it.
///
/// Memory is bounded by the largest folder and the depth, not by the tree. Folders are opened relative to their open
/// parents, never by path, so depth has no limit and nothing that moves during the walk leads out of the drop; links are
/// not followed; a folder that contains itself (a bind mount) is noticed by device and inode. What cannot be read is reported
/// in the listing and is not the end.
///
/// Not `Sendable`: one owner, who may be blocked by a mount that hangs (`DropReader` keeps one on a queue of its own).
public final class DropWalker: Sequence, IteratorProtocol {
    private let drop: Drop
    private let shard: Shard
    private let unchanged: (PathBytes, FileStatus) -> [PathBytes]?
    private var reading = FolderReading()
    private var trail: [OpenFolder] = []
    private var root: OpenFile?

    /// Opens the drop's root.
    ///
    /// - Parameters:
    ///   - shard: lists the files of this part only.
    ///   - unchanged: asked for each folder before it is read, with its status; where it gives the names of the folders
    ///     in it, in byte order, the folder is taken for unchanged: it is not read nor listed, the walk goes on below.
    public init(
        _ drop: Drop, shard: Shard = .whole,
        unchanged: @escaping (PathBytes, FileStatus) -> [PathBytes]? = { _, _ in nil }
    ) throws(SystemError) {
        self.drop = drop
        self.shard = shard
        self.unchanged = unchanged
        root = try OpenFile(root: drop.root)
    }

    /// The next folder with something to tell; nil at the end.
    public func next() -> FolderListing? {
        if let root = root.take(), let listing = enter(root, as: PathBytes([])) { return listing }
        while let folder = trail.last {
            if let problem = folder.reopenProblem { return leave(telling: problem) }
            guard let name = folder.nextSubfolder() else {
                leave()
                continue
            }
            if let listing = open(name, in: folder) { return listing }
        }
        return nil
    }

    /// Opens a folder and goes in; nil when there is nothing to tell of it.
    private func open(_ name: PathBytes, in parent: OpenFolder) -> FolderListing? {
        let path = parent.path.appending(name)
        if isOtherShards(path) { return nil }
        do throws(SystemError) {
            guard let file = try parent.open(name) else { return nil }
            return enter(file, as: path)
        } catch {
            return unreadable(path, error)
        }
    }

    private func enter(_ file: consuming OpenFile, as path: PathBytes) -> FolderListing? {
        let status: FileStatus
        do throws(SystemError) { status = try file.status() } catch { return unreadable(path, error) }
        if let outer = trail.first(where: { $0.device == status.device && $0.inode == status.inode }) {
            let place = outer.path.bytes.isEmpty ? "the drop itself" : outer.path.escaped
            let message = "\(path.escaped) is \(place) again (a bind mount?): the walk does not go in"
            return FolderListing(
                folder: path, problems: [WalkProblem(.folderLoop, path, message)], isComplete: false)
        }
        if let subfolders = unchanged(path, status) {
            push(file, path, status, subfolders)
            return nil
        }
        let listing = reading.list(file, as: path, status: status)
        push(file, path, status, listing.subfolders)
        return ours(listing)
    }

    private func isOtherShards(_ folder: PathBytes) -> Bool {
        if shard == .whole { return false }
        let (key, holdsBelow) = drop.layout.shardKey(folder: folder)
        return holdsBelow && !shard.holds(key)
    }

    /// What of a listing belongs to this shard; nil when nothing does.
    private func ours(_ listing: FolderListing) -> FolderListing? {
        if shard == .whole { return listing }
        let (key, holdsBelow) = drop.layout.shardKey(folder: listing.folder)
        let isFolderOurs = shard.holds(key)
        if holdsBelow { return isFolderOurs ? listing : nil }
        return listing.keeping(notes: isFolderOurs) { name in
            drop.layout.shardKey(name: name).map { shard.holds($0) } ?? isFolderOurs
        }
    }

    private func push(_ file: consuming OpenFile, _ path: PathBytes, _ status: FileStatus, _ subfolders: [PathBytes]) {
        if trail.count > OpenFolder.most { trail[trail.count - OpenFolder.most].close() }
        trail.append(OpenFolder(path, file, status, subfolders))
    }

    /// Leaves the innermost folder; opens the one above again if it was closed for want of descriptors.
    private func leave() {
        guard let left = trail.popLast(), let above = trail.last, let root = trail.first else { return }
        above.reopen(from: left, root: root, at: drop.root.appending(above.path))
    }

    private func leave(telling problem: WalkProblem) -> FolderListing {
        let path = trail.last?.path ?? PathBytes([])
        leave()
        return FolderListing(folder: path, problems: [problem], isComplete: false)
    }

    /// A folder that vanished since its name was read is no news; any other is.
    private func unreadable(_ path: PathBytes, _ error: SystemError) -> FolderListing? {
        if error.isMissing { return nil }
        return FolderListing(
            folder: path, problems: [WalkProblem(.folderUnreadable, path, error)], isComplete: false)
    }
}

extension OpenFile {
    /// Opens a drop's root; it alone may be named by a link.
    init(root: PathBytes) throws(SystemError) {
        let slash = UInt8(ascii: "/")
        // A link with a slash behind it is followed.
        try self.init(root.bytes.last == slash ? root : PathBytes(root.bytes + [slash]), .folder)
    }
}
