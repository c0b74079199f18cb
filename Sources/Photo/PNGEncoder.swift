/// Writes pictures as PNG (ISO/IEC 15948), for people who ask for one by the file's name.
///
/// The picture data is stored, not compressed (RFC 1951, 3.2.4): whoever wants it small takes a JPEG.
public enum PNGEncoder {
    /// The file's bytes.
    public static func encode(_ pixels: Pixels) -> [UInt8] {
        var out: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // 8 bits, RGB, no interlace.
        append("IHDR", big(pixels.width) + big(pixels.height) + [8, 2, 0, 0, 0], to: &out)
        append("IDAT", stored(rows(pixels)), to: &out)
        append("IEND", [], to: &out)
        return out
    }

    /// Each row behind its filter: none.
    private static func rows(_ pixels: Pixels) -> [UInt8] {
        var rows: [UInt8] = []
        let pitch = pixels.width * 3
        rows.reserveCapacity((pitch + 1) * pixels.height)
        for y in 0..<pixels.height {
            rows.append(0)
            rows += pixels.bytes[y * pitch..<(y + 1) * pitch]
        }
        return rows
    }

    /// A zlib stream of stored blocks.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x78, 0x01]
        out.reserveCapacity(bytes.count + bytes.count / 65_535 * 5 + 16)
        var start = 0
        repeat {
            let end = min(bytes.count, start + 65_535)
            let length = UInt16(end - start)
            out += [end == bytes.count ? 1 : 0, UInt8(length & 0xFF), UInt8(length >> 8)]
            out += [UInt8(~length & 0xFF), UInt8(~length >> 8)]
            out += bytes[start..<end]
            start = end
        } while start < bytes.count
        return out + big(Int(adler32(bytes)))
    }

    private static func append(_ type: String, _ data: [UInt8], to out: inout [UInt8]) {
        let body = Array(type.utf8) + data
        out += big(data.count) + body + big(Int(crc32(body)))
    }

    private static func big(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a &+ UInt32(byte)) % 65_521
            b = (b &+ a) % 65_521
        }
        return b << 16 | a
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        let table = crcTable
        return ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
}
