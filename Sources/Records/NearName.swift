/// What someone probably meant by a name that is not known.
public enum NearName {
    /// The known name that is most like the given one, if any is: a third of it wrong at most, or two letters.
    public static func of(_ name: String, among known: [String]) -> String? {
        let best = known.map { ($0, editDistance(Array(name.utf8), Array($0.utf8))) }.min { $0.1 < $1.1 }
        guard let (candidate, distance) = best, distance <= max(2, name.utf8.count / 3) else { return nil }
        return candidate
    }

    /// Whether two names differ only in letter case and in what people write between words: `Top-Ad`, `top_ad`.
    public static func isRespelled(_ a: String, _ b: String) -> Bool { a != b && skeleton(a) == skeleton(b) }

    private static func skeleton(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

    /// Levenshtein distance.
    private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[b.count]
    }
}
