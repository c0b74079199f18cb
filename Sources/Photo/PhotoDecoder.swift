import CJPEG
public import Records

/// What a decode may cost; checked before memory is taken.
public struct DecodeLimits: Hashable, Sendable {
    /// Full-size pixels.
    public var pixels: Int = 200_000_000
    /// Bytes of coefficients that a progressive or multi-scan picture keeps in memory, at any scale. 160 MiB let
    /// a 54-megapixel 4:2:0 photo through.
    public var coefficientBytes: Int = 160 << 20
    /// Pixels written; a smaller scale than asked for is taken rather than exceed it.
    public var outputPixels: Int = 32_000_000
    /// Passes over the picture. Encoders write about ten; optimising ones try some sixty and write a dozen.
    public var scans: Int = 100
    /// 8×8 blocks visited, summed over all scans of a picture: bounds the time of a bomb of many scans to about a
    /// second (arithmetic coding, the slowest). A 54-megapixel photo in ten scans visits some 7 million.
    public var blockVisits: Int = 20_000_000

    public init() {}
}

/// What a decode found besides the pixels.
public struct DecodedInfo: Hashable, Sendable {
    /// Upright, full size.
    public var size: Size
    /// As stored in the file, before orientation.
    public var storedSize: Size
    /// The orientation that was applied.
    public var orientation: Orientation
    /// 1, 2, 4 or 8 full-size pixels per pixel.
    public var denominator: Int
    /// The data ended before the picture did: what is missing is grey.
    public var truncated: Bool
    /// They did although the file has its end-of-image marker: data were lost somewhere before it.
    public var lacksData: Bool
    /// Stored full-size rows that came from data; `storedSize.height` where nothing is missing.
    public var realRows: Int
    /// Stored full-size row from which the picture is missing or may be something else than what the camera saw:
    /// bytes of the file were lost, zeroed or replaced. nil where it is whole. 0 where nothing says where it begins,
    /// as in a file without restart markers that lost a block: what follows moved, but from where is not to be seen.
    public var damagedFromRow: Int?
    /// Passes that were read.
    public var scans: Int
    /// Faults that libjpeg passed over.
    public var warnings: Int
    /// The first of them.
    public var firstWarning: String?
}

extension DecodedInfo {
    /// Where the picture is missing or may be wrong, upright full size; nil where it is whole.
    public var damagedArea: Box? {
        damagedFromRow.map { orientation.area(ofRowsFrom: $0, stored: storedSize) }
    }
}

/// Turns JPEG bytes into upright pixels, once per photo, at the smallest scale that serves.
///
/// One a lane; it owns libjpeg's decoder and the scratch for turned photos, and allocates no picture memory of its
/// own once it has seen the largest one. Scaling happens in the inverse DCT (1/1, 1/2, 1/4, 1/8), so the cost is
/// little more than the Huffman pass. Baseline, extended and progressive, Huffman and arithmetic, any sampling,
/// grey, RGB, YCbCr, CMYK and YCCK (both as complements, Adobe's way, with or without its marker) come out as RGB.
/// Untrusted input: budgets are checked before memory is taken.
///
/// Choices, by measurement (960 × 720 and 8 MP camera files, one core): below full size neither choice matters. At
/// full size the fast DCT would gain 4–9 % of the decode, for errors of several levels in good photos: not taken.
/// Plain instead of interpolated chroma gains 4–7 % and the detector does not see it: taken.
public final class PhotoDecoder {
    private let handle: OpaquePointer
    private var stored: [UInt8] = []
    public var limits: DecodeLimits
    /// Interpolate chroma where it is stored at half size and the scale is 1/1: prettier edges, slower.
    public var fancyUpsampling = false
    var fastDCT = false

    public init(limits: DecodeLimits = DecodeLimits()) throws(PhotoError) {
        guard let handle = cj_decoder_create() else { throw .noMemory(detail: "the JPEG decoder") }
        self.handle = handle
        self.limits = limits
    }

    deinit { cj_decoder_free(handle) }

    /// Decodes with what `readExif` and `JPEGLayout` have found already.
    ///
    /// - Parameters:
    ///   - longSide: wanted pixels on the longer side; the smallest scale that has as many is taken, 1/1 where none has.
    ///   - orientation: how to turn the stored picture.
    ///   - pixels: overwritten; on an error its content is undefined.
    /// - Throws: one `PhotoError` that says why there are no pixels.
    @discardableResult
    public func decode(
        _ jpeg: [UInt8], layout: JPEGLayout, orientation: Orientation, atLeast longSide: Int, into pixels: inout Pixels
    ) throws(PhotoError) -> DecodedInfo {
        let kind = FileKind.sniff(jpeg)
        guard kind == .jpeg else { throw .unsupportedFormat(kind) }
        try refuseUnreadable(layout)
        if let place = layout.openHeightAt, let height = layout.frame?.height, height > 0 {
            var filled = jpeg
            filled[place] = UInt8(height >> 8)
            filled[place + 1] = UInt8(height & 255)
            return try decodeWhatIsUsable(filled, layout, orientation, longSide, &pixels)
        }
        return try decodeWhatIsUsable(jpeg, layout, orientation, longSide, &pixels)
    }

    private func decodeWhatIsUsable(
        _ jpeg: [UInt8], _ layout: JPEGLayout, _ orientation: Orientation, _ longSide: Int, _ pixels: inout Pixels
    ) throws(PhotoError) -> DecodedInfo {
        var end = layout.usableEnd
        // Bytes that end in the middle of a segment would be read as a wrong segment: leave the fragment out. An
        // error in a later pass costs that pass only: try again without it.
        while true {
            var scan = 0
            do throws(PhotoError) {
                return try attempt(jpeg, end, layout, orientation, longSide, &pixels, failedIn: &scan)
            } catch {
                guard case .noPixels = error, scan >= 2, scan - 2 < layout.scanEnds.count,
                    layout.scanEnds[scan - 2] < end
                else { throw error }
                end = layout.scanEnds[scan - 2]
            }
        }
    }

    /// Decodes a photo of which nothing is known yet.
    @discardableResult
    public func decode(
        _ jpeg: [UInt8], atLeast longSide: Int, into pixels: inout Pixels
    ) throws(PhotoError) -> DecodedInfo {
        let layout = JPEGLayout(jpeg)
        let orientation = readOrientation(jpeg, layout: layout)
        return try decode(jpeg, layout: layout, orientation: orientation, atLeast: longSide, into: &pixels)
    }

    private func refuseUnreadable(_ layout: JPEGLayout) throws(PhotoError) {
        guard let frame = layout.frame else { return }
        switch frame.process {
        case .jpegLS: throw .unsupportedJPEG(detail: "JPEG-LS")
        case .lossless: throw .unsupportedJPEG(detail: "lossless")
        case .hierarchical: throw .unsupportedJPEG(detail: "hierarchical")
        case .baseline, .extended, .progressive: break
        }
        if frame.precision != 8 { throw .unsupportedJPEG(detail: "\(frame.precision) bits a sample") }
    }
}

extension PhotoDecoder {
    private func attempt(
        _ jpeg: [UInt8], _ end: Int, _ layout: JPEGLayout, _ orientation: Orientation, _ longSide: Int,
        _ pixels: inout Pixels, failedIn scan: inout Int
    ) throws(PhotoError) -> DecodedInfo {
        // Typed throws do not pass through `withUnsafeBufferPointer` closures that also yield values of `inout`s.
        let isWhole = layout.hasEndOfImage && end == layout.usableEnd
        let result: Result<DecodedInfo, PhotoError> = jpeg.withUnsafeBufferPointer { all in
            defer { cj_close(handle) }
            do throws(PhotoError) {
                let bytes = UnsafeBufferPointer(rebasing: all.prefix(end))
                let header = try open(bytes)
                let denominator = try scale(header, atLeast: longSide)
                return .success(try run(header, denominator, orientation, isWhole, &pixels, &scan))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func open(_ bytes: UnsafeBufferPointer<UInt8>) throws(PhotoError) -> cj_header {
        var header = cj_header()
        let status = cj_open(handle, bytes.baseAddress, bytes.count, &header)
        guard status == CJ_OK else { throw error(status, header) }
        return header
    }

    /// The denominator that serves, after the budgets were checked.
    private func scale(_ header: cj_header, atLeast longSide: Int) throws(PhotoError) -> Int {
        let width = Int(header.width)
        let height = Int(header.height)
        guard width * height <= limits.pixels else {
            throw .tooManyPixels(width: width, height: height, detail: "the limit is \(limits.pixels)")
        }
        let coefficients = Int(header.blocks) * 128
        guard header.multiple_scans == 0 || coefficients <= limits.coefficientBytes else {
            throw .tooManyPixels(
                width: width, height: height,
                detail: "progressive, \(coefficients >> 20) MiB to hold at once, the limit is "
                    + "\(limits.coefficientBytes >> 20) MiB")
        }
        var denominator = 8
        while denominator > 1, (max(width, height) + denominator - 1) / denominator < longSide,
            (width * 2 / denominator) * (height * 2 / denominator) <= limits.outputPixels
        {
            denominator /= 2
        }
        return denominator
    }

    private func run(
        _ header: cj_header, _ denominator: Int, _ orientation: Orientation, _ isWhole: Bool,
        _ pixels: inout Pixels, _ scan: inout Int
    ) throws(PhotoError) -> DecodedInfo {
        var options = cj_options(
            max_block_visits: UInt64(limits.blockVisits), max_scans: Int32(limits.scans),
            max_memory: Int64(limits.coefficientBytes) * 9 / 8 + (16 << 20),
            fancy_upsampling: fancyUpsampling ? 1 : 0, fast_dct: fastDCT ? 1 : 0)
        var width: UInt32 = 0
        var height: UInt32 = 0
        let status = cj_start(handle, Int32(denominator), &options, &width, &height)
        guard status == CJ_OK else {
            scan = Int(cj_scan(handle))
            throw error(status, header)
        }
        let scaled = Size(width: Int(width), height: Int(height))
        let read = readRows(scaled, orientation, &pixels)
        if read.rows == 0 { throw .noPixels(detail: String(cString: cj_decoder_message(handle))) }
        place(&pixels, header, denominator, scaled, orientation)
        return DecodedInfo(
            size: pixels.fullSize, storedSize: Size(width: Int(header.width), height: Int(header.height)),
            orientation: orientation, denominator: denominator,
            // Of a picture in several passes, whole ones may be missing without a gap in any.
            truncated: read.truncated != 0 || (header.multiple_scans != 0 && !isWhole),
            lacksData: read.lost != 0, realRows: Int(read.real_rows),
            damagedFromRow: read.damaged_row < header.height ? Int(read.damaged_row) : nil, scans: Int(read.scans),
            warnings: Int(read.warnings),
            firstWarning: read.warnings > 0 ? String(cString: cj_decoder_message(handle)) : nil)
    }

    /// Writes the rows where they belong; turned photos take the way over `stored`.
    private func readRows(_ size: Size, _ orientation: Orientation, _ pixels: inout Pixels) -> cj_result {
        var result = cj_result()
        let row = size.width * 3
        let swaps = orientation.swapsSides
        pixels.resize(width: swaps ? size.height : size.width, height: swaps ? size.width : size.height)
        if orientation == .upright || orientation == .flipped {
            let isFlipped = orientation == .flipped
            pixels.bytes.withUnsafeMutableBufferPointer { out in
                guard let base = out.baseAddress else { return }
                let first = isFlipped ? base + row * (size.height - 1) : base
                _ = cj_read(handle, first, isFlipped ? -row : row, &result)
            }
            return result
        }
        // One byte more, which `turn` reads along.
        if stored.count <= row * size.height { stored.setCount(row * size.height + 1) }
        stored.withUnsafeMutableBufferPointer { buffer in
            pixels.bytes.withUnsafeMutableBufferPointer { out in
                guard let from = buffer.baseAddress, let to = out.baseAddress else { return }
                _ = cj_read(handle, from, row, &result)
                orientation.turn(from, width: size.width, height: size.height, into: to)
            }
        }
        return result
    }

    /// Tells the pixels their place: a size that was rounded up hangs over at the far stored edges.
    private func place(
        _ pixels: inout Pixels, _ header: cj_header, _ denominator: Int, _ scaled: Size, _ orientation: Orientation
    ) {
        let overX = scaled.width * denominator - Int(header.width)
        let overY = scaled.height * denominator - Int(header.height)
        let swaps = orientation.swapsSides
        pixels.denominator = denominator
        pixels.fullSize = Size(
            width: Int(swaps ? header.height : header.width), height: Int(swaps ? header.width : header.height))
        pixels.frame = PixelFrame(
            origin: Point(
                orientation.startsAtFarX ? -Double(swaps ? overY : overX) : 0,
                orientation.startsAtFarY ? -Double(swaps ? overX : overY) : 0),
            scaleX: Double(denominator), scaleY: Double(denominator))
    }

    private func error(_ status: cj_status, _ header: cj_header) -> PhotoError {
        let message = String(cString: cj_decoder_message(handle))
        let width = Int(header.width)
        let height = Int(header.height)
        return switch status {
        case CJ_UNSUPPORTED: .unsupportedJPEG(detail: message)
        case CJ_TOO_MUCH_WORK: .tooManyScans(width: width, height: height, detail: message)
        case CJ_TOO_BIG: .tooManyPixels(width: width, height: height, detail: message)
        case CJ_NO_MEMORY: .noMemory(detail: message)
        default: .noPixels(detail: message)
        }
    }
}
