import Foundation
import Records

extension CaptureTime {
    /// The day, `yyyy-mm-dd`, on which it falls in a zone.
    func day(in zone: TimeZone) -> String {
        // The offset that is written is the branch's already, or the camera's own.
        if self.zone != .exif { return String(rfc3339.prefix(10)) }
        let style = Date.ISO8601FormatStyle(timeZone: zone).year().month().day()
        return Date(timeIntervalSince1970: epoch).formatted(style)
    }

    /// Midday of a folder's date (`yyyy-mm-dd`) in the branch's zone; nil where it is not a date.
    init?(midday date: String, zone: TimeZone) {
        let parts = date.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let wanted = DateComponents(year: parts[0], month: parts[1], day: parts[2], hour: 12)
        guard wanted.isValidDate(in: calendar), let instant = calendar.date(from: wanted) else { return nil }
        let offset = zone.secondsFromGMT(for: instant) / 60
        let sign = offset < 0 ? "-" : "+"
        let clock = String(format: "%02d:%02d", abs(offset) / 60, abs(offset) % 60)
        self.init(
            rfc3339: "\(date)T12:00:00\(sign)\(clock)", epoch: instant.timeIntervalSince1970, zone: .folder)
    }
}
