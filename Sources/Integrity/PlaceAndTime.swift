public import Records

/// What place and time of a photo are against what is known beside it: facts for the judge.
public enum PlaceAndTime {
    public typealias Place = GeoPlace

    /// Metres between two places.
    public static func metres(from one: Place, to other: Place) -> Double { one.metres(to: other) }

    /// Adds what follows from the store's place in the registry and from the file's time.
    /// - Parameters:
    ///   - store: nil where the registry does not say; then nothing is asked of the photo's place.
    ///   - modified: of the file, seconds since 1970; nil or a time before 2000, which no such file has, says nothing.
    public static func measure(
        _ exif: ExifFacts, store: Place?, modified: Double?, into measures: inout [String: Double]
    ) {
        if let store {
            if let latitude = exif.latitude?.value, let longitude = exif.longitude?.value {
                let place = Place(latitude: latitude, longitude: longitude)
                // Centimetres are more than GPS knows; a record must not depend on the last bits of a cosine.
                measures[PhotoMeasure.storeDistance] = metres(from: place, to: store).rounded()
            } else {
                measures[PhotoMeasure.storeDistanceUnknown] = 1
            }
        }
        if let modified, modified > 946_684_800, let taken = exif.capturedAt?.value, taken.zone != .folder,
            taken.epoch > modified + 60
        {
            measures[PhotoMeasure.daysTakenAfterFile] = ((taken.epoch - modified) / 86_400 * 100).rounded() / 100
        }
    }
}
