public import Records
import SystemCalls

/// Reads a bundle that may be damaged or hostile: lists it, verifies it, extracts it.
///
/// Memory: the manifest (within `limits.manifestBytes`), a 4 MiB window and fixed buffers, whatever the bundle holds.
/// Every error names the first entry that is wrong.
public struct BundleReader: Hashable, Sendable {
    /// The bundle's file.
    public let path: PathBytes
    public let limits: BundleLimits

    public init(_ path: PathBytes, limits: BundleLimits = BundleLimits()) {
        self.path = path
        self.limits = limits
    }

    /// A bundle whose every byte was checked.
    public struct Verified: Hashable, Sendable {
        public var manifest: Manifest
        /// Of the bundle's file, lower-case hex.
        public var sha256: String
        /// Size of the bundle's file.
        public var bytes: Int
    }

    /// The manifest, read from the bundle's beginning; the entries themselves are not looked at.
    public func list() throws(BundleError) -> Manifest {
        do throws(BundleError) { return try walk().manifest } catch { throw error.about(path) }
    }

    /// Recomputes every hash and size, and the file's hash against `<bundle>.sha256`.
    ///
    /// - Parameter requireChecksum: false accepts a bundle whose checksum file is gone; one that is there must be right.
    public func verify(requireChecksum: Bool = true) throws(BundleError) -> Verified {
        do throws(BundleError) {
            let verified = try verifyAlone()
            try checkSum(verified.sha256, required: requireChecksum)
            return verified
        } catch {
            throw error.about(path)
        }
    }

    /// Verifies the bundle, then writes its entries under `folder`, which must be empty or not there yet.
    ///
    /// Nothing is overwritten, no link is followed, no name leaves the folder; after an error nothing that was
    /// extracted remains. The files are not synced.
    public func extract(to folder: PathBytes, requireChecksum: Bool = true) throws(BundleError) -> Verified {
        let verified = try verify(requireChecksum: requireChecksum)
        do throws(BundleError) {
            var sink = try FolderSink(folder)
            let again = try read(into: &sink)
            guard again.sha256 == verified.sha256 else {
                throw BundleError(.checksumMismatch, "the bundle changed while it was read")
            }
            sink.keep()
            return verified
        } catch {
            throw error.about(path)
        }
    }

    /// Verifies the bundle against its own manifest and gives each line of `records.ndjson`, without its newline.
    ///
    /// What was given counts only when the call returns.
    public func forEachRecord(_ body: @escaping ([UInt8]) -> Void) throws(BundleError) -> Verified {
        do throws(BundleError) {
            var sink = LineSink(body: body)
            return try read(into: &sink)
        } catch {
            throw error.about(path)
        }
    }

    /// The bundle against its own manifest, without its checksum file.
    func verifyAlone() throws(BundleError) -> Verified {
        do throws(BundleError) {
            var sink = NoSink()
            return try read(into: &sink)
        } catch {
            throw error.about(path)
        }
    }

    private func read(into sink: inout some EntrySink & ~Copyable) throws(BundleError) -> Verified {
        var walk = try walk()
        let sha256 = try walk.run(into: &sink)
        return Verified(manifest: walk.manifest, sha256: sha256, bytes: walk.fileBytes)
    }

    private func walk() throws(BundleError) -> BundleWalk {
        let file = try io { () throws(SystemError) in try OpenFile(path, .read) }
        let status = try io { () throws(SystemError) in try file.status() }
        guard status.kind == .file else { throw BundleError(.notABundle, "this is not a file") }
        file.adviseSequential()
        return try BundleWalk(.file(file), fileBytes: status.size, limits: limits)
    }

    private func checkSum(_ sha256: String, required: Bool) throws(BundleError) {
        let said: String
        do throws(BundleError) {
            said = try ChecksumFile.read(for: path)
        } catch {
            if error.code == .checksumMissing && !required { return }
            throw error
        }
        guard said == sha256 else {
            throw BundleError(.checksumMismatch, "its SHA-256 is \(sha256), its checksum file says \(said)")
        }
    }
}
