import Digest
public import Photo
public import Records
import SystemCalls

/// Why an artwork gives no picture: one line that says what to do.
public enum ArtworkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such file.
    case missing
    /// It cannot be read, or is not a whole PNG or JPEG.
    case unreadable(String)

    public var description: String {
        switch self {
        case .missing: "there is no such file; put the artwork there or correct the name"
        case .unreadable(let message): message
        }
    }
}

/// An artwork's file, a PNG or a JPEG of at most 64 MiB.
public struct ArtworkFile: Hashable, Sendable {
    public let bytes: [UInt8]
    /// Lower-case hex.
    public let sha256: String

    public init(contentsOf path: PathBytes) throws(ArtworkError) {
        do throws(SystemError) {
            bytes = try FileSystem.read(path)
        } catch {
            if error.isMissing { throw .missing }
            throw .unreadable(error.description)
        }
        sha256 = SHA256Digest.hex(of: bytes)
    }

    /// The upright artwork, made smaller where its longer side exceeds `longSide` pixels; `fullSize` is the file's.
    public func picture(longSide: Int = ArtworkPicture.longSide) throws(ArtworkError) -> Pixels {
        let whole: Pixels
        switch FileKind.sniff(bytes) {
        case .png:
            do throws(PNGError) { whole = try PNGDecoder.decode(bytes) } catch { throw .unreadable(error.description) }
        case .jpeg:
            whole = try jpeg(longSide)
        case let kind:
            throw .unreadable("the file is \(kind.title), not a PNG or JPEG; save the artwork as PNG")
        }
        var picture = Pixels()
        whole.resize(longSide: longSide, into: &picture)
        return picture
    }

    /// A part of an artwork would be matched as if it were the whole: what a photo is forgiven, an artwork is not.
    private func jpeg(_ longSide: Int) throws(ArtworkError) -> Pixels {
        var pixels = Pixels()
        let info: DecodedInfo
        do throws(PhotoError) {
            info = try PhotoDecoder().decode(bytes, atLeast: longSide, into: &pixels)
        } catch {
            throw .unreadable("the JPEG cannot be read (\(error.code)); save the artwork again, as PNG")
        }
        guard !info.truncated, info.warnings == 0 else {
            throw .unreadable("the JPEG is damaged or cut short; save the artwork again")
        }
        return pixels
    }
}
