import CPNG
import Foundation

/// Why a PNG gives no pixels; `message` is one line for people.
public enum PNGError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The data make no picture, or not all of one.
    case broken(detail: String)
    /// More pixels than the limit.
    case tooManyPixels(width: Int, height: Int, limit: Int)
    case noMemory

    public var description: String {
        switch self {
        case .broken(let detail):
            "the PNG is damaged or cut short (\(detail)); save the picture again"
        case .tooManyPixels(let width, let height, let limit):
            "the PNG has \(width) × \(height) pixels, more than \(limit / 1_000_000) million; save it smaller"
        case .noMemory: "not enough memory for the PNG; save it smaller"
        }
    }
}

/// Turns PNG bytes into pixels.
///
/// Grey, RGB and palettes of 1 to 16 bits, interlaced or not, come out as 8-bit RGB; what is transparent is laid over white,
/// as on paper. Colour profiles and gamma are left alone, as they are for JPEG. A file that is cut short or damaged gives an
/// error and no part of a picture. Nothing but what makes the pixels is read, so a long text or profile costs no memory.
public enum PNGDecoder {
    /// The most pixels read unless a caller says otherwise: 150 MB of RGB, and a third more while an interlaced file is read.
    public static let pixelLimit = 50_000_000

    /// Decodes at full size.
    /// - Parameter pixelLimit: checked before memory is taken.
    public static func decode(_ bytes: [UInt8], pixelLimit: Int = pixelLimit) throws(PNGError) -> Pixels {
        var picture = cp_picture()
        let status = bytes.withUnsafeBufferPointer {
            cp_read($0.baseAddress, $0.count, UInt64(max(0, pixelLimit)), &picture)
        }
        defer { free(picture.rgb) }
        let (width, height) = (Int(picture.width), Int(picture.height))
        switch status {
        case CP_OK:
            return Pixels(
                width: width, height: height,
                rgb: Array(UnsafeBufferPointer(start: picture.rgb, count: width * height * 3)))
        case CP_TOO_BIG: throw .tooManyPixels(width: width, height: height, limit: pixelLimit)
        case CP_NO_MEMORY: throw .noMemory
        default: throw .broken(detail: message(&picture))
        }
    }

    private static func message(_ picture: inout cp_picture) -> String {
        withUnsafeBytes(of: &picture.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
