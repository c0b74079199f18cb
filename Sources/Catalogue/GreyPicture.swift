import Photo

/// A picture's luma, 8 bits per pixel, rows tightly packed.
public struct GreyPicture: Hashable, Sendable {
    public let width: Int
    public let height: Int
    /// `width × height` values.
    public let values: [UInt8]

    /// ITU-R BT.601's luma, as JPEG has it, rounded.
    init(_ pixels: borrowing Pixels) {
        width = pixels.width
        height = pixels.height
        let rgb = pixels.bytes
        values = [UInt8](unsafeUninitializedCapacity: width * height) { out, count in
            for index in 0..<out.count {
                let at = index &* 3
                let sum = 19595 &* UInt32(rgb[at]) &+ 38470 &* UInt32(rgb[at &+ 1]) &+ 7471 &* UInt32(rgb[at &+ 2])
                out[index] = UInt8(truncatingIfNeeded: (sum &+ 32768) >> 16)
            }
            count = out.count
        }
    }

    /// Means over a grid of `columns × rows` cells that cover the picture; a cell has at least one pixel.
    func means(columns: Int, rows: Int) -> [Float] {
        guard width > 0, height > 0 else { return [Float](repeating: 0, count: columns * rows) }
        func span(_ index: Int, _ cells: Int, _ length: Int) -> Range<Int> {
            let start = min(length - 1, index * length / cells)
            return start..<max(start + 1, (index + 1) * length / cells)
        }
        var means: [Float] = []
        means.reserveCapacity(columns * rows)
        for row in 0..<rows {
            let ys = span(row, rows, height)
            for column in 0..<columns {
                let xs = span(column, columns, width)
                var sum = 0
                for y in ys { for x in xs { sum += Int(values[y * width + x]) } }
                means.append(Float(sum) / Float(xs.count * ys.count))
            }
        }
        return means
    }
}
