/// What a file is, by its content; a name or extension is never asked.
public enum FileKind: String, Hashable, Sendable, Codable, CaseIterable {
    case jpeg, heic, avif, png, webp, gif, tiff, raw, bmp, mp4, pdf, zip, html, text, empty, unknown

    /// Recognises a file by its first bytes.
    public static func sniff(_ bytes: [UInt8]) -> FileKind {
        if bytes.isEmpty { return .empty }
        return bytes.withUnsafeBufferPointer { sniff(head: UnsafeBufferPointer(rebasing: $0.prefix(headBytes))) }
    }

    /// As people call it, with an article: `a HEIC picture`, `an empty file`.
    public var title: String {
        switch self {
        case .jpeg: "a JPEG picture"
        case .heic: "a HEIC picture"
        case .avif: "an AVIF picture"
        case .png: "a PNG picture"
        case .webp: "a WebP picture"
        case .gif: "a GIF picture"
        case .tiff: "a TIFF picture"
        case .raw: "a camera's raw picture"
        case .bmp: "a BMP picture"
        case .mp4: "an MP4 or QuickTime video"
        case .pdf: "a PDF document"
        case .zip: "a ZIP archive"
        case .html: "an HTML page"
        case .text: "plain text"
        case .empty: "an empty file"
        case .unknown: "of no known format"
        }
    }

    /// How many of a file's first bytes tell what it is.
    public static let headBytes = 512

    /// A picture of any format, whether or not this program can audit it.
    public var isPicture: Bool {
        switch self {
        case .jpeg, .heic, .avif, .png, .webp, .gif, .tiff, .raw, .bmp: true
        case .mp4, .pdf, .zip, .html, .text, .empty, .unknown: false
        }
    }

    private static func sniff(head: UnsafeBufferPointer<UInt8>) -> FileKind {
        if head.begins(with: [0xFF, 0xD8]) { return .jpeg }
        if head.begins(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if head.begins(with: "GIF87a") || head.begins(with: "GIF89a") { return .gif }
        if head.begins(with: "RIFF"), head.holds("WEBP", at: 8) { return .webp }
        if head.begins(with: [0x49, 0x49, 0x2A, 0]) || head.begins(with: [0x4D, 0x4D, 0, 0x2A]) { return .tiff }
        if isRaw(head) { return .raw }
        if head.begins(with: "%PDF-") { return .pdf }
        if head.begins(with: [0x50, 0x4B, 3, 4]) || head.begins(with: [0x50, 0x4B, 5, 6]) { return .zip }
        if head.holds("ftyp", at: 4) { return isoMedia(head) }
        if ["moov", "mdat", "wide", "free", "skip"].contains(where: { head.holds($0, at: 4) }) { return .mp4 }
        // "BM", then the file's size and four reserved bytes that are zero in every writer's files.
        if head.begins(with: "BM"), head.count >= 10, head[6...9].allSatisfy({ $0 == 0 }) { return .bmp }
        return written(head)
    }

    /// What cameras write that is neither a plain TIFF (DNG, NEF, ARW, CR2 are) nor anything else: CR3, RAF, RW2, ORF.
    private static func isRaw(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
        head.holds("ftypcrx ", at: 4) || head.begins(with: "FUJIFILMCCD-RAW") || head.begins(with: "IIU\0")
            || head.begins(with: "IIRO") || head.begins(with: "IIRS") || head.begins(with: "MMOR")
    }

    /// ISO 14496-12: the major brand, then the compatible ones, say what is inside.
    private static func isoMedia(_ head: UnsafeBufferPointer<UInt8>) -> FileKind {
        var brands = [8]
        let boxEnd = min(head.count, head.prefix(4).reduce(0) { $0 << 8 | Int($1) })
        brands += stride(from: 16, to: max(16, boxEnd - 3), by: 4)
        for at in brands {
            if ["avif", "avis"].contains(where: { head.holds($0, at: at) }) { return .avif }
            if ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"].contains(where: {
                head.holds($0, at: at)
            }) {
                // `mif1` stands in AVIF files too: look on for the codec's own brand.
                let isAVIF = brands.contains { other in ["avif", "avis"].contains { head.holds($0, at: other) } }
                return isAVIF ? .avif : .heic
            }
        }
        return .mp4
    }

    /// Text of any kind; a web server's error page saved as a photo is the usual one.
    private static func written(_ head: UnsafeBufferPointer<UInt8>) -> FileKind {
        let isControl = { (byte: UInt8) in byte < 0x20 && !(9...13).contains(byte) && byte != 0x1B }
        if head.contains(where: isControl) { return .unknown }
        let bom: [UInt8] = [0xEF, 0xBB, 0xBF]
        let words = head.dropFirst(head.begins(with: bom) ? 3 : 0)
            .drop { $0 == 0x20 || (9...13).contains($0) }
            .prefix(15).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if words.starts(with: "<!doctype html".utf8) || words.starts(with: "<html".utf8) { return .html }
        // A scalar may be cut at the end of the head.
        let isUTF8 = (0..<4).contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
        return isUTF8 ? .text : .unknown
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func begins(with magic: [UInt8]) -> Bool { starts(with: magic) }
    fileprivate func begins(with magic: StaticString) -> Bool { holds("\(magic)", at: 0) }
    fileprivate func holds(_ magic: String, at offset: Int) -> Bool {
        offset <= count && self[offset...].starts(with: magic.utf8)
    }
}
