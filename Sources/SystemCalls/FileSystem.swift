import CLinux
import Glibc
public import Records

/// System calls on paths, one thin function each.
public enum FileSystem {
    /// Status of what the path names; `followLinks` false gives the link's own.
    public static func status(_ path: PathBytes, followLinks: Bool = true) throws(SystemError) -> FileStatus {
        var raw = stat()
        try path.withCPath(.stat) { (text) throws(SystemError) in
            _ = try invoke(.stat, path) { fstatat(AT_FDCWD, text, &raw, followLinks ? 0 : AT_SYMLINK_NOFOLLOW) }
        }
        return FileStatus(raw)
    }

    /// Status of a name in an open folder, not following a link.
    public static func status(_ name: PathBytes, in folder: borrowing OpenFile) throws(SystemError) -> FileStatus {
        var raw = stat()
        let base = folder.descriptor
        let whole = folder.path
        try name.withCPath(.stat) { (text) throws(SystemError) in
            _ = try invoke(.stat, whole.appending(name)) { fstatat(base, text, &raw, AT_SYMLINK_NOFOLLOW) }
        }
        return FileStatus(raw)
    }

    /// Bytes for what getgrnam_r(3) copies.
    private static let groupBuffer = 1 << 16

    /// Gives a file or folder to a group, with these permission bits.
    /// - Throws: `EINVAL` for a group that this machine does not know, `EPERM` where this account is not a member of it.
    public static func give(_ path: PathBytes, toGroup name: String, mode: UInt32) throws(SystemError) {
        guard let group = groupNumber(name) else { throw SystemError(.chmod, code: EINVAL, path: path) }
        try path.withCPath(.chmod) { (text) throws(SystemError) in
            try invoke(.chmod, path) { chown(text, uid_t.max, group) }
            try invoke(.chmod, path) { chmod(text, mode_t(mode)) }
        }
    }

    /// The number of a group of this machine.
    private static func groupNumber(_ name: String) -> gid_t? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: groupBuffer)
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.gr_gid
    }

    /// The number of a user of this machine; nil for one that it does not know.
    public static func userNumber(_ name: String) -> UInt32? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: groupBuffer)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.pw_uid
    }

    /// True when something is there (a dangling link counts).
    public static func exists(_ path: PathBytes) -> Bool {
        (try? status(path, followLinks: false)) != nil
    }

    /// True when this process may write there (access(2)).
    public static func isWritable(_ path: PathBytes) -> Bool {
        (try? path.withCPath(.stat) { (text) throws(SystemError) in access(text, W_OK) == 0 }) ?? false
    }

    /// Moves a name, replacing what stood at `target`.
    public static func rename(_ source: PathBytes, to target: PathBytes) throws(SystemError) {
        try source.withCPath(.rename) { (from) throws(SystemError) in
            try target.withCPath(.rename) { (to) throws(SystemError) in
                _ = try invoke(.rename, target) { Glibc.rename(from, to) }
            }
        }
    }

    /// Gives a file a second name, where there must be none yet.
    public static func link(_ source: PathBytes, to target: PathBytes) throws(SystemError) {
        try source.withCPath(.link) { (from) throws(SystemError) in
            try target.withCPath(.link) { (to) throws(SystemError) in
                _ = try invoke(.link, target) { Glibc.link(from, to) }
            }
        }
    }

    /// Removes a file's name.
    public static func remove(_ path: PathBytes) throws(SystemError) {
        try path.withCPath(.unlink) { (text) throws(SystemError) in
            _ = try invoke(.unlink, path) { unlink(text) }
        }
    }

    /// Removes an empty folder.
    public static func removeFolder(_ path: PathBytes) throws(SystemError) {
        try path.withCPath(.rmdir) { (text) throws(SystemError) in
            _ = try invoke(.rmdir, path) { rmdir(text) }
        }
    }

    /// The absolute path without links, `.` and `..`.
    public static func realPath(_ path: PathBytes) throws(SystemError) -> PathBytes {
        try path.withCPath(.stat) { (text) throws(SystemError) in
            guard let whole = realpath(text, nil) else { throw SystemError(.stat, code: errno, path: path) }
            defer { free(whole) }
            return PathBytes(Array(UnsafeRawBufferPointer(start: whole, count: strlen(whole))))
        }
    }

    /// Makes a folder and those above it; one that is there already is not an error.
    public static func makeFolder(_ path: PathBytes, mode: UInt32 = 0o755) throws(SystemError) {
        do throws(SystemError) {
            try path.withCPath(.mkdir) { (text) throws(SystemError) in
                _ = try invoke(.mkdir, path) { mkdir(text, mode_t(mode)) }
            }
        } catch {
            if error.code == EEXIST, (try status(path)).kind == .folder { return }
            guard error.code == ENOENT, let parent = path.parent else { throw error }
            try makeFolder(parent, mode: mode)
            try makeFolder(path, mode: mode)
        }
    }

    /// Returns when the folder's names are on the disk.
    public static func syncFolder(_ path: PathBytes) throws(SystemError) {
        try OpenFile(path, .folder).sync()
    }

    /// Reads a whole small file, such as a configuration.
    public static func read(_ path: PathBytes, limit: Int = 64 << 20) throws(SystemError) -> [UInt8] {
        let text = try path.withCPath(.open) { (text) throws(SystemError) in
            try invoke(.open, path) { Glibc.open(text, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        }
        let file = OpenFile(adopting: text, path: path)
        let size = try file.status().size
        let bytes = try file.readAll(expected: size, limit: limit)
        if bytes.count > limit { throw SystemError(.read, code: EFBIG, path: path) }
        return bytes
    }

    /// Names in a folder without `.` and `..`, in byte order; for folders known to be small.
    public static func names(in path: PathBytes) throws(SystemError) -> [PathBytes] {
        var names: [PathBytes] = []
        var scanner = FolderScanner()
        try scanner.forEachName(in: OpenFile(path, .folder)) { names.append(PathBytes(Array($0))) }
        return names.sorted()
    }

    /// Space of the file system that holds the path.
    public struct Space: Hashable, Sendable {
        /// Bytes that this user may still write.
        public var available: Int
        public var total: Int
        /// Files that may still be made.
        public var availableFiles: Int
        public var readOnly: Bool
    }

    /// How much room is left.
    public static func space(at path: PathBytes) throws(SystemError) -> Space {
        var raw = statvfs()
        try path.withCPath(.statvfs) { (text) throws(SystemError) in
            _ = try invoke(.statvfs, path) { statvfs(text, &raw) }
        }
        return Space(
            available: Int(
                clamping: UInt64(raw.f_bavail).multipliedReportingOverflow(by: UInt64(raw.f_frsize)).partialValue),
            total: Int(
                clamping: UInt64(raw.f_blocks).multipliedReportingOverflow(by: UInt64(raw.f_frsize)).partialValue),
            availableFiles: Int(clamping: raw.f_favail), readOnly: raw.f_flag & UInt(ST_RDONLY) != 0)
    }

    /// Magic number of the file system's kind (statfs(2) `f_type`).
    public static func kind(at path: PathBytes) throws(SystemError) -> Int {
        var raw = statfs()
        try path.withCPath(.statfs) { (text) throws(SystemError) in
            _ = try invoke(.statfs, path) { statfs(text, &raw) }
        }
        return Int(raw.f_type)
    }
}

extension PathBytes {
    /// The folder that holds this path; nil for a bare name or the root.
    public var parent: PathBytes? {
        let trimmed = bytes.count > 1 && bytes.last == UInt8(ascii: "/") ? bytes.dropLast() : bytes[...]
        guard let slash = trimmed.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        if slash == trimmed.startIndex { return trimmed.count > 1 ? PathBytes([UInt8(ascii: "/")]) : nil }
        return PathBytes(Array(trimmed[..<slash]))
    }
}

extension OpenFile {
    /// Takes over a descriptor that was just opened.
    init(adopting descriptor: Int32, path: PathBytes) {
        self.descriptor = descriptor
        self.path = path
    }
}
