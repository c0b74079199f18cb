#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where things lie in a JPEG file, found by walking its segments (ITU-T T.81, annex B) without decoding.
///
/// Markers inside segments (a thumbnail's end of image) and bytes after the image data (what phones append) do not
/// confuse it, because segments are stepped over by their length and the walk stops at the picture's own end.
/// A whole photo of 4 MB takes a fraction of a millisecond.
public struct JPEGLayout: Hashable, Sendable {
    /// How the coefficients are coded, by the frame marker.
    public enum Process: String, Hashable, Sendable {
        case baseline, extended, progressive, lossless, hierarchical
        case jpegLS = "jpeg_ls"
    }

    /// The frame header: the picture as stored, before any orientation.
    public struct Frame: Hashable, Sendable {
        public var process: Process
        /// Arithmetic instead of Huffman coding.
        public var isArithmetic: Bool
        /// Bits a sample; 8 in photos.
        public var precision: Int
        public var width: Int
        /// From the DNL segment where the frame header leaves it open; 0 where neither says.
        public var height: Int
        public var components: Int
        /// Horizontal × vertical sampling factors of each component.
        public var sampling: [Sampling]
    }

    public struct Sampling: Hashable, Sendable {
        public var horizontal: Int
        public var vertical: Int
    }

    /// The first frame header; nil where there is none.
    public var frame: Frame?
    /// Number of start-of-scan segments.
    public var scans = 0
    /// MCUs between restart markers; 0 where there are none.
    public var restartInterval = 0
    /// Colour transform of Adobe's APP14: 0 none, 1 YCbCr, 2 YCCK; nil without the segment.
    public var adobeTransform: Int?
    /// Payloads of the Exif APP1 segments (the first 8), each beginning with `Exif\0\0`, that stand before the image data.
    ///
    /// What stands behind the image data describes something else, such as a gain map; exiftool, Pillow and browsers do
    /// not apply it either.
    public var exif: [Range<Int>] = []
    /// Offset behind the end-of-image marker of the main picture; nil where the file ends before it.
    public var endOfImage: Int?
    /// Offset up to which the file holds whole segments: a last segment that is cut off lies behind it.
    public var usableEnd: Int
    /// Where the frame header keeps a height of 0 that a DNL segment fills in later; libjpeg cannot.
    var openHeightAt: Int?
    /// Offsets behind the entropy-coded data of each scan (the first 256).
    var scanEnds: [Int] = []

    /// The file has its end-of-image marker: it is whole as far as markers can tell.
    public var hasEndOfImage: Bool { endOfImage != nil }

    /// Walks the file. Anything is accepted; what is not there stays nil.
    public init(_ bytes: [UInt8]) {
        usableEnd = bytes.count
        bytes.withUnsafeBufferPointer { walk($0) }
    }

    private mutating func walk(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count >= 2, bytes[0] == 0xFF, bytes[1] == 0xD8 else { return }
        var at = 2
        while let marker = nextMarker(in: bytes, from: &at) {
            switch marker {
            case 0xD9:
                endOfImage = at
                return
            case 0xD8 where scans > 0 && startsPicture(bytes, at):
                usableEnd = at - 2
                return
            case 0x01, 0xD0...0xD8:
                continue
            default:
                break
            }
            guard let segment = segment(in: bytes, at: at) else {
                usableEnd = at - 2
                return
            }
            read(marker, bytes, segment)
            at = segment.upperBound
            if marker == 0xDA {
                skipEntropy(in: bytes, from: &at)
                if scanEnds.count < 256 { scanEnds.append(at) }
            }
        }
    }

    /// Whether a second picture begins behind the start-of-image marker that ends at `at`, as a gain map does behind a
    /// picture that lacks its end marker. A damaged byte can look like the marker, hardly like a segment behind it too.
    private func startsPicture(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        guard at + 1 < bytes.count, bytes[at] == 0xFF else { return false }
        switch bytes[at + 1] {
        case 0xC0...0xC4, 0xDB, 0xDD, 0xE0...0xEF, 0xFE: return segment(in: bytes, at: at + 2) != nil
        default: return false
        }
    }

    /// Payload of the segment whose length stands at `at`; nil where the file ends inside it.
    private func segment(in bytes: UnsafeBufferPointer<UInt8>, at: Int) -> Range<Int>? {
        guard at + 2 <= bytes.count else { return nil }
        // A length below 2 is nonsense: libjpeg takes such a segment as empty, too.
        let end = at + max(2, Int(bytes[at]) << 8 | Int(bytes[at + 1]))
        return end <= bytes.count ? at + 2..<end : nil
    }

    /// The next marker's code with `at` just behind it; stray bytes and fill bytes are passed over as libjpeg does.
    private func nextMarker(in bytes: UnsafeBufferPointer<UInt8>, from at: inout Int) -> UInt8? {
        while let found = find0xFF(in: bytes, from: at) {
            var next = found + 1
            while next < bytes.count, bytes[next] == 0xFF { next += 1 }
            guard next < bytes.count else { break }
            at = next + 1
            if bytes[next] != 0 { return bytes[next] }
        }
        at = bytes.count
        return nil
    }

    /// Moves `at` from the first byte of entropy-coded data to the marker that ends it.
    private func skipEntropy(in bytes: UnsafeBufferPointer<UInt8>, from at: inout Int) {
        // JPEG-LS stuffs bits: after 0xFF any byte below 0x80 is data.
        let stuffed: UInt8 = frame?.process == .jpegLS ? 0x7F : 0
        while let found = find0xFF(in: bytes, from: at), found + 1 < bytes.count {
            let next = bytes[found + 1]
            if next == 0xFF {
                at = found + 1
            } else if next <= stuffed || 0xD0...0xD7 ~= next {
                at = found + 2
            } else {
                at = found
                return
            }
        }
        at = bytes.count
    }

    private func find0xFF(in bytes: UnsafeBufferPointer<UInt8>, from at: Int) -> Int? {
        guard at < bytes.count, let base = bytes.baseAddress,
            let hit = memchr(base + at, 0xFF, bytes.count - at)
        else { return nil }
        return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }

    private mutating func read(_ marker: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        let body = UnsafeBufferPointer(rebasing: bytes[range])
        switch marker {
        case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF, 0xF7:
            guard frame == nil else { break }
            frame = Frame(marker: marker, body)
            if frame?.height == 0 { openHeightAt = range.lowerBound + 1 }
        case 0xDC where openHeightAt != nil && frame?.height == 0 && body.count >= 2:
            frame?.height = Int(body[0]) << 8 | Int(body[1])
        case 0xDA:
            scans += 1
        case 0xDD where body.count >= 2:
            restartInterval = Int(body[0]) << 8 | Int(body[1])
        case 0xE1 where scans == 0 && exif.count < 8 && body.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]):
            exif.append(range)
        case 0xEE where body.count >= 12 && body.starts(with: "Adobe".utf8):
            adobeTransform = Int(body[11])
        default:
            break
        }
    }
}

extension JPEGLayout.Frame {
    fileprivate init?(marker: UInt8, _ body: UnsafeBufferPointer<UInt8>) {
        guard body.count >= 6 else { return nil }
        process =
            switch marker {
            case 0xC0: .baseline
            case 0xC1, 0xC9: .extended
            case 0xC2, 0xCA: .progressive
            case 0xC3, 0xCB: .lossless
            case 0xF7: .jpegLS
            default: .hierarchical
            }
        isArithmetic = 0xC9...0xCF ~= marker
        precision = Int(body[0])
        height = Int(body[1]) << 8 | Int(body[2])
        width = Int(body[3]) << 8 | Int(body[4])
        components = Int(body[5])
        sampling = []
        for index in 0..<components where 7 + index * 3 < body.count {
            let factors = body[7 + index * 3]
            sampling.append(.init(horizontal: Int(factors >> 4), vertical: Int(factors & 15)))
        }
    }
}
