import Glibc
public import Records

// The SystemCalls room: one thin function a call. Every call of the product to the kernel about files passes through
// `invoke`, which retries EINTR, turns errno into a `SystemError`, and (debug builds only) lets a test force a fault
// or record the trace. Nothing else in the product calls open(2) and its kin.

/// The system calls that the room makes, by the names errors and fault plans use.
public enum SystemCall: String, Sendable, Codable, CaseIterable {
    case open, read, pread, write, fsync, close, stat, rename, link, unlink, mkdir, rmdir, readdir, statvfs
    case statfs, fadvise, truncate, lock, chmod, access, inotify, socket, priority
}

/// A system call that failed: which, on what, why, and what to do about it.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    public let call: SystemCall
    /// errno.
    public let code: Int32
    public let path: PathBytes?

    public init(_ call: SystemCall, code: Int32, path: PathBytes?) {
        self.call = call
        self.code = code
        self.path = path
    }

    public var description: String {
        let place = path.map { " \($0.escaped)" } ?? ""
        return "\(call.rawValue)\(place): \(String(cString: strerror(code)))\(remedy.map { " — \($0)" } ?? "")"
    }

    /// There is no space or quota left.
    public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
    /// The thing is not there.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    /// The last part of the path is a link, and links are not followed there.
    public var isLinkRefused: Bool { code == ELOOP }
    /// The mount behind the path is gone or ill: a state of the drop, not of the file.
    public var isMountTrouble: Bool { [ESTALE, EIO, ENODEV, ENOTCONN, EHOSTDOWN, ETIMEDOUT, ENXIO].contains(code) }

    private var remedy: String? {
        switch code {
        case ENOSPC: "free space on that file system, then run again: nothing was lost"
        case EDQUOT: "raise the quota of this user on that file system, then run again: nothing was lost"
        case EACCES, EPERM: "give the user that runs sightline access to it"
        case EROFS: "that file system is mounted read-only: choose another folder for output"
        case ESTALE, ENOTCONN: "the mount behind it was replaced or lost: mount it again"
        case EIO: "the disk or the mount reports an error: look at the kernel's log (dmesg)"
        case EMFILE, ENFILE: "raise the limit of open files (LimitNOFILE= or ulimit -n)"
        default: nil
        }
    }
}

/// Makes one system call: retries EINTR, throws for -1.
@discardableResult
@inline(__always)
func invoke<Result: SignedInteger & FixedWidthInteger>(
    _ call: SystemCall, _ path: @autoclosure () -> PathBytes?, _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        #if DEBUG
            if let code = FaultSeam.fault(call, path()) {
                if code == EINTR { continue }
                throw SystemError(call, code: code, path: path())
            }
        #endif
        let result = body()
        if result != -1 { return result }
        let code = errno
        if code == EINTR { continue }
        throw SystemError(call, code: code, path: path())
    }
}

extension PathBytes {
    /// Calls `body` with the path as a C string; a path with a NUL inside names nothing.
    func withCPath<Result>(
        _ call: SystemCall, _ body: (UnsafePointer<CChar>) throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        if bytes.contains(0) { throw SystemError(call, code: ENOENT, path: self) }
        let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
        return try terminated.withUnsafeBufferPointer { (buffer) throws(SystemError) -> Result in
            guard let base = buffer.baseAddress else { throw SystemError(call, code: ENOENT, path: self) }
            return try body(base)
        }
    }
}
