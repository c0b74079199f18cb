import Glibc
import Records

/// The streams that a process is started with, written without a buffer, so that each failure is seen where it happens.
public enum StandardStreams {
    /// Standard output.
    public static let output = Stream(descriptor: STDOUT_FILENO, name: "standard output")
    /// Standard error.
    public static let error = Stream(descriptor: STDERR_FILENO, name: "standard error")

    /// One of the streams; the process owns it, nothing closes it.
    public struct Stream: Sendable {
        let descriptor: Int32
        let name: String

        /// Writes all bytes; waits where the reader of a stream that does not block is slow.
        public func write(_ bytes: [UInt8]) throws(SystemError) {
            if case .failure(let error) = bytes.withUnsafeBytes({ writeAll($0) }) { throw error }
        }

        /// Out of line for the reason that `OpenFile.writeAll` gives.
        @inline(never) private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Result<Void, SystemError> {
            var written = 0
            while written < bytes.count {
                do throws(SystemError) {
                    written += try invoke(.write, PathBytes(name)) {
                        Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                    }
                } catch {
                    guard error.code == EAGAIN else { return .failure(error) }
                    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&wait, 1, -1)
                }
            }
            return .success(())
        }
    }

    /// Opens `/dev/null` in place of streams that the process was started without: else the first file that it opens
    /// becomes its standard output, and what it prints goes into a bundle or a report. Writing to a missing standard
    /// output still fails, since `/dev/null` is opened for reading there.
    public static func replaceMissing() {
        for (stream, access) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(stream, F_GETFD) == -1 {
            // The lowest free descriptor is the missing one: those below it are open by now.
            _ = Glibc.open("/dev/null", access)
        }
    }
}
