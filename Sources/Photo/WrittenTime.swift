/// A date and time as phones, cameras and programs really write them into EXIF, with what had to be read into it.
///
/// The standard's form is `YYYY:MM:DD HH:MM:SS` (CIPA DC-008, 4.6.5). Also read, because they are met:
/// - `-`, `/` or `.` in the date, a `T` before the time, blanks around everything, one-digit or blank-padded fields;
/// - a fraction and an offset behind the seconds (`.250`, `+09:00`, `+0900`, `Z`);
/// - `AM`, `PM`, `오전`, `오후` before or behind the time;
/// - hour 24, which Android's `kk` writes for the first hour of the same day; second 60, a leap second;
/// - no seconds, or no time of day at all: midday stands in, as for a folder's date.
struct WrittenTime: Equatable {
    var clock: WallClock
    /// Digits behind the point of the seconds.
    var fraction: [UInt8] = []
    /// Minutes east of UTC, where the text itself states it.
    var offsetMinutes: Int?
    /// What was read into the text, for people.
    var notes: [String] = []

    /// Nil where the text states no day of the Gregorian calendar between 1900 and 2199, or something else beside it.
    init?(exif text: [UInt8]) {
        if let clock = WallClock(exif: text) {
            self.clock = clock
            return
        }
        var rest = TimeText(text)
        guard let year = rest.number(4...4), let separator = rest.one(of: ":-/."), let month = rest.number(1...2),
            rest.one(of: [separator]) != nil, let day = rest.number(1...2)
        else { return nil }
        let spaced = rest.skipBlanks()
        if rest.isEmpty {
            guard let clock = WallClock(year: year, month: month, day: day, hour: 12, minute: 0, second: 0) else {
                return nil
            }
            self.clock = clock
            notes = ["no time of day: midday stands in"]
            return
        }
        guard spaced || rest.one(of: "T") != nil, let time = TimeOfDay(&rest),
            let clock = WallClock(
                year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second)
        else { return nil }
        self.clock = clock
        fraction = time.fraction
        offsetMinutes = time.offsetMinutes
        notes = time.notes
    }
}

/// The time of day in such a text, up to its end.
private struct TimeOfDay {
    var hour: Int
    var minute: Int
    var second = 0
    var fraction: [UInt8] = []
    var offsetMinutes: Int?
    var notes: [String] = []

    init?(_ rest: inout TimeText) {
        var half = rest.halfOfDay()
        guard let hour = rest.number(1...2), rest.one(of: ":") != nil, let minute = rest.number(1...2) else {
            return nil
        }
        (self.hour, self.minute) = (hour, minute)
        if rest.one(of: ":") != nil {
            guard let second = rest.number(1...2) else { return nil }
            self.second = second
            if rest.one(of: ".,") != nil { fraction = Array(rest.digits(upTo: 9)) }
        } else {
            notes.append("no seconds")
        }
        half = half ?? rest.halfOfDay()
        rest.skipBlanks()
        if !rest.isEmpty {
            guard let offset = Photo.offsetMinutes(exif: rest.remaining) else { return nil }
            offsetMinutes = offset
        }
        guard fitHalf(half) else { return nil }
        if self.hour == 24 {
            self.hour = 0
            notes.append("hour 24 read as the first of the day")
        }
        if second == 60 {
            second = 59
            notes.append("second 60 read as 59")
        }
    }

    /// The hour of a clock of twelve; false where it shows no such hour.
    private mutating func fitHalf(_ half: TimeText.Half?) -> Bool {
        guard let half, hour <= 12 else { return true }
        guard hour >= 1 else { return half == .morning }
        hour = hour % 12 + (half == .evening ? 12 : 0)
        return true
    }
}

/// A cursor over such a text.
private struct TimeText {
    enum Half { case morning, evening }

    private var bytes: ArraySlice<UInt8>

    init(_ text: [UInt8]) {
        bytes = text[...]
        while let last = bytes.last, last == 0 || last == 0x20 || 9...13 ~= last { bytes.removeLast() }
        skipBlanks()
    }

    var isEmpty: Bool { bytes.isEmpty }
    var remaining: [UInt8] { Array(bytes) }

    /// Whether there were any.
    @discardableResult mutating func skipBlanks() -> Bool {
        let before = bytes.count
        while let first = bytes.first, first == 0x20 || 9...13 ~= first { bytes.removeFirst() }
        return bytes.count < before
    }

    mutating func one(of characters: String) -> UInt8? { one(of: Array(characters.utf8)) }

    mutating func one(of characters: [UInt8]) -> UInt8? {
        guard let first = bytes.first, characters.contains(first) else { return nil }
        return bytes.removeFirst()
    }

    mutating func digits(upTo most: Int) -> ArraySlice<UInt8> {
        let found = bytes.prefix(most).prefix { 0x30...0x39 ~= $0 }
        bytes.removeFirst(found.count)
        return found
    }

    /// A number of this many digits, blanks before it.
    mutating func number(_ count: ClosedRange<Int>) -> Int? {
        skipBlanks()
        let found = digits(upTo: count.upperBound)
        guard found.count >= count.lowerBound else { return nil }
        return found.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    mutating func halfOfDay() -> Half? {
        let before = bytes
        skipBlanks()
        for (word, half) in [
            ("AM", Half.morning), ("PM", .evening), ("am", .morning), ("pm", .evening), ("오전", .morning),
            ("오후", .evening),
        ]
        where bytes.starts(with: word.utf8) {
            bytes.removeFirst(word.utf8.count)
            return half
        }
        bytes = before
        return nil
    }
}
