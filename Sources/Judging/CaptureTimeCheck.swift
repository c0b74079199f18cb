import Records

extension FindingCode {
    /// Days by which a right clock may differ from the visit's folder: a photo after midnight, a phone in another zone.
    static let captureDaysAllowed = 1

    /// The finding that the camera's clock says another day than the visit's; nil where it does not, or where one of the
    /// two is not known.
    ///
    /// Always a warning and never a violation: it says something of the phone, not of the display. The visit counts on its
    /// own day, whatever the camera says.
    /// - Parameter visit: the folder's day, `yyyy-mm-dd`.
    static func captureTimeConflict(_ exif: ExifFacts, visit: String?) -> Finding? {
        guard let visit, let time = exif.capturedAt?.value, time.zone != .folder,
            let camera = dayNumber(String(time.rfc3339.prefix(10))), let day = dayNumber(visit)
        else { return nil }
        let days = camera - day
        guard abs(days) > captureDaysAllowed else { return nil }
        return FindingCode.captureTimeConflict.finding(
            .warning, value: Double(days), limit: Double(captureDaysAllowed))
    }

    /// Days since 1970-01-01 of `yyyy-mm-dd` (H. Hinnant, chrono-compatible low-level date algorithms: `days_from_civil`).
    private static func dayNumber(_ text: String) -> Int? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard parts.count == 3, (1...9999).contains(parts[0]), (1...12).contains(parts[1]), (1...31).contains(parts[2])
        else { return nil }
        let year = parts[1] <= 2 ? parts[0] - 1 : parts[0]
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (parts[1] + (parts[1] > 2 ? -3 : 9)) + 2) / 5 + parts[2] - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
