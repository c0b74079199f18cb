public import Records

/// Why a photo gives no pixels, or pixels no photo. `code` is stable; `message` is one line for people and says
/// what to do.
public enum PhotoError: Error, Hashable, Sendable {
    /// Not a JPEG; what it is instead.
    case unsupportedFormat(FileKind)
    /// A JPEG of a kind that phones do not make (lossless, JPEG-LS, 12 bits, …).
    case unsupportedJPEG(detail: String)
    /// A JPEG by its first bytes, but no picture comes out of it.
    case noPixels(detail: String)
    /// More pixels, or more coefficients to hold at once, than the limits allow.
    case tooManyPixels(width: Int, height: Int, detail: String)
    /// A progressive JPEG with more scans than any real encoder writes.
    case tooManyScans(width: Int, height: Int, detail: String)
    /// The memory for decoding or encoding could not be had.
    case noMemory(detail: String)
    /// The pixels given cannot be written as a JPEG.
    case cannotEncode(detail: String)

    /// Stable, snake_case; goes into records.
    public var code: String {
        switch self {
        case .unsupportedFormat(.empty): "empty_file"
        case .unsupportedFormat: "unsupported_format"
        case .unsupportedJPEG: "unsupported_jpeg"
        case .noPixels: "no_pixels"
        case .tooManyPixels: "too_many_pixels"
        case .tooManyScans: "too_many_scans"
        case .noMemory: "no_memory"
        case .cannotEncode: "cannot_encode"
        }
    }

    /// Every code.
    public static let codes = [
        "unsupported_format", "empty_file", "unsupported_jpeg", "no_pixels", "too_many_pixels", "too_many_scans",
        "no_memory",
        "cannot_encode",
    ]

    public var message: String {
        switch self {
        case .unsupportedFormat(.unknown):
            "the file is not a JPEG and of no known format; send the photo again as a JPEG"
        case .unsupportedFormat(.empty):
            "the file is empty; send the photo again"
        case .unsupportedFormat(let kind) where !kind.isPicture:
            "the file is \(kind.title), not a photo: something else was saved under a photo's name; send the photo itself"
        case .unsupportedFormat(let kind):
            "the file is \(kind.title), not a JPEG; set the phone's camera to JPEG or convert the photo"
        case .unsupportedJPEG(let detail):
            "a JPEG of a kind that cannot be read (\(detail)); save the photo as an ordinary baseline JPEG"
        case .noPixels(let detail):
            "no picture can be read from the file (\(detail)); send the photo again"
        case .tooManyPixels(let width, let height, let detail):
            "\(width) × \(height) pixels are too many (\(detail)); send a smaller photo"
        case .tooManyScans(let width, let height, let detail):
            "\(width) × \(height) pixels in too many passes (\(detail)); save the photo as an ordinary baseline JPEG"
        case .noMemory(let detail):
            "not enough memory for the photo (\(detail)); run fewer lanes (--lanes)"
        case .cannotEncode(let detail):
            "the picture cannot be written as a JPEG (\(detail))"
        }
    }

    /// As a record carries it.
    public var reason: Reason { Reason(code: code, message: message) }

    /// True where trying again may help: the machine was short of something, the photo is not to blame.
    public var isOurs: Bool {
        switch self {
        case .noMemory, .cannotEncode: true
        default: false
        }
    }
}

extension PhotoError: CustomStringConvertible {
    public var description: String { message }
}
