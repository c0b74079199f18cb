import CLinux
import Glibc
public import Records

/// A socket that takes callers without ever waiting for them: on this machine's loopback, or handed over by a service
/// manager. Closed when it goes out of scope.
public struct ListeningSocket: ~Copyable, Sendable {
    private let file: OpenFile
    /// The TCP port; nil for a Unix socket.
    public let port: UInt16?

    /// Valid as long as this value lives; readable when someone connects.
    public var descriptor: Int32 { file.descriptor }

    /// Listens on 127.0.0.1 and nowhere else.
    /// - Parameter port: 0 takes any free one.
    public init(loopback port: UInt16) throws(SystemError) {
        let name = PathBytes("127.0.0.1:\(port)")
        let descriptor = try invoke(.socket, name) {
            socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | Int32(SOCK_NONBLOCK.rawValue), 0)
        }
        let file = OpenFile(adopting: descriptor, path: name)
        // A port that closed a moment ago may be taken again at once.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = try invoke(.socket, name) {
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        _ = try invoke(.socket, name) { listen(descriptor, 512) }
        self.port = try ListeningSocket.port(of: descriptor, name)
        self.file = file
    }

    /// Takes over a socket that a service manager opened (sd_listen_fds(3)); it must listen already.
    public init(inherited descriptor: Int32) throws(SystemError) {
        let name = PathBytes("socket \(descriptor)")
        var listens: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        _ = try invoke(.socket, name) { getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) }
        guard listens != 0 else { throw SystemError(.socket, code: EINVAL, path: name) }
        let flags = try invoke(.socket, name) { fcntl(descriptor, F_GETFL) }
        _ = try invoke(.socket, name) { fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) }
        _ = try invoke(.socket, name) { fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        port = try? ListeningSocket.port(of: descriptor, name)
        file = OpenFile(adopting: descriptor, path: name)
    }

    /// Listens at a path that nobody else uses. For tests, and where no service manager is.
    public init(at path: PathBytes, mode: UInt32) throws(SystemError) {
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
        _ = try invoke(.socket, path) { listen(descriptor, 512) }
        port = nil
        self.file = file
    }

    private static func port(of descriptor: Int32, _ name: PathBytes) throws(SystemError) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = try invoke(.socket, name) {
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
        }
        return address.sin_family == sa_family_t(AF_INET) ? UInt16(bigEndian: address.sin_port) : nil
    }

    /// Takes the next caller; nil when there is none.
    public func accept() throws(SystemError) -> ConnectedSocket? {
        let listener = file.descriptor
        do throws(SystemError) {
            let caller = try invoke(.socket, file.path) { linux_accept(listener) }
            return ConnectedSocket(OpenFile(adopting: caller, path: file.path))
        } catch {
            if [EAGAIN, ECONNABORTED, EPROTO].contains(error.code) { return nil }
            throw error
        }
    }
}

/// One caller; nothing of it ever waits. Closed when it goes out of scope.
public struct ConnectedSocket: ~Copyable, Sendable {
    /// What a read gave.
    public enum Piece: Sendable {
        case bytes([UInt8])
        /// Nothing has come yet.
        case nothing
        /// The other side sends no more.
        case end
    }

    private let file: OpenFile

    init(_ file: consuming OpenFile) { self.file = file }

    /// Valid as long as this value lives.
    public var descriptor: Int32 { file.descriptor }

    /// The user at the other end of a Unix socket, as the kernel knows it; nil where it is no such socket.
    public var peerUser: UInt32? {
        let user = linux_peer_user(file.descriptor)
        return user >= 0 && user < 0xFFFF_FFFF ? UInt32(user) : nil
    }

    /// Reads what has come.
    public func read(upTo count: Int) throws(SystemError) -> Piece {
        do throws(SystemError) {
            let bytes = try file.read(upTo: count)
            return bytes.isEmpty ? .end : .bytes(bytes)
        } catch {
            if error.code == EAGAIN { return .nothing }
            throw error
        }
    }

    /// Writes as much as goes; gives how many bytes that were.
    public func write(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int {
        let descriptor = file.descriptor
        do throws(SystemError) {
            return try invoke(.write, file.path) {
                bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
        } catch {
            if error.code == EAGAIN { return 0 }
            throw error
        }
    }
}
