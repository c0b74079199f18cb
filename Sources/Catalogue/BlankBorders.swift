import Foundation
import Photo

/// White, black or transparent margins around an artwork that its file has and the print has not.
///
/// A side has one where at least 2 % of its depth is of one tone, white (240 or more in every channel) or black (15 or less),
/// and then at least 60 % of a line is not: a straight edge. A design on a white ground has no such edge.
struct BlankBorders: CustomStringConvertible {
    static let leastShare = 0.02
    static let edgeShare = 0.6

    /// Shares of the width or height; 0 for a side without a border.
    let left, top, right, bottom: Double

    /// nil where no side has one.
    init?(_ picture: borrowing Pixels) {
        let (width, height) = (picture.width, picture.height)
        let pixels = picture.bytes
        func tones(_ index: (Int) -> Int, _ length: Int) -> (white: Int, black: Int) {
            var (white, black) = (0, 0)
            for place in 0..<length {
                let at = index(place) * 3
                let (low, high) = (
                    min(pixels[at], min(pixels[at + 1], pixels[at + 2])),
                    max(pixels[at], max(pixels[at + 1], pixels[at + 2]))
                )
                white += low >= 240 ? 1 : 0
                black += high <= 15 ? 1 : 0
            }
            return (white, black)
        }
        func border(depth: Int, length: Int, _ index: (_ line: Int, _ place: Int) -> Int) -> Double {
            guard depth > 0, length > 0 else { return 0 }
            func share(_ line: Int, _ isWhite: Bool) -> Double {
                let found = tones({ index(line, $0) }, length)
                return Double(isWhite ? found.white : found.black) / Double(length)
            }
            // A pixel in a thousand may be dust.
            for isWhite in [true, false] where share(0, isWhite) >= 0.999 {
                let end = (0..<depth).first { share($0, isWhite) < 0.999 } ?? depth
                // A soft edge takes two or three lines.
                let isEdge =
                    end < depth
                    && (end..<min(depth, end + 4)).contains { share($0, isWhite) <= 1 - BlankBorders.edgeShare }
                let part = Double(end) / Double(depth)
                return isEdge && part >= BlankBorders.leastShare ? part : 0
            }
            return 0
        }
        left = border(depth: width, length: height) { $1 * width + $0 }
        right = border(depth: width, length: height) { $1 * width + width - 1 - $0 }
        top = border(depth: height, length: width) { $0 * width + $1 }
        bottom = border(depth: height, length: width) { (height - 1 - $0) * width + $1 }
        if max(max(left, right), max(top, bottom)) == 0 { return nil }
    }

    var description: String {
        [("left", left), ("right", right), ("top", top), ("bottom", bottom)].filter { $0.1 > 0 }
            .map { $0.0 + String(format: " %.0f %%", $0.1 * 100) }.joined(separator: ", ")
    }
}
