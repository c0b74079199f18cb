public import Records
public import SystemCalls

/// One folder of a drop as the walk saw it.
public struct FolderListing: Sendable {
    /// Relative to the drop; empty for the drop itself.
    public let folder: PathBytes
    /// Nanoseconds since 1970, taken before the folder was read: what comes later changes it (within the file system's
    /// grain of time). A file rewritten in place does not.
    public let mtimeNanoseconds: Int64
    public let device: UInt64
    public let inode: UInt64
    /// Names of the folders in it that the walk goes into, in byte order.
    public let subfolders: [PathBytes]
    public let skipped: SkipCounts
    public let problems: [WalkProblem]
    /// False when the folder could not be read to its end: what is missing here says nothing.
    public let isComplete: Bool
    /// Some candidates have names that tell nothing: their content says whether they are photos (`Candidate.isDoubtful`).
    public let holdsDoubtful: Bool

    private let files: FolderEntries
    private let entries: [FolderEntries.Entry]

    init(
        folder: PathBytes, status: FileStatus? = nil, files: FolderEntries? = nil, entries: [FolderEntries.Entry] = [],
        subfolders: [PathBytes] = [], skipped: SkipCounts = SkipCounts(), problems: [WalkProblem], isComplete: Bool,
        holdsDoubtful: Bool = false
    ) {
        self.folder = folder
        mtimeNanoseconds = status?.mtimeNanoseconds ?? 0
        device = status?.device ?? 0
        inode = status?.inode ?? 0
        self.files = files ?? FolderEntries()
        self.entries = entries
        self.subfolders = subfolders
        self.skipped = skipped
        self.problems = problems
        self.isComplete = isComplete
        self.holdsDoubtful = holdsDoubtful
    }

    /// The candidates whose names pass, with or without skip counts and problems; nil when nothing is left to tell.
    func keeping(notes: Bool, where isKept: (ArraySlice<UInt8>) -> Bool) -> FolderListing? {
        let kept = entries.filter { isKept(files.name(of: $0)) }
        if kept.isEmpty, !notes { return nil }
        return FolderListing(self, entries: kept, notes: notes)
    }

    private init(_ whole: FolderListing, entries: [FolderEntries.Entry], notes: Bool) {
        folder = whole.folder
        mtimeNanoseconds = whole.mtimeNanoseconds
        device = whole.device
        inode = whole.inode
        subfolders = whole.subfolders
        skipped = notes ? whole.skipped : SkipCounts()
        problems = notes ? whole.problems : []
        isComplete = whole.isComplete
        holdsDoubtful = whole.holdsDoubtful
        files = whole.files
        self.entries = entries
    }
}

extension FolderListing {
    /// True where a name that is not here is not there: nothing of the folder could not be read. A link, and a folder
    /// that is an outer one again, hide nothing.
    public var tellsAll: Bool {
        problems.allSatisfy { $0.code == .symlinkSkipped || $0.code == .folderLoop }
    }

    /// How many candidates it holds.
    public var count: Int { entries.count }

    /// The candidates in the byte order of their names, each made when it is asked for.
    public var candidates: some RandomAccessCollection<Candidate> { (0..<count).lazy.map { candidate(at: $0) } }

    /// Candidate by place, 0..<count.
    public func candidate(at index: Int) -> Candidate {
        let entry = entries[index]
        let name = Array(files.name(of: entry))
        return Candidate(
            path: folder.appending(PathBytes(name)), size: entry.size, mtimeNanoseconds: entry.mtimeNanoseconds,
            device: entry.device, inode: entry.inode,
            isDoubtful: holdsDoubtful && name.withUnsafeBufferPointer { NameRule.of(file: $0) } == .doubtful)
    }

    /// Calls `body` for each candidate with its name's bytes (valid during the call), size and time in nanoseconds:
    /// the cheapest look, which makes nothing in memory.
    public func forEachName(_ body: (_ index: Int, _ name: UnsafeRawBufferPointer, _ size: Int, _ mtime: Int64) -> Void)
    {
        for (index, entry) in entries.enumerated() {
            files.withName(of: entry) { body(index, $0, entry.size, entry.mtimeNanoseconds) }
        }
    }
}

/// Something in a drop that a walk could not, or would not, look at.
public struct WalkProblem: Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case folderUnreadable = "folder_unreadable"
        case fileUnreadable = "file_unreadable"
        case symlinkSkipped = "symlink_skipped"
        case folderLoop = "folder_loop"
        case folderMoved = "folder_moved"
    }

    public let code: Code
    /// Relative to the drop.
    public let path: PathBytes
    /// What happened and what to do.
    public let message: String
    /// The system call that failed, where one did.
    public let system: SystemError?

    init(_ code: Code, _ path: PathBytes, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
        system = nil
    }

    init(_ code: Code, _ path: PathBytes, _ error: SystemError) {
        self.code = code
        self.path = path
        message = error.description
        system = error
    }

    public var description: String { message }
}
