import Glibc
public import Records

/// What the kernel says of a file.
public struct FileStatus: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case file, folder, link, fifo, socket, device }

    public var kind: Kind
    public var size: Int
    /// Nanoseconds since 1970; of a time before 1677 or after 2262 see `nanoseconds(_:_:)`.
    public var mtimeNanoseconds: Int64
    public var ctimeNanoseconds: Int64
    public var device: UInt64
    public var inode: UInt64
    /// Permission bits.
    public var mode: UInt32
    public var owner: UInt32

    init(_ raw: stat) {
        switch raw.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .link
        case S_IFIFO: kind = .fifo
        case S_IFSOCK: kind = .socket
        default: kind = .device
        }
        size = Int(raw.st_size)
        mtimeNanoseconds = FileStatus.nanoseconds(Int64(raw.st_mtim.tv_sec), Int64(raw.st_mtim.tv_nsec))
        ctimeNanoseconds = FileStatus.nanoseconds(Int64(raw.st_ctim.tv_sec), Int64(raw.st_ctim.tv_nsec))
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        mode = UInt32(raw.st_mode & 0o7777)
        owner = UInt32(raw.st_uid)
    }

    /// A file's time as one number of nanoseconds since 1970.
    ///
    /// 64 bits hold the years 1677 to 2262, but file systems give any: 1601 is what SMB makes of a missing time, 2446
    /// is ext4's last year. A time outside is put into the last 36 years of its end of the range: still the far past or
    /// the far future, and still another number than that of another time, so that a file that changed is seen to have.
    public static func nanoseconds(_ seconds: Int64, _ part: Int64) -> Int64 {
        let (whole, isWide) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isOver) = whole.addingReportingOverflow(part)
        if !isWide && !isOver { return sum }
        let rest = (seconds &* 1_000_000_000 &+ part) & (1 << 60 - 1)
        return seconds < 0 ? .min + rest : .max - (1 << 60 - 1) + rest
    }
}

/// An open file or folder; closed when it goes out of scope.
public struct OpenFile: ~Copyable, Sendable {
    /// What it was opened as, for errors.
    public let path: PathBytes
    /// The descriptor; valid as long as this value lives.
    public let descriptor: Int32

    /// How to open.
    public enum Access: Sendable {
        /// For reading; neither follows a last link nor blocks on a FIFO.
        case read
        /// A folder, as a base for relative names; follows no last link.
        case folder
        /// Made new for writing; fails if it is there.
        case create(mode: UInt32)
        /// For writing at its end, made if missing.
        case append(mode: UInt32)
        /// For reading and writing, made if missing.
        case update(mode: UInt32)

        var flags: Int32 {
            switch self {
            case .read: O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
            case .folder: O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
            case .create: O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
            case .append: O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
            case .update: O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
            }
        }

        var mode: mode_t {
            switch self {
            case .read, .folder: 0
            case .create(let mode), .append(let mode), .update(let mode): mode_t(mode)
            }
        }
    }

    /// Opens a path.
    public init(_ path: PathBytes, _ access: Access) throws(SystemError) {
        self.path = path
        descriptor = try path.withCPath(.open) { (text) throws(SystemError) in
            try invoke(.open, path) { Glibc.open(text, access.flags, access.mode) }
        }
    }

    /// Opens a name relative to an open folder.
    public init(_ name: PathBytes, in folder: borrowing OpenFile, _ access: Access) throws(SystemError) {
        let whole = folder.path.appending(name)
        let base = folder.descriptor
        path = whole
        descriptor = try name.withCPath(.open) { (text) throws(SystemError) in
            try invoke(.open, whole) { openat(base, text, access.flags, access.mode) }
        }
    }

    deinit { Glibc.close(descriptor) }

    /// What the kernel says of the open file.
    public func status() throws(SystemError) -> FileStatus {
        var raw = stat()
        try invoke(.stat, path) { fstat(descriptor, &raw) }
        return FileStatus(raw)
    }

    /// Reads up to `count` bytes from where the file stands; fewer at its end or where the kernel gives fewer.
    public func read(upTo count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(SystemError) {
                initialized = try read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Most bytes of one read of a whole file: small enough to tell a slow disk from one that hangs.
    private static let piece = 1 << 20

    /// Reads to the end, at most `limit` bytes; `expected` sizes the buffer.
    /// - Parameter progress: called after each piece.
    public func readAll(expected: Int, limit: Int, progress: () -> Void = {}) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let capacity = min(max(expected, 0), limit) + 1
        var bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            do throws(SystemError) {
                while initialized < capacity {
                    let end = min(capacity, initialized + OpenFile.piece)
                    let rest = UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized..<end])
                    let count = try read(into: rest)
                    if count == 0 { break }
                    initialized += count
                    progress()
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        while bytes.count >= capacity && bytes.count <= limit {
            let more = try read(upTo: min(OpenFile.piece, limit + 1 - bytes.count))
            if more.isEmpty { break }
            bytes += more
            progress()
        }
        return bytes
    }

    /// Reads `count` bytes at an offset without moving; fewer at the end.
    public func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(SystemError) {
                while initialized < count {
                    let got = try invoke(.pread, path) {
                        pread(
                            descriptor, buffer.baseAddress.map { $0 + initialized },
                            limited(count - initialized),
                            off_t(offset + initialized))
                    }
                    if got == 0 { break }
                    initialized += got
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        try invoke(.read, path) { Glibc.read(descriptor, buffer.baseAddress, limited(buffer.count)) }
    }

    /// Writes all bytes.
    public func write(_ bytes: some Collection<UInt8>) throws(SystemError) {
        let done = bytes.withContiguousStorageIfAvailable { writeAll(UnsafeRawBufferPointer($0)) }
        switch done {
        case .success?: break
        case .failure(let error)?: throw error
        case nil: try write(Array(bytes))
        }
    }

    /// Out of line: Swift 6.3.1 optimises this loop's end away where it is put into `write` and throws through it.
    @inline(never) private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Result<Void, SystemError> {
        var written = 0
        while written < bytes.count {
            do throws(SystemError) {
                written += try invoke(.write, path) {
                    Glibc.write(
                        descriptor, bytes.baseAddress.map { $0 + written }, limited(bytes.count - written))
                }
            } catch {
                return .failure(error)
            }
        }
        return .success(())
    }

    /// Returns when the file's bytes and size are on the disk.
    public func sync() throws(SystemError) {
        try invoke(.fsync, path) { fsync(descriptor) }
    }

    /// Sets the permission bits, whatever the process's umask.
    public func setMode(_ mode: UInt32) throws(SystemError) {
        try invoke(.chmod, path) { fchmod(descriptor, mode_t(mode)) }
    }

    /// Cuts the file to a size.
    public func truncate(to size: Int) throws(SystemError) {
        try invoke(.truncate, path) { ftruncate(descriptor, off_t(size)) }
    }

    /// Takes the advisory lock of the whole file; false where another process holds it.
    public func tryLock() throws(SystemError) -> Bool {
        do throws(SystemError) {
            try invoke(.lock, path) { flock(descriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            if error.code == EWOULDBLOCK { return false }
            throw error
        }
    }

    /// Tells the kernel that the file is read once from start to end, and (with `done`) that its cache can go.
    public func adviseSequential(done: Bool = false) {
        _ = posix_fadvise(descriptor, 0, 0, done ? POSIX_FADV_DONTNEED : POSIX_FADV_SEQUENTIAL)
    }
}

@inline(__always)
private func limited(_ count: Int) -> Int {
    #if DEBUG
        FaultSeam.limit(count)
    #else
        count
    #endif
}
