import Foundation
import Synchronization

/// A notify socket of the test's own, in systemd's place.
final class NotifyListener: Sendable {
    private let lines = Mutex<[String]>([])
    private let descriptor: Int32

    struct CannotListen: Error {}

    init(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard descriptor >= 0, bound == 0 else { throw CannotListen() }
        Thread.detachNewThread { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0, let self else { return }
                let text = String(decoding: buffer[..<count], as: UTF8.self)
                self.lines.withLock { $0.append(text) }
            }
        }
    }

    var heard: [String] { lines.withLock { $0 } }
    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
