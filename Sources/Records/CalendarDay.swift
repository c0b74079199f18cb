public import Foundation

/// A day of the Gregorian calendar, free of any zone.
public struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let number: Int

    /// The day that lies `number` days after 1970-01-01.
    public init(number: Int) { self.number = number }

    /// Reads exactly `yyyy-mm-dd`; nil where there is no such day.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), (1...12).contains(month), (1...31).contains(day), year > 0
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard description == text else { return nil }
    }

    /// Days from civil, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    public init(year: Int, month: Int, day: Int) {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day on which an instant falls in a zone.
    public init(_ instant: Date, in zone: TimeZone) {
        let local = instant.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: instant))
        number = Int(clamped: (local / 86_400).rounded(.down))
    }

    /// Civil from days, same source.
    public var parts: (year: Int, month: Int, day: Int) {
        let z = number + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// 0…6; 0 is Sunday.
    public var weekday: Int { ((number % 7) + 11) % 7 }

    /// The first day of its month.
    public var firstOfMonth: CalendarDay { CalendarDay(year: parts.year, month: parts.month, day: 1) }

    /// The first day of the month that lies `months` later.
    public func firstOfMonth(after months: Int) -> CalendarDay {
        let index = parts.year * 12 + parts.month - 1 + months
        return CalendarDay(year: index / 12, month: index % 12 + 1, day: 1)
    }

    /// `yyyy-mm-dd`.
    public var description: String {
        let (year, month, day) = parts
        return "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
    }

    /// `yyyy-mm`.
    public var month: String { String(description.prefix(7)) }

    /// Milliseconds since 1970 at which the day begins in a zone.
    public func start(in zone: TimeZone) -> Int64 {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let (year, month, day) = parts
        // Midday exists on every day in every zone; the day's first moment is looked up from there.
        let midday = calendar.date(from: DateComponents(year: year, month: month, day: day, hour: 12))
        guard let midday else { return Int64(number) * 86_400_000 }
        return Int64(clamped: (calendar.startOfDay(for: midday).timeIntervalSince1970 * 1000).rounded())
    }

    public static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.number < b.number }
    public static func + (day: CalendarDay, days: Int) -> CalendarDay { CalendarDay(number: day.number + days) }
    public static func - (day: CalendarDay, days: Int) -> CalendarDay { CalendarDay(number: day.number - days) }
}

extension CalendarDay {
    /// The day of the visit that a photo belongs to: its folder's day, else the day of capture as the record has it, else
    /// the day, in the branch's zone, of the instant that the ledger keeps for it (that of the audit).
    /// - Parameters:
    ///   - date: `yyyy-mm-dd` as the record has it; nil where it has none.
    ///   - milliseconds: since 1970-01-01T00:00:00Z; nil: that instant.
    public init(ofVisit date: String?, taken milliseconds: Int64?, in zone: TimeZone) {
        if let known = date.flatMap({ CalendarDay($0) }) {
            self = known
        } else {
            self.init(Date(timeIntervalSince1970: Double(milliseconds ?? 0) / 1000), in: zone)
        }
    }
}

extension Int {
    /// Decimal digits, with zeros before them up to `width`.
    public func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
