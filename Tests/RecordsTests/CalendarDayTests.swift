import Foundation
import Records
import TestSupport
import Testing

@Suite struct CalendarDayTests {
    @Test func daysAgreeWithTheCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        var random = Seeded(7)
        for _ in 0..<2_000 {
            let number = Int.random(in: -30_000...60_000, using: &random)
            let date = Date(timeIntervalSince1970: Double(number) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
            let day = CalendarDay(number: number)
            #expect(day.parts.year == parts.year && day.parts.month == parts.month && day.parts.day == parts.day)
            #expect(day.weekday + 1 == parts.weekday)
            #expect(CalendarDay("\(day)") == day)
        }
        for text in ["2026-02-29", "2026-13-01", "2026-1-01", "2026-11-21 ", "", "2026-11-+1"] {
            #expect(CalendarDay(text) == nil)
        }
        let summer = try #require(TimeZone(identifier: "Europe/Berlin"))
        let change = try #require(CalendarDay("2026-03-29"))
        #expect((change + 1).start(in: summer) - change.start(in: summer) == 23 * 3_600_000)
    }

    @Test func aVisitIsOnItsRecordsDayElseOnThatOfItsInstantInTheZone() throws {
        let seoul = try #require(TimeZone(identifier: "Asia/Seoul"))
        let evening = Int64(CalendarDay(year: 2026, month: 11, day: 18).number) * 86_400_000 + 20 * 3_600_000
        #expect("\(CalendarDay(ofVisit: "2026-11-01", taken: evening, in: seoul))" == "2026-11-01")
        #expect("\(CalendarDay(ofVisit: nil, taken: evening, in: seoul))" == "2026-11-19")
        #expect("\(CalendarDay(ofVisit: "no day", taken: evening, in: .gmt))" == "2026-11-18")
        #expect("\(CalendarDay(ofVisit: nil, taken: nil, in: .gmt))" == "1970-01-01")
        for time in Extremes.integers { _ = CalendarDay(ofVisit: nil, taken: time, in: seoul).description }
    }
}
