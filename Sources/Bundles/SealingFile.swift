import Records
import SystemCalls

/// A bundle's file while it is written: compressed, hashed, counted, and visible only when all of it is durable.
struct SealingFile: ~Copyable {
    private var file: AtomicFile
    private var compressor: ZstdCompressor
    private var hasher = RunningHash()
    private var bytes = 0

    init(_ path: PathBytes, contentSize: Int) throws(BundleError) {
        let compressor = try ZstdCompressor(size: contentSize)
        let file = try io { () throws(SystemError) in try AtomicFile(path) }
        self.compressor = compressor
        self.file = file
    }

    /// Adds content of the tar.
    mutating func write(_ content: [UInt8]) throws(BundleError) {
        try compressor.write(content) { (piece) throws(BundleError) in
            try file.append(piece, hasher, &bytes)
        }
    }

    /// Ends the frame, then makes the checksum file durable, then the bundle: the order in which they become visible.
    /// - Parameter expected: the hash that the file must have to become visible; nil: any.
    mutating func commit(
        as name: BundleName, checksum: PathBytes, bundle: PathBytes, expecting expected: String?
    ) throws(BundleError) -> (sha256: String, bytes: Int) {
        try compressor.finish { (piece) throws(BundleError) in
            try file.append(piece, hasher, &bytes)
        }
        let sha256 = hasher.finish()
        if let expected, expected != sha256 {
            throw BundleError(
                .notTheSame, file: bundle, "the bundle made from its records now is not the one that was sealed")
        }
        do throws(BundleError) {
            try ChecksumFile.write(sha256, for: name.text, to: checksum)
            try commit()
        } catch {
            // A rename may have happened before the folder's fsync failed; nothing half-sealed may be found.
            try? FileSystem.remove(checksum)
            try? FileSystem.remove(bundle)
            throw error
        }
        return (sha256, bytes)
    }

    private mutating func commit() throws(BundleError) {
        do throws(SystemError) { try file.commit() } catch { throw BundleError(error) }
    }
}

extension AtomicFile {
    fileprivate borrowing func append(
        _ piece: ArraySlice<UInt8>, _ hasher: borrowing RunningHash, _ count: inout Int
    ) throws(BundleError) {
        do throws(SystemError) { try write(piece) } catch { throw BundleError(error) }
        hasher.update(piece)
        count += piece.count
    }
}
