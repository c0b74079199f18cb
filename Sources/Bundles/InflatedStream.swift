import CZstd
import SystemCalls

/// The bytes of a bundle's file, from a disk or from memory.
enum BundleBytes: ~Copyable {
    case file(OpenFile)
    case memory([UInt8])

    /// The piece at an offset; empty at the end.
    borrowing func read(at offset: Int, count: Int) throws(BundleError) -> [UInt8] {
        switch self {
        case .file(let file):
            // `try io { … }` cannot borrow the payload, hence the plain form.
            do throws(SystemError) {
                return try file.read(at: offset, count: count)
            } catch {
                throw BundleError(error)
            }
        case .memory(let bytes): return Array(bytes.dropFirst(offset).prefix(count))
        }
    }
}

/// Reads a bundle's zstd frame as a stream, with its window and buffers as all the memory it takes, and hashes the
/// file on the way.
///
/// Stricter than zstd: exactly one frame, of the form `ZstdCompressor` writes, to the file's last byte.
struct InflatedStream: ~Copyable {
    private let source: BundleBytes
    private let context: OpaquePointer
    private var hasher = RunningHash()
    private var input: [UInt8] = []
    private var inputStart = 0
    private var offset = 0
    private var output: [UInt8]
    private var outputRange = 0..<0
    private var ended = false

    /// Bytes of content that the frame announces.
    let contentSize: Int

    init(_ source: consuming BundleBytes) throws(BundleError) {
        let head = try source.read(at: 0, count: 18)
        let size = try frameContentSize(head)
        guard let context = ZSTD_createDCtx() else { throw outOfMemory }
        contentSize = size
        self.source = source
        self.context = context
        output = [UInt8](repeating: 0, count: ZSTD_DStreamOutSize())
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, ZstdFormat.windowLog)
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Gives at least one and up to `limit` bytes of content; none at the frame's end.
    mutating func next(upTo limit: Int) throws(BundleError) -> ArraySlice<UInt8> {
        while outputRange.isEmpty && !ended { try inflate() }
        let part = outputRange.prefix(limit)
        outputRange = part.upperBound..<outputRange.upperBound
        return output[part]
    }

    /// Gives exactly `count` bytes.
    mutating func take(_ count: Int) throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let part = try next(upTo: count - bytes.count)
            if part.isEmpty { throw BundleError(.damagedStream, "the archive ends early") }
            bytes += part
        }
        return bytes
    }

    /// Checks that content and file end here; gives the file's SHA-256.
    mutating func finish() throws(BundleError) -> String {
        if !(try next(upTo: 1)).isEmpty {
            throw BundleError(.trailingBytes, "bytes follow the end of the archive")
        }
        let rest = try source.read(at: offset, count: 1)
        if inputStart < input.count || !rest.isEmpty {
            throw BundleError(.trailingBytes, "bytes follow the end of the zstd frame")
        }
        return hasher.finish()
    }

    private mutating func inflate() throws(BundleError) {
        if inputStart == input.count {
            input = try source.read(at: offset, count: 256 << 10)
            inputStart = 0
            offset += input.count
            hasher.update(input)
        }
        let atEnd = input.isEmpty
        let (code, used, made) = step()
        if ZSTD_isError(code) != 0 {
            throw BundleError(.damagedStream, "the zstd stream is damaged: \(String(cString: ZSTD_getErrorName(code)))")
        }
        // At the end of input the library may still hold output, but it must move or be done.
        if atEnd && made == 0 && code != 0 { throw BundleError(.damagedStream, "the zstd stream ends early") }
        inputStart = used
        outputRange = 0..<made
        ended = code == 0
    }

    private mutating func step() -> (code: Int, used: Int, made: Int) {
        input.withUnsafeBytes { bytes in
            output.withUnsafeMutableBytes { out in
                var from = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: inputStart)
                var to = ZSTD_outBuffer(dst: out.baseAddress, size: out.count, pos: 0)
                let code = ZSTD_decompressStream(context, &to, &from)
                return (code, from.pos, to.pos)
            }
        }
    }
}

/// Reads the frame's header (RFC 8878, 3.1.1.1) and refuses all that a bundle's writer does not write: frames without
/// content size or checksum, with a dictionary, with a larger window, skippable frames.
private func frameContentSize(_ head: [UInt8]) throws(BundleError) -> Int {
    let refused = BundleError(.notABundle, "this is not a bundle: it does not begin with a bundle's zstd header")
    guard head.count >= 6, head[..<4] == [0x28, 0xB5, 0x2F, 0xFD] else { throw refused }
    let descriptor = head[4]
    let single = descriptor & 0x20 != 0
    // Bits 3 and 4 are reserved and unused, bits 0 and 1 a dictionary's; bit 2 says that a checksum follows.
    guard descriptor & 0x1F == 0x04 else { throw refused }
    let start = single ? 5 : 6
    if !single && head[5] != UInt8(ZstdFormat.windowLog - 10) << 3 { throw refused }
    let width = [single ? 1 : 0, 2, 4, 8][Int(descriptor >> 6)]
    guard width > 0, head.count >= start + width else { throw refused }
    var size: UInt64 = width == 2 ? 256 : 0
    for (index, byte) in head[start..<start + width].enumerated() { size += UInt64(byte) << (8 * UInt64(index)) }
    guard size <= 1 << 40, !single || size <= 1 << ZstdFormat.windowLog else { throw refused }
    return Int(size)
}
