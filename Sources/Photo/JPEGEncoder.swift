import CJPEG
import Foundation
public import Records

/// A JPEG made to fit a number of bytes, with what it took.
public struct FittedJPEG: Hashable, Sendable {
    public var bytes: [UInt8]
    /// 1…100, libjpeg's scale.
    public var quality: Int
    public var size: Size
}

/// Turns pixels into JPEG bytes; one per lane, its buffer is kept from picture to picture.
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
        /// A restart marker after this many rows of MCUs; 0: none.
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

    /// A good JPEG of at most `maxBytes`: the quality goes down first, to 40, then the size.
    ///
    /// The next try is predicted from the last one's bytes, so two or three are enough; it may stay a few per cent
    /// below what would just have fitted.
    ///
    /// - Throws: `cannotEncode` where not even a picture of 16 pixels fits.
    public func encode(
        _ pixels: borrowing Pixels, maxBytes: Int, quality best: Int = 75
    ) throws(PhotoError) -> FittedJPEG {
        let worst = min(best, 40)
        let whole = max(pixels.width, pixels.height)
        var side = whole
        var quality = best
        while true {
            let bytes = try side < whole ? encode(shrunk, quality: quality) : encode(pixels, quality: quality)
            if bytes.count <= maxBytes {
                let size =
                    side < whole
                    ? Size(width: shrunk.width, height: shrunk.height)
                    : Size(width: pixels.width, height: pixels.height)
                return FittedJPEG(bytes: bytes, quality: quality, size: size)
            }
            let excess = Double(bytes.count) * 1.05 / Double(max(1, maxBytes))
            let wanted = qualityThatShrinks(quality, by: excess)
            if quality > worst, wanted >= worst - 8 {
                quality = max(worst, min(quality - 2, wanted))
                continue
            }
            guard side > 16 else { throw .cannotEncode(detail: "nothing fits into \(maxBytes) bytes") }
            // What quality 48 leaves too much goes by size: bytes fall a little slower than pixels.
            let target = max(worst, min(best, 48))
            let left = excess / max(1, shrinkage(from: quality, to: target))
            side = max(16, Int(Double(side) * min(0.92, max(0.25, 0.97 / left.squareRoot()))))
            pixels.resize(longSide: side, into: &shrunk)
            quality = target
        }
    }

    /// The quality at which a picture should take `factor` times fewer bytes.
    private func qualityThatShrinks(_ quality: Int, by factor: Double) -> Int {
        var next = quality
        while next > 1, shrinkage(from: quality, to: next) < factor { next -= 1 }
        return next
    }

    /// Bytes go about with the power −0.6 of the quantisation step (rendered photos of counters, quality 35 to 90: 0.51 to 0.82).
    private func shrinkage(from: Int, to: Int) -> Double {
        pow(quantisation(to) / quantisation(from), 0.6)
    }

    /// libjpeg's scale of the quantisation tables at a quality (`jpeg_quality_scaling`), 1 at quality 50.
    private func quantisation(_ quality: Int) -> Double {
        quality < 50 ? 50 / Double(max(1, quality)) : max(0.01, 2 - Double(quality) / 50)
    }
}
