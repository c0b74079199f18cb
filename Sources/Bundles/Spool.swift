import Records
import SystemCalls

/// A file without a name that holds what does not fit in memory; the kernel frees it when it is closed, killed or not.
struct Spool: ~Copyable {
    private let file: OpenFile
    /// Bytes written.
    private(set) var count = 0

    /// Makes one on the file system of `folder`.
    init(in folder: PathBytes) throws(BundleError) {
        let name = PathBytes(".spool.\(UInt64.random(in: 0...UInt64.max)).tmp")
        let path = folder.appending(name)
        do throws(SystemError) {
            let file = try OpenFile(path, .update(mode: 0o600))
            try FileSystem.remove(path)
            self.file = file
        } catch {
            // Where the open went well and the removal did not, one more try; what stays is the outbox's to remove.
            try? FileSystem.remove(path)
            throw BundleError(error)
        }
    }

    /// Adds bytes at the end.
    mutating func append(_ bytes: some Collection<UInt8>) throws(BundleError) {
        do throws(SystemError) {
            try file.write(bytes)
        } catch {
            throw BundleError(error)
        }
        count += bytes.count
    }

    /// Gives all bytes in order.
    borrowing func forEachPiece(_ body: ([UInt8]) throws(BundleError) -> Void) throws(BundleError) {
        var offset = 0
        while offset < count {
            let piece: [UInt8]
            do throws(SystemError) {
                piece = try file.read(at: offset, count: min(256 << 10, count - offset))
            } catch {
                throw BundleError(error)
            }
            guard !piece.isEmpty else {
                throw BundleError(.inputOutput, "a spool file ended early: the file system lost bytes")
            }
            try body(piece)
            offset += piece.count
        }
    }
}
