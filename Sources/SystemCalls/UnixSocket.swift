import Glibc
public import Records

/// Sockets on this machine: datagrams to a service manager, and a stream for a daemon's orders.
public enum UnixSocket {
    /// Sends one datagram to a socket; a name that begins with `@` is an abstract one (unix(7)).
    public static func send(_ bytes: [UInt8], to path: PathBytes) throws(SystemError) {
        let file = OpenFile(
            adopting: try invoke(.socket, path) { socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0) },
            path: path)
        let descriptor = file.descriptor
        try withAddress(path) { (address, length) throws(SystemError) in
            _ = try invoke(.socket, path) {
                bytes.withUnsafeBytes { sendto(descriptor, $0.baseAddress, $0.count, 0, address, length) }
            }
        }
    }

    static func withAddress<Result>(
        _ path: PathBytes, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = path.bytes
        guard !name.isEmpty, name.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemError(.socket, code: ENAMETOOLONG, path: path)
        }
        let isAbstract = name[0] == UInt8(ascii: "@")
        if isAbstract { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let base = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(base + name.count + (isAbstract ? 0 : 1))
        let copy = address
        return try withUnsafePointer(to: copy) { (pointer) throws(SystemError) -> Result in
            let raw = UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self)
            return try body(raw, length)
        }
    }
}

/// A stream between two processes of this machine; closed when it goes out of scope.
public struct UnixStream: ~Copyable {
    private let file: OpenFile

    /// Connects to a listening socket.
    /// - Parameter timeout: seconds that a later read or write may wait.
    public init(to path: PathBytes, timeout: Int) throws(SystemError) {
        self.init(try UnixStream.connected(to: path), timeout: timeout)
    }

    private static func connected(to path: PathBytes) throws(SystemError) -> OpenFile {
        let descriptor = try invoke(.socket, path) {
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        }
        let file = OpenFile(adopting: descriptor, path: path)
        try UnixSocket.withAddress(path) { (address, length) throws(SystemError) in
            _ = try invoke(.socket, path) { connect(descriptor, address, length) }
        }
        return file
    }

    init(_ file: consuming OpenFile, timeout: Int) {
        let descriptor = file.descriptor
        var span = timeval(tv_sec: timeout, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            // Without a limit a caller that says nothing would be waited for; no reason not to serve it.
            setsockopt(descriptor, SOL_SOCKET, option, &span, socklen_t(MemoryLayout<timeval>.size))
        }
        self.file = file
    }

    /// Reads up to and without a line's end; nil when the other side went away before.
    public func readLine(limit: Int) throws(SystemError) -> [UInt8]? {
        var line: [UInt8] = []
        while line.count < limit {
            let part = try file.read(upTo: 4096)
            if part.isEmpty { return line.isEmpty ? nil : line }
            if let end = part.firstIndex(of: 0x0A) { return line + part[..<end] }
            line += part
        }
        return line
    }

    public func write(_ bytes: [UInt8]) throws(SystemError) { try file.write(bytes) }
}

/// A socket that listens; its name is removed when it goes out of scope, unless another stands there by then.
public struct UnixListener: ~Copyable, Sendable {
    private let file: OpenFile
    /// Of the name that was bound. While the socket is open nothing else gets this number.
    private let identity: Identity

    private struct Identity: Equatable, Sendable {
        var device: UInt64
        var inode: UInt64

        init(_ path: PathBytes) throws(SystemError) {
            let status = try FileSystem.status(path, followLinks: false)
            device = status.device
            inode = status.inode
        }
    }

    /// Valid as long as this value lives; readable when someone connects.
    public var descriptor: Int32 { file.descriptor }

    /// The name leads to this socket: nobody removed or replaced it.
    public var isInPlace: Bool { (try? Identity(file.path)) == identity }

    /// Binds and listens; a name left by a process that died is taken over.
    public init(at path: PathBytes, mode: UInt32) throws(SystemError) {
        self.init(try UnixListener.listening(at: path, mode: mode), try Identity(path))
    }

    private init(_ file: consuming OpenFile, _ identity: Identity) {
        self.file = file
        self.identity = identity
    }

    private static func listening(at path: PathBytes, mode: UInt32) throws(SystemError) -> OpenFile {
        do throws(SystemError) {
            try FileSystem.remove(path)
        } catch {
            // Another may have removed it just now.
            if error.code != ENOENT { throw error }
        }
        let descriptor = try invoke(.socket, path) {
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | Int32(SOCK_NONBLOCK.rawValue), 0)
        }
        let file = OpenFile(adopting: descriptor, path: path)
        try UnixSocket.withAddress(path) { (address, length) throws(SystemError) in
            _ = try invoke(.socket, path) { bind(descriptor, address, length) }
        }
        try path.withCPath(.chmod) { (text) throws(SystemError) in
            _ = try invoke(.chmod, path) { chmod(text, mode_t(mode)) }
        }
        _ = try invoke(.socket, path) { listen(descriptor, 8) }
        return file
    }

    deinit { if isInPlace { try? FileSystem.remove(file.path) } }

    /// Takes the next caller; nil when there is none.
    public func accept(timeout: Int) throws(SystemError) -> UnixStream? {
        let descriptor = file.descriptor
        do throws(SystemError) {
            let caller = try invoke(.socket, file.path) { Glibc.accept(descriptor, nil, nil) }
            return UnixStream(OpenFile(adopting: caller, path: file.path), timeout: timeout)
        } catch {
            if error.code == EAGAIN || error.code == ECONNABORTED { return nil }
            throw error
        }
    }
}
