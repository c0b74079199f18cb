import Foundation

private let colon = UInt8(ascii: ":")
private let plus = UInt8(ascii: "+")
private let minus = UInt8(ascii: "-")

/// A date and time of day as EXIF writes them, without a zone.
struct WallClock: Equatable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int

    /// Reads `YYYY:MM:DD HH:MM:SS`; also with `-`, `/` or `.` in the date and a `T`, which some programs write.
    /// Nil where it is not a date of the Gregorian calendar between 1900 and 2199.
    init?(exif text: [UInt8]) {
        guard text.count == 19, text[4] == text[7], ":-/.".utf8.contains(text[4]),
            " T".utf8.contains(text[10]), text[13] == colon, text[16] == colon,
            let year = number(text[0..<4]), let month = number(text[5..<7]), let day = number(text[8..<10]),
            let hour = number(text[11..<13]), let minute = number(text[14..<16]), let second = number(text[17..<19])
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard 1900...2199 ~= year, 1...12 ~= month, 1...daysOf(month, in: year) ~= day, 0...23 ~= hour,
            0...59 ~= minute, 0...59 ~= second
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Seconds since 1970 if the clock showed UTC.
    var secondsAsUTC: Int { days * 86400 + hour * 3600 + minute * 60 + second }

    /// Days since 1970-01-01 (H. Hinnant, chrono-compatible low-level date algorithms: `days_from_civil`).
    private var days: Int {
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The zone's offset at this wall-clock time, in whole minutes. In the hour that a clock repeats or skips, the
    /// offset before the change.
    func offsetMinutes(in zone: TimeZone) -> Int {
        let utc = Double(secondsAsUTC)
        let early = zone.secondsFromGMT(for: Date(timeIntervalSince1970: utc - 86400))
        let asIfEarly = zone.secondsFromGMT(for: Date(timeIntervalSince1970: utc - Double(early)))
        if asIfEarly == early { return early / 60 }
        let late = zone.secondsFromGMT(for: Date(timeIntervalSince1970: utc - Double(asIfEarly)))
        return (late == asIfEarly ? late : early) / 60
    }

    /// `2025-08-13T14:20:52`, then `.fraction`, then the offset (nil: `Z`).
    func rfc3339(fraction: [UInt8], offsetMinutes: Int?) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(40)
        append(year, 4, &out)
        for (separator, value) in zip("--T::".utf8, [month, day, hour, minute, second]) {
            out.append(separator)
            append(value, 2, &out)
        }
        if !fraction.isEmpty {
            out.append(UInt8(ascii: "."))
            out += fraction
        }
        if let offsetMinutes {
            out.append(offsetMinutes < 0 ? minus : plus)
            append(abs(offsetMinutes) / 60, 2, &out)
            out.append(colon)
            append(abs(offsetMinutes) % 60, 2, &out)
        } else {
            out.append(UInt8(ascii: "Z"))
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// Minutes east of UTC from `+09:00`, `-0330` or `Z`; nil where it is none of these or beyond ±14 h.
func offsetMinutes(exif text: [UInt8]) -> Int? {
    if text == [UInt8(ascii: "Z")] { return 0 }
    guard let sign = text.first, sign == plus || sign == minus else { return nil }
    let digits = text.count == 6 && text[3] == colon ? Array(text[1...2] + text[4...5]) : Array(text[1...])
    guard digits.count == 4, let hours = number(digits[0...1]), let minutes = number(digits[2...3]), minutes < 60,
        hours * 60 + minutes <= 14 * 60
    else { return nil }
    return (sign == minus ? -1 : 1) * (hours * 60 + minutes)
}

private func daysOf(_ month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

/// Digits only, no sign and no blanks.
private func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
        guard 0x30...0x39 ~= digit else { return nil }
        value = value * 10 + Int(digit - 0x30)
    }
    return value
}

private func append(_ value: Int, _ width: Int, _ out: inout [UInt8]) {
    var scale = width == 4 ? 1000 : 10
    while scale > 0 {
        out.append(UInt8(truncatingIfNeeded: value / scale % 10 + 0x30))
        scale /= 10
    }
}
