import Foundation
import Records

extension CaptureTime {
    /// Midday of a folder's date (`yyyy-mm-dd`) in the branch's zone; nil where it is no date.
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
