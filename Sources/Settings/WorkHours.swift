public import Foundation

/// The hours in which the service works; outside them it reads nothing and audits nothing.
public struct WorkHours: Sendable, Equatable {
    public enum Day: String, Sendable, CaseIterable { case sun, mon, tue, wed, thu, fri, sat }

    /// From a minute of the day to another; one that ends at or before its begin ends on the next day.
    public struct Window: Sendable, Equatable {
        /// Days on which it begins.
        public var days: Set<Day>
        /// Minutes since midnight, 0…1440.
        public var from: Int
        public var to: Int

        public init(days: Set<Day>, from: Int, to: Int) {
            self.days = days
            self.from = from
            self.to = to
        }
    }

    public var windows: [Window]

    /// No windows: all hours.
    public init(_ windows: [Window]) { self.windows = windows }
    public static let always = WorkHours([])

    /// True when the service may work at this instant, by the wall clock of `zone`.
    public func contain(_ date: Date, in zone: TimeZone) -> Bool {
        if windows.isEmpty { return true }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: date)
        let today = (parts.weekday ?? 1) - 1
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        return windows.contains { window in
            if window.from < window.to {
                return window.begins(on: today) && (window.from..<window.to).contains(minute)
            }
            return window.begins(on: today) && minute >= window.from
                || window.begins(on: (today + 6) % 7) && minute < window.to
        }
    }

    /// `06:30` → 390; `24:00` is the day's end.
    static func minute(of text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...24).contains(hour), (0...59).contains(minute), hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }
}

extension WorkHours.Window {
    fileprivate func begins(on weekday: Int) -> Bool { days.contains(WorkHours.Day.allCases[weekday]) }
}
