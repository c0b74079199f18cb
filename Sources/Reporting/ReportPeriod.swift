public import Records

/// Days from first to last, both included.
public struct ReportPeriod: Hashable, Sendable {
    public let from: CalendarDay
    public let to: CalendarDay

    /// `to` must not lie before `from`.
    public init(_ from: CalendarDay, _ to: CalendarDay) {
        precondition(from <= to, "a period ends before it begins")
        self.from = from
        self.to = to
    }

    public var days: Int { to.number - from.number + 1 }
    public func contains(_ day: CalendarDay) -> Bool { from <= day && day <= to }

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

    /// This month so far.
    public static func monthSoFar(today: CalendarDay) -> ReportPeriod { ReportPeriod(today.firstOfMonth, today) }
}
