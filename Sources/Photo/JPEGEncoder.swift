import CJPEG
public import Records

/// A JPEG made to fit a number of bytes, with what it took.
public struct FittedJPEG: Hashable, Sendable {
    public var bytes: [UInt8]
    /// 1…100, libjpeg's scale.
    public var quality: Int
    public var size: Size
}

/// Turns pixels into JPEG bytes; one a lane, its buffer is kept from picture to picture.
///
/// The same pixels and settings give the same bytes. No clock, name or other metadata goes in.
public final class JPEGEncoder {
    /// What a JPEG may look like besides its quality.
    public struct Options: Hashable, Sendable {
        /// Chroma at half the width and height (4:2:0), as phones store it; else 4:4:4.
        public var halvesChroma = true
        public var isProgressive = false
        /// Luma only.
        public var isGrey = false
        /// A restart marker after so many rows of MCUs; 0: none.
        public var restartRows = 0
        /// Huffman tables made for the picture: some per cent smaller, half as much time again.
        public var optimisesTables = false

        public init() {}
    }

    private let handle: OpaquePointer
    private var shrunk = Pixels()

    public init() throws(PhotoError) {
        guard let handle = cj_encoder_create() else { throw .noMemory(detail: "the JPEG encoder") }
        self.handle = handle
    }

    deinit { cj_encoder_free(handle) }

    /// - Parameter quality: 1…100, libjpeg's scale.
    public func encode(
        _ pixels: borrowing Pixels, quality: Int, options: Options = Options()
    ) throws(PhotoError) -> [UInt8] {
        guard 1...65500 ~= pixels.width, 1...65500 ~= pixels.height else {
            throw .cannotEncode(detail: "\(pixels.width) × \(pixels.height) pixels")
        }
        var settings = cj_encode_options(
            quality: Int32(min(100, max(1, quality))), chroma_half: options.halvesChroma ? 1 : 0,
            progressive: options.isProgressive ? 1 : 0, grey: options.isGrey ? 1 : 0,
            restart_rows: Int32(clamping: max(0, options.restartRows)), optimise: options.optimisesTables ? 1 : 0)
        var bytes: UnsafePointer<UInt8>?
        var count = 0
        let width = UInt32(pixels.width)
        let height = UInt32(pixels.height)
        let status = pixels.bytes.withUnsafeBufferPointer {
            cj_encode(handle, $0.baseAddress, width, height, &settings, &bytes, &count)
        }
        guard status == CJ_OK else {
            let detail = String(cString: cj_encoder_message(handle))
            throw status == CJ_NO_MEMORY ? .noMemory(detail: detail) : .cannotEncode(detail: detail)
        }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// The best JPEG of at most `maxBytes`: the quality goes down first, then the size.
    ///
    /// - Throws: `cannotEncode` where not even a picture of 16 pixels fits.
    public func encode(
        _ pixels: borrowing Pixels, maxBytes: Int, quality best: Int = 80
    ) throws(PhotoError) -> FittedJPEG {
        let worst = min(best, 40)
        var side = max(pixels.width, pixels.height)
        var quality = best
        while true {
            let isWhole = side >= max(pixels.width, pixels.height)
            if !isWhole { pixels.resize(longSide: side, into: &shrunk) }
            let bytes = try isWhole ? encode(pixels, quality: quality) : encode(shrunk, quality: quality)
            if bytes.count <= maxBytes {
                let size = Size(
                    width: isWhole ? pixels.width : shrunk.width, height: isWhole ? pixels.height : shrunk.height)
                return FittedJPEG(bytes: bytes, quality: quality, size: size)
            }
            let excess = Double(bytes.count) / Double(max(1, maxBytes))
            if quality > worst {
                // Bytes fall by about a factor 1.2 for ten steps of quality in this range.
                let steps = excess < 1.1 ? 8 : excess < 1.3 ? 16 : 26
                quality = max(worst, quality - steps)
            } else {
                guard side > 16 else { throw .cannotEncode(detail: "nothing fits into \(maxBytes) bytes") }
                side = max(16, Int(Double(side) * min(0.85, max(0.4, (0.95 / excess).squareRoot()))))
                quality = min(best, worst + 15)
            }
        }
    }
}
