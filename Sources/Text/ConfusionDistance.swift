/// How far what was read lies from what may be printed: the least sum of changes, each by how readily it is misread.
///
/// An edit distance (Wagner and Fischer 1974). Signs that look alike cost little, spaces and punctuation less than letters,
/// case nothing. Symmetric.
enum ConfusionDistance {
    /// Signs that are taken for each other.
    private static let alike: [[Character]] = [
        ["0", "O", "D", "Q", "U"], ["1", "I", "L", "T", "7", "|", "!"], ["2", "Z"], ["3", "8", "B", "E"],
        ["4", "A"], ["5", "S", "6"], ["6", "G", "B", "8"], ["7", "Y", "Z"], ["9", "G", "Q"], ["V", "Y", "U"],
        ["M", "N", "W"], ["C", "G", "E"], ["P", "F", "R"], ["K", "X"], ["1", "4"],
    ]
    static let confused = 0.4
    static let minor = 0.25

    private static let pairs: Set<[Character]> = Set(
        alike.flatMap { group in group.flatMap { a in group.map { [a, $0] } } })

    /// - Parameter limit: from here on the exact sum does not matter.
    static func between(_ read: [Character], _ printed: [Character], limit: Double = .infinity) -> Double {
        guard abs(Double(read.count - printed.count)) * minor < limit else { return limit }
        var row = [0.0]
        for sign in printed { row.append(row[row.count - 1] + weight(sign)) }
        for a in read {
            var (corner, least) = (row[0], Double.infinity)
            row[0] += weight(a)
            least = row[0]
            for (index, b) in printed.enumerated() {
                let changed = corner + change(a, b)
                corner = row[index + 1]
                row[index + 1] = min(changed, row[index] + weight(b), corner + weight(a))
                least = min(least, row[index + 1])
            }
            if least >= limit { return limit }
        }
        return row[row.count - 1]
    }

    /// Capitals, so that case costs nothing.
    static func signs(_ text: String) -> [Character] { Array(FieldText.plain(text).uppercased()) }

    private static func change(_ a: Character, _ b: Character) -> Double {
        a == b ? 0 : pairs.contains([a, b]) ? confused : max(weight(a), weight(b))
    }

    private static func weight(_ sign: Character) -> Double { sign.isLetter || sign.isNumber ? 1 : minor }
}
