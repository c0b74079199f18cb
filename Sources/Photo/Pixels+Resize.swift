import Geometry
public import Records

extension Pixels {
    /// Copies a part, given in full-size coordinates, made smaller where its longer side exceeds `longSide` pixels.
    ///
    /// The part is widened to whole pixels and cut to the picture; `out` knows its place in the photo. Shrinking
    /// takes the mean over the area of each new pixel; nothing is ever enlarged.
    ///
    /// - Returns: false where the part has no pixel in the picture: `out` is then empty.
    @discardableResult
    public func crop(_ part: Box, longSide: Int = .max, into out: inout Pixels) -> Bool {
        let box = frame.pixel(part).clipped(to: Size(width: width, height: height))
        // NaN fails both comparisons.
        guard box.x1 > box.x0, box.y1 > box.y0 else {
            out.resize(width: 0, height: 0)
            return false
        }
        let x0 = min(width - 1, Int(box.x0.rounded(.down)))
        let y0 = min(height - 1, Int(box.y0.rounded(.down)))
        let x1 = max(x0 + 1, Int(box.x1.rounded(.up)))
        let y1 = max(y0 + 1, Int(box.y1.rounded(.up)))
        shrink(x0..<x1, y0..<y1, longSide, &out)
        return true
    }

    /// The whole picture, made smaller where its longer side exceeds `longSide` pixels.
    public func resize(longSide: Int, into out: inout Pixels) {
        guard width > 0, height > 0 else { return out.resize(width: 0, height: 0) }
        shrink(0..<width, 0..<height, longSide, &out)
    }

    private func shrink(_ xs: Range<Int>, _ ys: Range<Int>, _ longSide: Int, _ out: inout Pixels) {
        let ratio = min(1, Double(max(1, longSide)) / Double(max(xs.count, ys.count)))
        let outWidth = max(1, Int((Double(xs.count) * ratio).rounded()))
        let outHeight = max(1, Int((Double(ys.count) * ratio).rounded()))
        out.resize(width: outWidth, height: outHeight)
        out.fullSize = fullSize
        out.denominator = denominator
        let stepX = Double(xs.count) / Double(outWidth)
        let stepY = Double(ys.count) / Double(outHeight)
        out.frame = PixelFrame(
            origin: frame.full(Point(Double(xs.lowerBound), Double(ys.lowerBound))), scaleX: frame.scaleX * stepX,
            scaleY: frame.scaleY * stepY)
        let pitch = width * 3
        bytes.withUnsafeBufferPointer { source in
            out.bytes.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                let corner = from + ys.lowerBound * pitch + xs.lowerBound * 3
                if outWidth == xs.count && outHeight == ys.count {
                    for y in 0..<outHeight {
                        (to + y * outWidth * 3).update(from: corner + y * pitch, count: outWidth * 3)
                    }
                } else {
                    averageArea(corner, pitch, xs.count, ys.count, to, outWidth, outHeight)
                }
            }
        }
    }
}

/// The old pixels that each new one covers along one axis, with their shares of it.
private struct Cover {
    private(set) var first: [Int] = []
    private(set) var taps: [Int] = []
    /// `longest` shares for each new pixel; those of one pixel sum to exactly `unit`.
    private(set) var shares: [UInt16] = []
    let longest: Int

    static let unit = 256.0

    init(old: Int, new: Int) {
        let step = Double(old) / Double(new)
        longest = Int(step) + 2
        first.reserveCapacity(new)
        taps.reserveCapacity(new)
        shares = Array(repeating: 0, count: new * longest)
        for index in 0..<new {
            let start = Double(index) * step
            let begin = min(old - 1, Int(start))
            let end = max(begin + 1, min(old, Int((start + step).rounded(.up))))
            first.append(begin)
            taps.append(end - begin)
            // Rounding the running total, not each share, makes the sum exact.
            var given = 0
            for tap in 0..<end - begin {
                let covered = min(1, (Double(begin + tap + 1) - start) / step)
                let total = tap == end - begin - 1 ? Int(Cover.unit) : Int((covered * Cover.unit).rounded())
                shares[index * longest + tap] = UInt16(total - given)
                given = total
            }
        }
    }
}

/// Each new pixel is the mean over the old pixels that it covers, parts counted as parts.
///
/// First down: rows are summed into one row of 16-bit sums, eight at a time. Then across, pixel by pixel.
private func averageArea(
    _ source: UnsafePointer<UInt8>, _ pitch: Int, _ width: Int, _ height: Int, _ out: UnsafeMutablePointer<UInt8>,
    _ outWidth: Int, _ outHeight: Int
) {
    let across = Cover(old: width, new: outWidth)
    let down = Cover(old: height, new: outHeight)
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: width * 3) { sums in
        guard let sums = sums.baseAddress else { return }
        sums.initialize(repeating: 0, count: width * 3)
        for y in 0..<outHeight {
            for tap in 0..<down.taps[y] {
                let row = source + (down.first[y] + tap) * pitch
                addRow(row, down.shares[y * down.longest + tap], sums, width * 3, isFirst: tap == 0)
            }
            averageRow(sums, across, out + y * outWidth * 3, outWidth)
        }
    }
}

/// 255 × 256 is the most that a sum can reach: it fits.
private func addRow(
    _ row: UnsafePointer<UInt8>, _ share: UInt16, _ sums: UnsafeMutablePointer<UInt16>, _ count: Int, isFirst: Bool
) {
    if isFirst {
        for index in 0..<count { sums[index] = share &* UInt16(row[index]) }
    } else {
        for index in 0..<count { sums[index] &+= share &* UInt16(row[index]) }
    }
}

/// Whole numbers throughout: 255 × 256 × 256 fits, and the rounding is the same on every machine.
private func averageRow(
    _ sums: UnsafePointer<UInt16>, _ across: Cover, _ out: UnsafeMutablePointer<UInt8>, _ outWidth: Int
) {
    across.first.withUnsafeBufferPointer { firsts in
        across.taps.withUnsafeBufferPointer { taps in
            across.shares.withUnsafeBufferPointer { shares in
                var weight = 0
                for x in 0..<outWidth {
                    var pixel = sums + firsts[x] &* 3
                    var red: UInt32 = 1 << 15
                    var green = red
                    var blue = red
                    for tap in 0..<taps[x] {
                        let share = UInt32(shares[weight &+ tap])
                        red &+= share &* UInt32(pixel[0])
                        green &+= share &* UInt32(pixel[1])
                        blue &+= share &* UInt32(pixel[2])
                        pixel += 3
                    }
                    weight &+= across.longest
                    out[x &* 3] = UInt8(truncatingIfNeeded: red >> 16)
                    out[x &* 3 &+ 1] = UInt8(truncatingIfNeeded: green >> 16)
                    out[x &* 3 &+ 2] = UInt8(truncatingIfNeeded: blue >> 16)
                }
            }
        }
    }
}
