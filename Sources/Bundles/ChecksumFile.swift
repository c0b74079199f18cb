import Glibc
import Records
import SystemCalls

/// `<bundle>.sha256`: one line as `sha256sum -c` reads it.
enum ChecksumFile {
    /// `<64 hex>  <name>\n`
    static func content(_ sha256: String, for name: String) -> [UInt8] { Array("\(sha256)  \(name)\n".utf8) }

    /// Writes it durably.
    static func write(_ sha256: String, for name: String, to path: PathBytes) throws(BundleError) {
        try io { () throws(SystemError) in try AtomicFile.write(content(sha256, for: name), to: path) }
    }

    /// Where the checksum of a bundle at a path stands.
    static func path(for bundle: PathBytes) -> PathBytes {
        PathBytes(bundle.bytes + Array(BundleName.checksumEnding.utf8))
    }

    /// The hash it gives for the bundle; any other byte in it is an error.
    static func read(for bundle: PathBytes) throws(BundleError) -> String {
        let place = path(for: bundle)
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(place, limit: 4096)
        } catch {
            if error.isMissing {
                throw BundleError(.checksumMissing, file: place, "the bundle's checksum file is not there")
            }
            if error.code == EFBIG { throw malformed(place) }
            throw BundleError(error)
        }
        let hash = String(decoding: bytes.prefix(64), as: UTF8.self)
        let rest = Array("  ".utf8) + bundle.lastComponent.bytes + [UInt8(ascii: "\n")]
        guard isSHA256(hash), Array(bytes.dropFirst(64)) == rest else { throw malformed(place) }
        return hash
    }

    private static func malformed(_ place: PathBytes) -> BundleError {
        BundleError(.checksumMalformed, file: place, "is not the one line `<sha256>  <bundle>` that sha256sum writes")
    }
}
