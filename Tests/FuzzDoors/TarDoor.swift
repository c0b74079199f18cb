import Bundles
import CZstd
import Foundation
import Records

/// The bytes as the archive of a bundle: a bundle that verifies gives as many records as its manifest counts, one per line;
/// any other names the file and what is wrong with it.
func openTar(_ bytes: [UInt8]) throws(BrokenProperty) {
    let file = FileManager.default.temporaryDirectory.appending(path: "sightline-fuzz-\(getpid())-\(UUID()).tar.zst")
    let isFrame = bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    do { try Data(isFrame ? bytes : frame(of: bytes)).write(to: file) } catch {
        throw BrokenProperty(description: "\(file.path) cannot be written: \(error)")
    }
    defer { try? FileManager.default.removeItem(at: file) }
    let reader = BundleReader(PathBytes(file.path))
    var lines: [[UInt8]] = []
    let verified: BundleReader.Verified
    do throws(BundleError) { verified = try reader.forEachRecord { lines.append($0) } } catch {
        try require(error.file != nil && !error.message.isEmpty, "an error without file or message: \(error)")
        return try require(error.code != .inputOutput, "the machine is blamed for the file: \(error)")
    }
    try require(verified.manifest.records == lines.count, "\(lines.count) records of a bundle that verifies")
    try require(lines.allSatisfy { !$0.contains(0x0A) }, "a record of more than one line")
}

/// One zstd frame as bundles have it, with content size and checksum.
private func frame(of bytes: [UInt8]) -> [UInt8] {
    guard let context = ZSTD_createCCtx() else { return [] }
    defer { ZSTD_freeCCtx(context) }
    for (parameter, value): (ZSTD_cParameter, Int32) in [
        (ZSTD_c_compressionLevel, 1), (ZSTD_c_windowLog, 22), (ZSTD_c_checksumFlag, 1), (ZSTD_c_contentSizeFlag, 1),
    ] { ZSTD_CCtx_setParameter(context, parameter, value) }
    return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { out, count in
        let made = ZSTD_compress2(context, out.baseAddress, out.count, bytes, bytes.count)
        count = ZSTD_isError(made) == 0 ? made : 0
    }
}
