import Records

/// What of a print can be seen, and in what light: the board held against its artwork, in blocks.
///
/// A block is hidden where what is seen is far from what the print would look like there, and does not vary as the print
/// does: a camera's tone curve and colours move levels, and keep edges. It has glare where the photo is nearly white and the
/// print is not.
public struct PrintState: Sendable {
    /// Pixels of the thumbnail along a block's side.
    static let block = 12
    /// Difference of a block's mean, grey levels, up to which it looks like the print, with and without something on it.
    private static let limit: Float = 15
    private static let plainLimit = 40.0
    /// Deviation within a block of the print, grey levels, from which there is something on it.
    private static let texture: Float = 8
    private static let leastCorrelation: Float = 0.4
    /// Variance of a photo's noise, the sum of three channels.
    private static let noise: Float = 12
    /// Share of the print that is in the photo and looks like itself, 0…1; glare does not hide.
    public let visible: Double
    /// Share of what is visible that shines.
    public let glare: Double
    /// 0…1: how much of the print's contrast is gone, measured on what is visible.
    public let faded: Double

    init(_ view: BoardView, _ artwork: ColourPlanes) {
        let (width, height) = (artwork.width, artwork.height)
        let frame = PixelRange(Box(0, 0, 1, 1), width: width, height: height, around: 0)
        let print = view.prediction(of: artwork, in: frame, view.lightOfWhole)
        let plain = Float(max(PrintState.plainLimit, 3 * view.lightOfWhole.deviation))
        var (blocks, seen, shining) = (0, 0, 0)
        for top in stride(from: 0, to: height, by: PrintState.block) {
            for left in stride(from: 0, to: width, by: PrintState.block) {
                blocks += 1
                let part = PrintState.Block(view, print, left: left, top: top)
                guard part.inside else { continue }
                if part.shines { shining += 1 }
                if part.shines || part.looksLikePrint(plain: plain) { seen += 1 }
            }
        }
        visible = Double(seen) / Double(max(1, blocks))
        glare = Double(shining) / Double(max(1, seen))
        // A print that lost its strength is both lighter in its darks and flatter than white paper in the same light is bright.
        let white = max(1, view.lightOfWhole.gain * 255 + view.lightOfWhole.offset)
        faded = min(max(view.lightOfWhole.offset / white, 0), 1)
    }

    /// Neighbouring blocks of a row that do not look like the print, pixels of the thumbnail.
    struct Run {
        var left: Int
        let top: Int
        var right: Int
        let bottom: Int
    }

    /// Row by row, what does not look like the print or shines; what lies outside the photo is left out.
    static func rows(_ view: BoardView, _ artwork: ColourPlanes) -> [[Run]] {
        let (width, height) = (artwork.width, artwork.height)
        let frame = PixelRange(Box(0, 0, 1, 1), width: width, height: height, around: 0)
        let print = view.prediction(of: artwork, in: frame, view.lightOfWhole)
        let plain = Float(max(PrintState.plainLimit, 3 * view.lightOfWhole.deviation))
        return stride(from: 0, to: height, by: block).map { top in
            var runs: [Run] = []
            for left in stride(from: 0, to: width, by: block) {
                let part = Block(view, print, left: left, top: top)
                guard part.inside, part.shines || !part.looksLikePrint(plain: plain) else { continue }
                let right = min(width, left + block)
                if let last = runs.last, last.right == left {
                    runs[runs.count - 1].right = right
                } else {
                    runs.append(Run(left: left, top: top, right: right, bottom: min(height, top + block)))
                }
            }
            return runs
        }
    }

    private struct Block {
        /// - Parameter plain: difference up to which a part without anything on it looks like the print.
        func looksLikePrint(plain: Float) -> Bool {
            off < (correlation == nil ? plain : PrintState.limit) || correlation ?? 0 > PrintState.leastCorrelation
        }

        var inside = false
        var shines = false
        /// Largest difference of a channel's mean, grey levels.
        var off: Float = 0
        /// Of what is seen and the print, each less its mean; nil where the print has nothing on it.
        var correlation: Float?

        init(_ view: BoardView, _ print: ColourPlanes, left: Int, top: Int) {
            let (width, height) = (print.width, print.height)
            var (count, all, bright) = (0, 0, 0)
            var (sums, squares, products) = (Sums(), Sums(), Sums())
            for y in top..<min(height, top + PrintState.block) {
                for x in left..<min(width, left + PrintState.block) {
                    all += 1
                    let index = y * width + x
                    guard view.inside[index] else { continue }
                    count += 1
                    var (least, over): (Float, Float) = (255, 0)
                    for channel in 0..<3 {
                        let (value, wanted) = (view.seen.planes[channel][index], print.planes[channel][index])
                        sums.seen[channel] += value
                        sums.print[channel] += wanted
                        squares.seen[channel] += value * value
                        squares.print[channel] += wanted * wanted
                        products.seen[channel] += value * wanted
                        least = min(least, value)
                        over += (value - wanted) / 3
                    }
                    if least > 215, over > 25 { bright += 1 }
                }
            }
            guard count * 2 > all else { return }
            inside = true
            shines = bright * 2 > count
            let number = Float(count)
            let (seen, print) = (sums.seen / number, sums.print / number)
            off = (0..<3).reduce(0) { max($0, abs(seen[$1] - print[$1])) }
            let ofSeen = (squares.seen / number - seen * seen).sum()
            let ofPrint = (squares.print / number - print * print).sum()
            guard ofPrint > 3 * PrintState.texture * PrintState.texture else { return }
            let together = (products.seen / number - seen * print).sum()
            // What varies by less than the noise varies as nothing.
            correlation = together / ((max(ofSeen, 0) + PrintState.noise) * ofPrint).squareRoot()
        }
    }

    /// By channel; the fourth is 0.
    private struct Sums {
        var seen = SIMD4<Float>(repeating: 0)
        var print = SIMD4<Float>(repeating: 0)
    }
}
