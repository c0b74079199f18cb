import Foundation
import Photo

/// How tall the characters of a line are printed, seen by their ink.
enum SignHeights {
    /// A leading sign that reaches less of the next ones' height than this is not one of their number.
    static let small = 0.72

    /// How many characters at the beginning are printed clearly smaller than the digits that follow.
    ///
    /// A small sign of a currency before a price is misread, `¥` as `1`: on tags drawn for this, in 7 of 27 prices that were
    /// read wrongly (of 260).
    /// - Parameters:
    ///   - places: where along the line each character was read, pixels of the picture.
    static func smallAtStart(_ characters: [String], at places: [Double], in picture: Pixels) -> Int {
        guard let first = characters.first, first == "1" || first.allSatisfy(\.isLetter) else { return 0 }
        let digits = characters.indices.dropFirst().prefix {
            isDigit(characters[$0]) || [",", "."].contains(characters[$0])
        }
        .filter { isDigit(characters[$0]) }
        guard digits.count >= 2, places.count == characters.count else { return 0 }
        let ink = Ink(picture)
        func height(_ index: Int) -> Double {
            // Halfway to the neighbours, and not farther than a character is wide.
            let pitch = (places[digits[digits.count - 1]] - places[digits[0]]) / Double(digits.count - 1)
            let left = index > 0 ? (places[index - 1] + places[index]) / 2 : places[index] - pitch / 2
            let right =
                index + 1 < places.count ? (places[index] + places[index + 1]) / 2 : places[index] + pitch / 2
            return ink.height(from: max(left, places[index] - pitch / 2), to: min(right, places[index] + pitch / 2))
        }
        let heights = digits.map(height).sorted()
        let usual = heights[heights.count / 2]
        let seen = height(0)
        return seen > 0 && usual > 0 && seen < usual * small ? 1 : 0
    }

    private static func isDigit(_ sign: String) -> Bool { sign.count == 1 && ("0"..."9").contains(sign) }
}

/// Which pixels of a line's picture are printed: those that differ from the ground by more than half of what the darkest or
/// lightest do.
private struct Ink {
    private let width: Int
    private let rows: Int
    private let isInk: [Bool]

    init(_ picture: Pixels) {
        (width, rows) = (picture.width, picture.height)
        var grey = [Int](repeating: 0, count: picture.width * picture.height)
        for index in grey.indices {
            for channel in 0..<3 { grey[index] += Int(picture.bytes[index * 3 + channel]) }
        }
        // The ground is what most of the rim shows: a line's picture has room about it.
        var rim: [Int] = []
        for x in 0..<picture.width { rim += [grey[x], grey[(picture.height - 1) * picture.width + x]] }
        rim.sort()
        let ground = rim.isEmpty ? 0 : rim[rim.count / 2]
        let differences = grey.map { abs($0 - ground) }
        let sorted = differences.sorted()
        let most = sorted.isEmpty ? 0 : sorted[sorted.count - 1 - sorted.count / 20]
        isInk = differences.map { $0 * 2 > most }
    }

    /// Rows from the first to the last with ink between two columns.
    func height(from left: Double, to right: Double) -> Double {
        let first = min(width, max(0, Int(clamped: left.rounded())))
        let last = min(width, max(first, Int(clamped: right.rounded())))
        let inked = (0..<rows).filter { y in (first..<last).contains { isInk[y * width + $0] } }
        guard let top = inked.first, let bottom = inked.last else { return 0 }
        return Double(bottom - top + 1)
    }
}
