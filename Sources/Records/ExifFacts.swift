/// A value with where it came from; an absurd value is named in `problem` and never passed on as `value`.
public struct Sourced<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
    public var value: Value?
    /// The EXIF tag (`DateTimeOriginal`, `GPSLatitude`, …), `jpeg_header`, `folder`, or `branch`; joined by `+`.
    public var source: String
    /// What was wrong with the value found, with the raw text; nil when the value is good.
    public var problem: String?

    public init(_ value: Value?, source: String, problem: String? = nil) {
        self.value = value
        self.source = source
        self.problem = problem
    }
}

/// When the photo was taken.
public struct CaptureTime: Hashable, Sendable, Codable {
    /// How the zone of the wall-clock time is known.
    public enum Zone: String, Hashable, Sendable, Codable {
        /// From EXIF (OffsetTimeOriginal).
        case exif
        /// EXIF gave no offset: the branch's zone was applied.
        case branch
        /// There is only a date (from the folder): midday in the branch's zone stands in.
        case folder
    }

    /// RFC 3339 with offset and, where known, fractions of a second: `2025-08-13T14:20:52.25+09:00`.
    public var rfc3339: String
    /// Seconds since 1970-01-01T00:00:00Z.
    public var epoch: Double
    public var zone: Zone

    public init(rfc3339: String, epoch: Double, zone: Zone) {
        self.rfc3339 = rfc3339
        self.epoch = epoch
        self.zone = zone
    }
}

/// The EXIF facts of one photo, each with its source. Absent tags are nil.
public struct ExifFacts: Hashable, Sendable, Codable {
    public var capturedAt: Sourced<CaptureTime>?
    /// DateTimeDigitized, in the capture time's zone; only where it is another time than DateTimeOriginal.
    public var digitizedAt: Sourced<CaptureTime>?
    /// DateTime, the last change of the file, in the capture time's zone; only where it is another time than
    /// DateTimeOriginal.
    public var changedAt: Sourced<CaptureTime>?
    /// Degrees, north positive.
    public var latitude: Sourced<Double>?
    /// Degrees, east positive.
    public var longitude: Sourced<Double>?
    /// Metres above sea level.
    public var altitude: Sourced<Double>?
    /// UTC, RFC 3339, from GPSDateStamp and GPSTimeStamp.
    public var gpsTime: Sourced<String>?
    public var make: Sourced<String>?
    public var model: Sourced<String>?
    public var software: Sourced<String>?
    /// EXIF orientation, 1…8.
    public var orientation: Sourced<Int>?
    /// Seconds.
    public var exposureTime: Sourced<Double>?
    public var iso: Sourced<Int>?
    public var fNumber: Sourced<Double>?
    /// Millimetres.
    public var focalLength: Sourced<Double>?
    /// Millimetres on 35 mm film.
    public var focalLength35mm: Sourced<Int>?
    /// Pixel size as the EXIF states it, before orientation.
    public var pixelWidth: Sourced<Int>?
    public var pixelHeight: Sourced<Int>?

    public init() {}

    enum CodingKeys: String, CodingKey {
        case capturedAt = "captured_at"
        case digitizedAt = "digitized_at"
        case changedAt = "changed_at"
        case latitude, longitude, altitude
        case gpsTime = "gps_time"
        case make, model, software, orientation
        case exposureTime = "exposure_time"
        case iso
        case fNumber = "f_number"
        case focalLength = "focal_length"
        case focalLength35mm = "focal_length_35mm"
        case pixelWidth = "pixel_width"
        case pixelHeight = "pixel_height"
    }
}
