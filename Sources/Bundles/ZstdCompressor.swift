import CZstd

/// The fixed parameters of a bundle's zstd frame (RFC 8878).
enum ZstdFormat {
    /// Evidence is JPEG and does not shrink; records shrink 5.5 times at level 6, 5.7 at 9, 6.2 at 19, at 0.09, 0.14
    /// and 6.2 seconds for 5,000 of them. Six is where the time stops paying.
    static let level: Int32 = 6
    /// 4 MiB: what a reader needs for its window, and the most it grants.
    static let windowLog: Int32 = 22
    /// Input is handed to the library in pieces of this size whatever the caller's, so that bytes out depend on bytes
    /// in only.
    static let piece = 128 << 10
}

/// Compresses to one zstd frame with its content size and checksum, on the calling thread.
///
/// Same input, same library: same bytes.
struct ZstdCompressor: ~Copyable {
    private let context: OpaquePointer
    private var pending: [UInt8] = []
    private var output: [UInt8]

    /// Starts a frame of exactly `size` bytes of content.
    init(size: Int) throws(BundleError) {
        context = try makeContext(size)
        output = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())
        pending.reserveCapacity(ZstdFormat.piece)
    }

    deinit { ZSTD_freeCCtx(context) }

    /// Adds content; `sink` gets what the library gives out.
    mutating func write(
        _ bytes: some Collection<UInt8>, to sink: (ArraySlice<UInt8>) throws(BundleError) -> Void
    ) throws(BundleError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(ZstdFormat.piece - pending.count)
            pending.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
            if pending.count == ZstdFormat.piece { try flush(ZSTD_e_continue, to: sink) }
        }
    }

    /// Ends the frame; the content must have the size that was promised.
    mutating func finish(to sink: (ArraySlice<UInt8>) throws(BundleError) -> Void) throws(BundleError) {
        try flush(ZSTD_e_end, to: sink)
    }

    private mutating func flush(
        _ end: ZSTD_EndDirective, to sink: (ArraySlice<UInt8>) throws(BundleError) -> Void
    ) throws(BundleError) {
        var consumed = 0
        while true {
            let (code, used, made) = step(from: consumed, end)
            if let failure = failure(code) { throw failure }
            consumed = used
            if made > 0 { try sink(output[..<made]) }
            if end == ZSTD_e_end ? code == 0 : consumed == pending.count { break }
        }
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func step(from start: Int, _ end: ZSTD_EndDirective) -> (code: Int, used: Int, made: Int) {
        pending.withUnsafeBytes { input in
            output.withUnsafeMutableBytes { out in
                var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: start)
                var to = ZSTD_outBuffer(dst: out.baseAddress, size: out.count, pos: 0)
                let code = ZSTD_compressStream2(context, &to, &from, end)
                return (code, from.pos, to.pos)
            }
        }
    }
}

let outOfMemory = BundleError(.inputOutput, "zstd got no memory")

private func makeContext(_ size: Int) throws(BundleError) -> OpaquePointer {
    guard let context = ZSTD_createCCtx() else { throw outOfMemory }
    let settings: [(ZSTD_cParameter, Int32)] = [
        (ZSTD_c_compressionLevel, ZstdFormat.level), (ZSTD_c_windowLog, ZstdFormat.windowLog),
        (ZSTD_c_checksumFlag, 1), (ZSTD_c_contentSizeFlag, 1), (ZSTD_c_dictIDFlag, 0),
    ]
    let codes = settings.map { ZSTD_CCtx_setParameter(context, $0, $1) }
    if let failure = (codes + [ZSTD_CCtx_setPledgedSrcSize(context, UInt64(size))]).lazy.compactMap(failure).first {
        ZSTD_freeCCtx(context)
        throw failure
    }
    return context
}

private func failure(_ code: Int) -> BundleError? {
    guard ZSTD_isError(code) != 0 else { return nil }
    return BundleError(.inputOutput, "zstd cannot compress: \(String(cString: ZSTD_getErrorName(code)))")
}
