import Foundation

/// A place on the Earth, degrees, north and east positive.
public struct GeoPlace: Hashable, Sendable {
    public var latitude: Double
    public var longitude: Double

    public init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Metres to another place on a sphere of the Earth's mean radius (haversine formula; R. W. Sinnott, "Virtues of the
    /// Haversine", Sky and Telescope 68, 1984): within 0.6 % of the ellipsoid.
    public func metres(to other: GeoPlace) -> Double {
        let (a, b) = (latitude * .pi / 180, other.latitude * .pi / 180)
        let (dy, dx) = ((b - a) / 2, (other.longitude - longitude) * .pi / 360)
        let h = sin(dy) * sin(dy) + cos(a) * cos(b) * sin(dx) * sin(dx)
        return 2 * 6_371_008.8 * asin(min(1, h.squareRoot()))
    }
}

/// Who or what took a photo, under a pseudonym: the same for all of its photos, and no number or name can be read from it.
public struct CaptureDevice: Hashable, Sendable, Codable {
    /// How it is known.
    public enum Source: String, Hashable, Sendable, Codable {
        /// The camera's serial number in EXIF.
        case serial
        /// The salesperson that the drop's layout names.
        case staff
    }

    /// The source, a hyphen and ten hex digits.
    public var id: String
    public var source: Source
    /// Seconds by which its clock was ahead on that day (negative: behind), by the GPS times of its photos; nil, and left out
    /// of the JSON, where it was right or nobody knows. The times in `exif` stay as the camera wrote them.
    public var clock: Double?

    public init(id: String, source: Source, clock: Double? = nil) {
        self.id = id
        self.source = source
        self.clock = clock
    }
}
