public import Foundation
import Records

/// A day of the Gregorian calendar, free of any zone.
public struct ReportDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let number: Int

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

    /// 0 is Sunday.
    public var weekday: Int { ((number % 7) + 11) % 7 }

    public var firstOfMonth: ReportDay { ReportDay(year: parts.year, month: parts.month, day: 1) }

    /// The first day of the month that lies `months` later.
    public func firstOfMonth(after months: Int) -> ReportDay {
        let index = parts.year * 12 + parts.month - 1 + months
        return ReportDay(year: index / 12, month: index % 12 + 1, day: 1)
    }

    /// `yyyy-mm-dd`.
    public var description: String {
        let (year, month, day) = parts
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// `yyyy-mm`.
    var month: String { String(description.prefix(7)) }

    /// Milliseconds since 1970 at which the day begins in a zone.
    func start(in zone: TimeZone) -> Int64 {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let (year, month, day) = parts
        // Midday exists on every day in every zone; the day's first moment is looked up from there.
        let midday = calendar.date(from: DateComponents(year: year, month: month, day: day, hour: 12))
        guard let midday else { return Int64(number) * 86_400_000 }
        return Int64(clamped: (calendar.startOfDay(for: midday).timeIntervalSince1970 * 1000).rounded())
    }

    public static func < (a: ReportDay, b: ReportDay) -> Bool { a.number < b.number }
    public static func + (day: ReportDay, days: Int) -> ReportDay { ReportDay(number: day.number + days) }
    public static func - (day: ReportDay, days: Int) -> ReportDay { ReportDay(number: day.number - days) }
}

/// Days from first to last, both included.
public struct ReportPeriod: Hashable, Sendable {
    public let from: ReportDay
    public let to: ReportDay

    /// `to` must not lie before `from`.
    public init(_ from: ReportDay, _ to: ReportDay) {
        precondition(from <= to, "a period ends before it begins")
        self.from = from
        self.to = to
    }

    public var days: Int { to.number - from.number + 1 }
    public func contains(_ day: ReportDay) -> Bool { from <= day && day <= to }

    /// What the period is compared with: of a month (or its first days) the same days of the month before; else as
    /// many days just before.
    public var before: ReportPeriod {
        if from == from.firstOfMonth, to.firstOfMonth == from {
            let first = from.firstOfMonth(after: -1)
            let isWhole = to + 1 == from.firstOfMonth(after: 1)
            return ReportPeriod(first, isWhole ? from - 1 : min(from - 1, first + (days - 1)))
        }
        return ReportPeriod(from - days, from - 1)
    }
}

func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
