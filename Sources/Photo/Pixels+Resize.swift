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

/// Each new pixel is the mean over the old pixels that it covers, parts counted as parts.
///
/// First down into one row of sums, then across: the inner loops run over whole rows, so the compiler makes SIMD
/// of the first and the second is SIMD by pixel.
private func averageArea(
    _ source: UnsafePointer<UInt8>, _ pitch: Int, _ width: Int, _ height: Int, _ out: UnsafeMutablePointer<UInt8>,
    _ outWidth: Int, _ outHeight: Int
) {
    let stepX = Float(width) / Float(outWidth)
    let stepY = Float(height) / Float(outHeight)
    let scale = 1 / (stepX * stepY)
    // One lane more than the row, since a pixel's three are read as four.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width * 3 + 1) { sums in
        guard let sums = sums.baseAddress else { return }
        sums.initialize(repeating: 0, count: width * 3 + 1)
        for y in 0..<outHeight {
            let top = Float(y) * stepY
            let bottom = min(Float(height), top + stepY)
            let first = Int(top)
            let last = max(first, min(height, Int(bottom.rounded(.up))) - 1)
            for row in first...last {
                let share = (min(bottom, Float(row + 1)) - max(top, Float(row))) * scale
                addRow(source + row * pitch, share, sums, width * 3, isFirst: row == first)
            }
            averageRow(sums, width, out + y * outWidth * 3, outWidth, stepX)
        }
    }
}

private func addRow(
    _ row: UnsafePointer<UInt8>, _ share: Float, _ sums: UnsafeMutablePointer<Float>, _ count: Int, isFirst: Bool
) {
    if isFirst {
        for index in 0..<count { sums[index] = share * Float(row[index]) }
    } else {
        for index in 0..<count { sums[index] += share * Float(row[index]) }
    }
}

private func averageRow(
    _ sums: UnsafePointer<Float>, _ width: Int, _ out: UnsafeMutablePointer<UInt8>, _ outWidth: Int, _ stepX: Float
) {
    let raw = UnsafeRawPointer(sums)
    for x in 0..<outWidth {
        let left = Float(x) * stepX
        let right = min(Float(width), left + stepX)
        let first = Int(left)
        let last = max(first, min(width, Int(right.rounded(.up))) - 1)
        var sum = SIMD4<Float>.zero
        for column in first...last {
            let share = min(right, Float(column + 1)) - max(left, Float(column))
            sum += raw.loadUnaligned(fromByteOffset: column * 12, as: SIMD4<Float>.self) * share
        }
        sum = (sum + 0.5).clamped(lowerBound: .zero, upperBound: .init(repeating: 255))
        out[x * 3] = UInt8(sum.x)
        out[x * 3 + 1] = UInt8(sum.y)
        out[x * 3 + 2] = UInt8(sum.z)
    }
}
