import Foundation
import Photo

/// White, black or transparent margins around an artwork that its file has and the print has not.
///
/// A side has one where at least 2 % of its depth is of one tone, white (240 or more in every channel) or black (15 or less),
/// and within four more lines at least 60 % of one lie clearly outside of it (below 215 or above 40): a straight edge. A design
/// on a white ground has no such edge. Opposite sides count together only: a strip along one side, such as a health notice,
/// is part of a design.
struct BlankBorders: CustomStringConvertible {
    static let leastShare = 0.02
    static let edgeShare = 0.6

    /// Shares of the width or height; 0 for a side without a border.
    let left, top, right, bottom: Double

    /// nil where no side has one.
    init?(_ picture: borrowing Pixels) {
        let (width, height) = (picture.width, picture.height)
        let pixels = picture.bytes
        /// The share of a line's pixels that are of a tone, by the darkest or brightest channel.
        func share(_ length: Int, _ isWhite: Bool, within margin: UInt8, _ index: (Int) -> Int) -> Double {
            var count = 0
            for place in 0..<length {
                let at = index(place) * 3
                let (red, green, blue) = (pixels[at], pixels[at + 1], pixels[at + 2])
                let isTone = isWhite ? min(red, min(green, blue)) >= 255 - margin : max(red, max(green, blue)) <= margin
                count += isTone ? 1 : 0
            }
            return Double(count) / Double(length)
        }
        func border(depth: Int, length: Int, _ index: (_ line: Int, _ place: Int) -> Int) -> Double {
            guard depth > 0, length > 0 else { return 0 }
            // A pixel in a thousand may be dust.
            func isBlank(_ line: Int, _ isWhite: Bool) -> Bool {
                share(length, isWhite, within: 15) { index(line, $0) } >= 0.999
            }
            for isWhite in [true, false] where isBlank(0, isWhite) {
                let end = (0..<depth).first { !isBlank($0, isWhite) } ?? depth
                // A soft edge takes two or three lines; a gradient takes more to leave the tone behind.
                let isEdge = (end..<min(depth, end + 4)).contains { line in
                    share(length, isWhite, within: 40) { index(line, $0) } <= 1 - BlankBorders.edgeShare
                }
                let part = Double(end) / Double(depth)
                return isEdge && part >= BlankBorders.leastShare ? part : 0
            }
            return 0
        }
        let sides = (
            border(depth: width, length: height) { $1 * width + $0 },
            border(depth: width, length: height) { $1 * width + width - 1 - $0 }
        )
        let ends = (
            border(depth: height, length: width) { $0 * width + $1 },
            border(depth: height, length: width) { (height - 1 - $0) * width + $1 }
        )
        (left, right) = min(sides.0, sides.1) > 0 ? sides : (0, 0)
        (top, bottom) = min(ends.0, ends.1) > 0 ? ends : (0, 0)
        if left + top == 0 { return nil }
    }

    var description: String {
        [("left", left), ("right", right), ("top", top), ("bottom", bottom)].filter { $0.1 > 0 }
            .map { $0.0 + String(format: " %.0f %%", $0.1 * 100) }.joined(separator: ", ")
    }
}
