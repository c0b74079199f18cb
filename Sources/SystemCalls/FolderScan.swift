import CLinux
import Glibc
public import Records

/// One folder's entries: all names in one buffer, and the status of those that were asked for.
///
/// Made for trees of millions of files: nothing is allocated per file.
public struct FolderEntries: Sendable {
    /// One entry; its name is a stretch of the buffer.
    public struct Entry: Sendable {
        fileprivate var start: UInt32
        fileprivate var length: UInt16
        public fileprivate(set) var kind: FileStatus.Kind
        /// Size, time and device are known.
        public fileprivate(set) var hasStatus = false
        /// Bytes.
        public fileprivate(set) var size = 0
        /// Nanoseconds since 1970.
        public fileprivate(set) var mtimeNanoseconds: Int64 = 0
        public fileprivate(set) var device: UInt64 = 0
        public fileprivate(set) var inode: UInt64
    }

    fileprivate var names: [UInt8] = []
    public private(set) var entries: [Entry] = []

    public init() {}

    /// The name's bytes, without copying them.
    public func name(of entry: Entry) -> ArraySlice<UInt8> {
        names[Int(entry.start)..<Int(entry.start) + Int(entry.length)]
    }

    /// Where the entry of a name stands; nil where there is none. The entries must be in byte order, as `scan` leaves them.
    public func index(ofName name: ArraySlice<UInt8>) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if self.name(of: entries[middle]).lexicographicallyPrecedes(name) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < entries.count && self.name(of: entries[low]) == name ? low : nil
    }

    /// The name's bytes as borrowed memory: the fastest look.
    @inlinable
    public func withName<Result>(of entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
    {
        try name(of: entry).withUnsafeBytes(body)
    }

    /// False where the names of the folder have more than 4 GiB: there is no place for it.
    mutating func append(_ name: UnsafeBufferPointer<UInt8>, kind: FileStatus.Kind, inode: UInt64) -> Bool {
        guard let start = UInt32(exactly: names.count), let length = UInt16(exactly: name.count) else { return false }
        entries.append(Entry(start: start, length: length, kind: kind, inode: inode))
        names.append(contentsOf: name)
        return true
    }

    mutating func append(_ name: UnsafeBufferPointer<UInt8>, status: FileStatus) -> Bool {
        guard append(name, kind: status.kind, inode: status.inode) else { return false }
        entries[entries.count - 1].hasStatus = true
        entries[entries.count - 1].size = status.size
        entries[entries.count - 1].mtimeNanoseconds = status.mtimeNanoseconds
        entries[entries.count - 1].device = status.device
        return true
    }

    /// Puts the entries into the byte order of their names.
    mutating func sort() {
        names.withUnsafeBytes { names in
            entries.sort { a, b in
                guard let base = names.baseAddress else { return false }
                let shorter = Int(min(a.length, b.length))
                let order = memcmp(base + Int(a.start), base + Int(b.start), shorter)
                return order == 0 ? a.length < b.length : order < 0
            }
        }
    }
}

/// Reads folders entry by entry through a buffer that is used again for each.
public struct FolderScanner: ~Copyable {
    /// What to do with a name.
    public enum Interest: Sendable {
        /// Leave it out.
        case none
        /// Keep name and kind; costs a stat only where the file system does not tell the kind.
        case kind
        /// Keep it with size and times.
        case status
    }

    /// An entry whose status could not be had.
    public struct Failure: Sendable {
        public let name: PathBytes
        public let error: SystemError
    }

    private static let size = 64 << 10
    private let buffer: UnsafeMutableRawPointer

    public init() { buffer = .allocate(byteCount: Self.size, alignment: 16) }

    deinit { buffer.deallocate() }

    /// Reads a freshly opened folder: its entries in byte order without `.` and `..`.
    ///
    /// A name that is gone by the time of its stat is left out. What was read until an error stands in `entries`.
    ///
    /// - Parameters:
    ///   - interest: asked once a name, with the kind that the folder itself tells, nil where it does not.
    ///   - failures: gets the entries whose status could not be had.
    public mutating func scan(
        _ folder: borrowing OpenFile, into entries: inout FolderEntries, failures: inout [Failure],
        interest: (UnsafeBufferPointer<UInt8>, FileStatus.Kind?) -> Interest
    ) throws(SystemError) {
        entries = FolderEntries()
        defer { entries.sort() }
        try forEachRecord(of: folder) { take($0, in: folder, &entries, &failures, interest) }
    }

    /// Calls `body` with the names in a freshly opened folder, in the folder's own order, without `.` and `..`; a name's
    /// bytes are valid during the call only.
    public mutating func forEachName(
        in folder: borrowing OpenFile, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(SystemError) {
        try forEachRecord(of: folder) { body($0.name) }
    }

    private func forEachRecord(of folder: borrowing OpenFile, _ body: (RawEntry) -> Void) throws(SystemError) {
        while true {
            let descriptor = folder.descriptor
            let count = try invoke(.readdir, folder.path) { linux_getdents64(descriptor, buffer, UInt(Self.size)) }
            if count == 0 { return }
            var offset = 0
            while offset < count {
                let record = RawEntry(buffer + offset)
                offset += record.recordLength
                if !record.isDotOrDotDot { body(record) }
            }
        }
    }

    private func take(
        _ record: RawEntry, in folder: borrowing OpenFile, _ entries: inout FolderEntries,
        _ failures: inout [Failure], _ interest: (UnsafeBufferPointer<UInt8>, FileStatus.Kind?) -> Interest
    ) {
        let kind = record.kind
        let wanted = interest(record.name, kind)
        if wanted == .none { return }
        do throws(SystemError) {
            let isKept: Bool
            if wanted == .kind, let kind {
                isKept = entries.append(record.name, kind: kind, inode: record.inode)
            } else {
                let status = try status(record, in: folder)
                isKept =
                    wanted == .status
                    ? entries.append(record.name, status: status)
                    : entries.append(record.name, kind: status.kind, inode: status.inode)
            }
            guard isKept else { throw SystemError(.readdir, code: EOVERFLOW, path: folder.path) }
        } catch {
            if error.code == ENOENT { return }
            failures.append(Failure(name: PathBytes(Array(record.name)), error: error))
        }
    }

    private func status(_ record: RawEntry, in folder: borrowing OpenFile) throws(SystemError) -> FileStatus {
        var raw = stat()
        let descriptor = folder.descriptor
        let whole = folder.path
        try invoke(.stat, whole.appending(PathBytes(Array(record.name)))) {
            fstatat(descriptor, record.cName, &raw, AT_SYMLINK_NOFOLLOW)
        }
        return FileStatus(raw)
    }
}

/// A `linux_dirent64` (getdents64(2)) in a buffer: inode u64, offset i64, record length u16, type u8, name, NUL.
private struct RawEntry {
    private let start: UnsafeRawPointer

    init(_ start: UnsafeRawPointer) { self.start = start }

    var inode: UInt64 { start.load(fromByteOffset: 0, as: UInt64.self) }
    var recordLength: Int { Int(start.load(fromByteOffset: 16, as: UInt16.self)) }
    var cName: UnsafePointer<CChar> { (start + 19).assumingMemoryBound(to: CChar.self) }

    var name: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: (start + 19).assumingMemoryBound(to: UInt8.self), count: strlen(cName))
    }

    var isDotOrDotDot: Bool {
        let dot = CChar(UInt8(ascii: "."))
        return cName[0] == dot && (cName[1] == 0 || (cName[1] == dot && cName[2] == 0))
    }

    /// nil where the file system does not tell.
    var kind: FileStatus.Kind? {
        switch Int(start.load(fromByteOffset: 18, as: UInt8.self)) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .folder
        case Int(DT_LNK): .link
        case Int(DT_FIFO): .fifo
        case Int(DT_SOCK): .socket
        case Int(DT_UNKNOWN): nil
        default: .device
        }
    }
}

extension OpenFile {
    /// Opens the folder that holds an open folder, wherever that one stands by now.
    ///
    /// - Parameter path: what errors call it.
    public init(folderAbove child: borrowing OpenFile, path: PathBytes) throws(SystemError) {
        let base = child.descriptor
        let descriptor = try invoke(.open, path) { openat(base, "..", Access.folder.flags) }
        self.init(adopting: descriptor, path: path)
    }
}
