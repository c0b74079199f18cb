import Foundation

extension ExifFacts {
    /// GPS time, seconds since 1970; nil where the photo states none that can be read.
    public var gpsEpoch: Double? {
        guard let text = gpsTime?.value else { return nil }
        let whole = text.replacing(/\.[0-9]+/, with: "")
        return (try? Date(whole, strategy: .iso8601))?.timeIntervalSince1970
    }

    /// The same facts with the camera's three times as a right clock would have written them.
    /// - Parameter seconds: by which the device's clock was ahead; nil: nothing changes.
    public func correcting(clock seconds: Double?) -> ExifFacts {
        guard let seconds, seconds != 0 else { return self }
        var facts = self
        facts.capturedAt?.value = capturedAt?.value?.earlier(by: seconds)
        facts.digitizedAt?.value = digitizedAt?.value?.earlier(by: seconds)
        facts.changedAt?.value = changedAt?.value?.earlier(by: seconds)
        return facts
    }
}

extension CaptureTime {
    /// The time by a clock that is this many seconds behind; the offset from UTC stays. A folder's date has no clock.
    public func earlier(by seconds: Double) -> CaptureTime {
        guard zone != .folder, abs(epoch) < 1e11, abs(seconds) < 1e10 else { return self }
        let minutes = offsetMinutes ?? 0
        let local = Int64(clamped: (epoch - seconds).rounded(.down)) + Int64(minutes) * 60
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let second = Int(local - day * 86_400)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { $0.padded(2) }.joined(separator: ":")
        let suffix = rfc3339.suffix(rfc3339.hasSuffix("Z") ? 1 : 6)
        return CaptureTime(
            rfc3339: "\(CalendarDay(number: Int(day)))T\(clock)\(offsetMinutes == nil ? "Z" : String(suffix))",
            epoch: epoch - seconds, zone: zone)
    }

    /// Of the written time; nil for text that has none.
    private var offsetMinutes: Int? {
        if rfc3339.hasSuffix("Z") { return 0 }
        let suffix = rfc3339.suffix(6)
        let parts = suffix.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard suffix.count == 6, parts.count == 2, let sign = suffix.first, "+-".contains(sign) else { return nil }
        return (parts[0] * 60 + parts[1]) * (sign == "-" ? -1 : 1)
    }
}
