import Records

/// Texts, numbers and dates in the page's language. Written by hand: the same bytes on every machine, whatever its
/// locale data.
struct Wording {
    let language: ReportLanguage
    let codes: CodeWords

    init(_ language: ReportLanguage) {
        self.language = language
        codes = CodeWords(language: language)
    }

    /// A phrase with its values put in; not escaped.
    func callAsFunction(_ phrase: Phrase, _ values: String...) -> String {
        fill(phrase.text(language), values)
    }

    /// A text with its values put in; not escaped.
    func fill(_ text: String, _ values: [String]) -> String {
        var text = text
        for (index, value) in values.enumerated() {
            text = choose(text, index, isOne: value == "1").replacing("{\(index)}", with: value)
        }
        return text
    }

    /// Puts the word in that fits a number: `{0|store|stores}`.
    private func choose(_ text: String, _ index: Int, isOne: Bool) -> String {
        let mark = "{\(index)|"
        var rest = text[...]
        var out = ""
        while let start = rest.firstRange(of: mark), let end = rest[start.upperBound...].firstIndex(of: "}") {
            let words = rest[start.upperBound..<end].split(separator: "|", omittingEmptySubsequences: false)
            out += rest[..<start.lowerBound] + ((isOne ? words.first : words.last) ?? "")
            rest = rest[rest.index(after: end)...]
        }
        return out + rest
    }

    /// 12,345.
    func number(_ value: Int) -> String {
        var digits = Array(String(value.magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (value < 0 ? "−" : "") + String(digits)
    }

    /// 91.8 % with one decimal.
    func percent(_ share: Double?) -> String {
        guard let share else { return "–" }
        return fixed(share * 100) + "%"
    }

    /// +2.1 points.
    func points(_ difference: Double) -> String {
        let rounded = (difference * 1000).rounded() / 10
        let sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "±"
        return self(.points, sign + fixed(abs(difference) * 100))
    }

    /// −12.3 % of the cabinet's width.
    func offset(_ share: Double?) -> String {
        guard let share else { return "–" }
        let text = fixed(abs(share) * 100) + "%"
        return text == "0.0%" ? text : (share < 0 ? "−" : "+") + text
    }

    /// The offset in words.
    func direction(_ share: Double) -> String {
        self(share < 0 ? .toLeft : .toRight, fixed(abs(share) * 100) + "%")
    }

    private func fixed(_ value: Double) -> String {
        let tenths = Int(clamped: (value * 10).rounded())
        return "\(number(tenths / 10)).\(abs(tenths % 10))"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let weekdays = ["일", "월", "화", "수", "목", "금", "토"]
    private static let englishWeekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// 2026년 11월 21일(토); Sat 21 Nov 2026.
    func date(_ day: CalendarDay) -> String {
        let (year, month, number) = day.parts
        return language == .korean
            ? "\(year)년 \(month)월 \(number)일(\(Self.weekdays[day.weekday]))"
            : "\(Self.englishWeekdays[day.weekday]) \(number) \(Self.months[month - 1]) \(year)"
    }

    /// Of a date as figures have it.
    func date(_ text: String) -> String { CalendarDay(text).map { date($0) } ?? text }

    /// 2026. 11. 21.; 21 Nov 2026.
    func dayDate(_ text: String) -> String {
        guard let day = CalendarDay(text) else { return text }
        let parts = day.parts
        return language == .korean
            ? "\(parts.year). \(parts.month). \(parts.day)."
            : "\(parts.day) \(Self.months[parts.month - 1]) \(parts.year)"
    }

    /// 11월 21일; 21 Nov: for the axis of a chart whose heading has the year.
    func shortDate(_ text: String) -> String {
        guard let day = CalendarDay(text) else { return text }
        let parts = day.parts
        return language == .korean
            ? "\(parts.month)월 \(parts.day)일" : "\(parts.day) \(Self.months[parts.month - 1])"
    }

    /// 2026년 11월; Nov 2026.
    func month(_ text: String) -> String {
        guard let day = CalendarDay(text + "-01") else { return text }
        let parts = day.parts
        return language == .korean
            ? "\(parts.year)년 \(parts.month)월" : "\(Self.months[parts.month - 1]) \(parts.year)"
    }

    func status(_ status: String) -> String {
        switch status {
        case "compliant": self(.compliant)
        case "non_compliant": self(.nonCompliant)
        case "not_assessable": self(.notAssessable)
        default: self(.unread)
        }
    }
}
