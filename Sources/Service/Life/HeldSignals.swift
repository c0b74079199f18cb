import Dispatch
import Glibc

/// The signals that order the service about, kept from the first moment of the process until somebody listens.
///
/// A handler writes each one's number into a pipe. (A mask would not keep them: the main thread waits without one.)
enum HeldSignals {
    static let numbers = [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2]

    /// Ends of the pipe; -1 where there is none.
    private static let ends: (out: Int32, into: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        return (ends[0], ends[1])
    }()

    /// Begins to keep them; a second call changes nothing.
    static func hold() {
        guard ends.into >= 0 else { return }
        for number in numbers {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                // Nothing but what a signal handler may do.
                let code = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(HeldSignals.ends.into, &byte, 1)
                errno = code
            }
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    /// Calls `body` for each signal, those that were kept first.
    static func listen(_ body: @escaping @Sendable (Int32) -> Void) -> any DispatchSourceRead {
        hold()
        let source = DispatchSource.makeReadSource(fileDescriptor: ends.out, queue: .global())
        source.setEventHandler {
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(ends.out, &bytes, bytes.count)
            for byte in bytes.prefix(max(0, count)) { body(Int32(byte)) }
        }
        source.resume()
        return source
    }
}
