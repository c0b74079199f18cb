/// A number in a line that may be a price.
struct PrintedPrice: Hashable {
    /// Digits; with a point before hundredths.
    let value: String
    /// A sign or word of a currency stands beside it.
    let isMarked: Bool

    private static let before: Set<Character> = ["¥", "₩", "$", "€", "£", "\\"]
    private static let after = ["円", "원", "元", "yen", "won", "krw", "jpy"]
    /// What follows an amount that is not money.
    private static let units = [
        "g", "kg", "mg", "l", "ml", "cc", "cm", "mm", "m", "%", "°", "p", "x", "入", "個", "本", "枚", "月", "日", "年", "時",
        "개", "매", "입", "월", "일", "년", "시", "장", "갑",
    ]
    /// Digits of a price at most.
    private static let longest = 7

    /// The numbers of a line that may be prices, from left to right.
    /// - Parameter beforeWon: `원` is known to stand behind the number: a fourth digit after the last comma is that sign, misread.
    static func find(in text: String, beforeWon: Bool = false) -> [PrintedPrice] {
        let signs = Array(text)
        var found: [PrintedPrice] = []
        var index = 0
        while index < signs.count {
            guard signs[index].isDigit else {
                index += 1
                continue
            }
            var end = index
            while end < signs.count, signs[end].isDigit || isInside(signs, end) { end += 1 }
            if let price = price(signs, index..<end) ?? wonMisread(signs, index..<end, beforeWon) {
                found.append(price)
            }
            index = end
        }
        return found
    }

    /// A separator between two digits.
    private static func isInside(_ signs: [Character], _ index: Int) -> Bool {
        [",", ".", "'"].contains(signs[index]) && index + 1 < signs.count && signs[index + 1].isDigit
    }

    private static func price(_ signs: [Character], _ range: Range<Int>) -> PrintedPrice? {
        guard let value = value(signs[range]) else { return nil }
        let left = signs[..<range.lowerBound].reversed().drop { $0 == " " }.first
        let right = String(signs[range.upperBound...].drop { $0 == " " }).lowercased()
        if after.contains(where: right.hasPrefix) { return PrintedPrice(value: value, isMarked: true) }
        if let left, before.contains(left) { return PrintedPrice(value: value, isMarked: true) }
        // What stands close by makes it part of a name, a number or an amount.
        if range.lowerBound > 0, isWord(signs[range.lowerBound - 1]) { return nil }
        // The network has no Hangul and reads `원` as `%`; nobody parts the thousands of a share.
        if signs[range].contains(","), !value.contains("."), value.count >= 4, right.hasPrefix("%") {
            return PrintedPrice(value: value, isMarked: false)
        }
        if range.upperBound < signs.count, isWord(signs[range.upperBound]) { return nil }
        let unit = right.prefix { $0.isLetter || $0 == "%" || $0 == "°" }
        return units.contains(String(unit)) ? nil : PrintedPrice(value: value, isMarked: false)
    }

    /// A price whose `원` was read as something else: the network has no Hangul, and reads it as a Chinese sign (`4,500型`) or as a
    /// digit (`4,5002`). Only of a number with parted thousands that ends its line.
    private static func wonMisread(_ signs: [Character], _ range: Range<Int>, _ beforeWon: Bool) -> PrintedPrice? {
        let groups = signs[range].split(separator: ",", omittingEmptySubsequences: false)
        guard groups.count > 1, groups.allSatisfy({ $0.allSatisfy(\.isDigit) }) else { return nil }
        if range.lowerBound > 0, isWord(signs[range.lowerBound - 1]) { return nil }
        let rest = signs[range.upperBound...].filter { $0 != " " }
        let isSign = rest.count == 1 && rest.allSatisfy { $0.isHan && !units.contains(String($0)) }
        if isSign { return value(signs[range]).map { PrintedPrice(value: $0, isMarked: false) } }
        guard beforeWon, rest.isEmpty, groups.last?.count == 4 else { return nil }
        return value(signs[range].dropLast()).map { PrintedPrice(value: $0, isMarked: false) }
    }

    private static func isWord(_ sign: Character) -> Bool {
        sign.isLetter || ["-", "/", ":", "#", "%", "~", "°"].contains(sign)
    }

    /// Thousands may be parted by any separator; after the last one, two digits are hundredths. A price does not begin with 0.
    private static func value(_ signs: ArraySlice<Character>) -> String? {
        let parts = signs.split { !$0.isDigit }.map { String($0) }
        guard let first = parts.first, let last = parts.last else { return nil }
        let hundredths = parts.count > 1 && last.count == 2
        let thousands = parts.dropFirst().dropLast(hundredths ? 1 : 0)
        guard thousands.allSatisfy({ $0.count == 3 }), thousands.isEmpty || first.count <= 3 else { return nil }
        let whole = first + thousands.joined()
        guard whole.count <= longest, !whole.hasPrefix("0") || (whole == "0" && hundredths) else { return nil }
        return hundredths ? "\(whole).\(last)" : whole
    }
}

extension Character {
    fileprivate var isDigit: Bool { "0" <= self && self <= "9" }

    /// A Chinese sign.
    fileprivate var isHan: Bool { unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) } }
}
