import Glibc
public import Records

/// Reads the names in a folder; a handle that closes itself.
public struct FolderReader: ~Copyable {
    /// What readdir says of an entry without a stat; `unknown` where the file system does not tell.
    public enum EntryKind: Sendable { case file, folder, link, other, unknown }

    private let stream: OpaquePointer
    private let path: PathBytes

    /// Opens a folder by path, following no last link.
    public init(_ path: PathBytes) throws(SystemError) {
        try self.init(OpenFile(path, .folder))
    }

    /// Reads an open folder from its start, through a descriptor of its own.
    public init(_ folder: borrowing OpenFile) throws(SystemError) {
        path = folder.path
        let base = folder.descriptor
        let descriptor = try invoke(.opendir, folder.path) { openat(base, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(descriptor) else {
            let code = errno
            Glibc.close(descriptor)
            throw SystemError(.opendir, code: code, path: folder.path)
        }
        self.stream = stream
    }

    deinit { closedir(stream) }

    /// Calls `body` with each name's bytes (valid during the call only) and kind; `.` and `..` are left out.
    public func forEach(_ body: (UnsafeBufferPointer<UInt8>, EntryKind) -> Void) throws(SystemError) {
        while true {
            #if DEBUG
                if let code = FaultSeam.fault(.readdir, path), code != EINTR {
                    throw SystemError(.readdir, code: code, path: path)
                }
            #endif
            errno = 0
            guard let entry = readdir(stream) else {
                if errno == EINTR { continue }
                if errno != 0 { throw SystemError(.readdir, code: errno, path: path) }
                return
            }
            let kind: EntryKind =
                switch Int(entry.pointee.d_type) {
                case Int(DT_REG): .file
                case Int(DT_DIR): .folder
                case Int(DT_LNK): .link
                case Int(DT_UNKNOWN): .unknown
                default: .other
                }
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { continue }
            let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
            let length = strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
            if name[0] == UInt8(ascii: "."), length == 1 || (length == 2 && name[1] == UInt8(ascii: ".")) { continue }
            body(UnsafeBufferPointer(start: name, count: length), kind)
        }
    }
}
