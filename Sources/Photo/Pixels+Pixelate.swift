public import Records

extension Pixels {
    /// Makes everything outside the panels unrecognisable: each block of `block × block` pixels becomes its mean
    /// colour, but for pixels whose centre lies inside one of the quads.
    ///
    /// The mean is taken over the pixels outside alone. People who stand beside a panel vanish this way; what
    /// stands before the panel stays.
    ///
    /// - Parameters:
    ///   - panels: full-size coordinates; a quad with a corner that is not a finite number protects nothing.
    ///   - block: in pixels of this picture, 2…64.
    public mutating func pixelate(outside panels: [Quad], block: Int) {
        let block = min(64, max(2, block))
        let shapes = panels.map { frame.pixel($0).corners }.filter { corners in
            corners.allSatisfy { $0.x.isFinite && $0.y.isFinite }
        }
        let size = Size(width: width, height: height)
        guard width > 0, height > 0 else { return }
        var blocks = BlockRow(width: width, block: block)
        bytes.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            for top in stride(from: 0, to: size.height, by: block) {
                let rows = top..<min(size.height, top + block)
                let outside = rows.map { openSpans(row: $0, width: size.width, shapes) }
                blocks.clear()
                for (row, spans) in zip(rows, outside) { blocks.add(base + row * size.width * 3, spans) }
                blocks.mix()
                for (row, spans) in zip(rows, outside) { blocks.paint(base + row * size.width * 3, spans) }
            }
        }
    }
}

/// Pixels of a row whose centres lie in none of the polygons (even-odd rule), left to right.
private func openSpans(row: Int, width: Int, _ shapes: [[Point]]) -> [Range<Int>] {
    let y = Double(row) + 0.5
    var closed: [Range<Int>] = []
    for corners in shapes {
        var crossings: [Double] = []
        for index in 0..<4 {
            let a = corners[index]
            let b = corners[(index + 1) % 4]
            if (a.y <= y) != (b.y <= y) { crossings.append(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y)) }
        }
        crossings.sort()
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
            let limit = Double(width)
            let start = Int(min(limit, max(0, (crossings[pair] - 0.5).rounded(.up))))
            let end = Int(min(limit, max(0, (crossings[pair + 1] - 0.5).rounded(.up))))
            if start < end { closed.append(start..<end) }
        }
    }
    closed.sort { $0.lowerBound < $1.lowerBound }
    var open: [Range<Int>] = []
    var at = 0
    for span in closed {
        if span.lowerBound > at { open.append(at..<span.lowerBound) }
        at = max(at, span.upperBound)
    }
    if at < width { open.append(at..<width) }
    return open
}

/// Sums and mean colours of one row of blocks.
private struct BlockRow {
    private let block: Int
    private let width: Int
    private var sums: [UInt16]
    private var counts: [UInt16]
    private var colours: [UInt8]

    init(width: Int, block: Int) {
        self.block = block
        self.width = width
        sums = Array(repeating: 0, count: width * 3)
        counts = Array(repeating: 0, count: width)
        colours = Array(repeating: 0, count: width * 3)
    }

    mutating func clear() {
        for index in sums.indices { sums[index] = 0 }
        for index in counts.indices { counts[index] = 0 }
    }

    /// Adds a row's open pixels to the sums of its columns; at most 64 rows, so 16 bits hold them.
    mutating func add(_ row: UnsafePointer<UInt8>, _ spans: [Range<Int>]) {
        sums.withUnsafeMutableBufferPointer { sums in
            for span in spans {
                for index in span.lowerBound * 3..<span.upperBound * 3 { sums[index] &+= UInt16(row[index]) }
            }
        }
        counts.withUnsafeMutableBufferPointer { counts in
            for span in spans {
                for index in span { counts[index] &+= 1 }
            }
        }
    }

    /// Turns the columns' sums into one colour a block, laid out along the row.
    mutating func mix() {
        for left in stride(from: 0, to: width, by: block) {
            let columns = left..<min(width, left + block)
            var total = SIMD4<Int>.zero
            for x in columns {
                total &+= SIMD4(Int(sums[x * 3]), Int(sums[x * 3 + 1]), Int(sums[x * 3 + 2]), Int(counts[x]))
            }
            guard total.w > 0 else { continue }
            let mean = (total &+ total.w / 2) / SIMD4(repeating: total.w)
            for x in columns {
                colours[x * 3] = UInt8(mean.x)
                colours[x * 3 + 1] = UInt8(mean.y)
                colours[x * 3 + 2] = UInt8(mean.z)
            }
        }
    }

    func paint(_ row: UnsafeMutablePointer<UInt8>, _ spans: [Range<Int>]) {
        colours.withUnsafeBufferPointer { colours in
            guard let base = colours.baseAddress else { return }
            for span in spans {
                (row + span.lowerBound * 3).update(from: base + span.lowerBound * 3, count: span.count * 3)
            }
        }
    }
}

extension Pixels {
    /// Makes what is inside the boxes unrecognisable: a few blocks of their mean colours across each box.
    ///
    /// - Parameters:
    ///   - boxes: full-size coordinates; one with an edge that is not finite covers the whole picture, since nobody can
    ///     say what it should have hidden.
    ///   - blocks: per box and axis, 2…16.
    public mutating func pixelate(inside boxes: [Box], blocks: Int = 5) {
        let count = Double(min(16, max(2, blocks)))
        for full in boxes {
            let isFinite = [full.x0, full.y0, full.x1, full.y1].allSatisfy(\.isFinite)
            let box = isFinite ? frame.pixel(full) : Box(0, 0, Double(width), Double(height))
            let (left, right) = (Pixels.place(box.x0, width), Pixels.place(box.x1.rounded(.up), width))
            let (top, bottom) = (Pixels.place(box.y0, height), Pixels.place(box.y1.rounded(.up), height))
            let stepX = max(2, Int((Double(right - left) / count).rounded(.up)))
            let stepY = max(2, Int((Double(bottom - top) / count).rounded(.up)))
            for y in stride(from: top, to: bottom, by: stepY) {
                for x in stride(from: left, to: right, by: stepX) {
                    mix(x..<min(right, x + stepX), y..<min(bottom, y + stepY))
                }
            }
        }
    }

    private static func place(_ value: Double, _ limit: Int) -> Int { Int(clamped: min(max(0, value), Double(limit))) }

    private mutating func mix(_ columns: Range<Int>, _ rows: Range<Int>) {
        var sums = (0, 0, 0)
        for y in rows {
            for x in columns {
                let at = (y * width + x) * 3
                sums = (sums.0 + Int(bytes[at]), sums.1 + Int(bytes[at + 1]), sums.2 + Int(bytes[at + 2]))
            }
        }
        let count = max(1, columns.count * rows.count)
        let mean = [UInt8(sums.0 / count), UInt8(sums.1 / count), UInt8(sums.2 / count)]
        for y in rows {
            for x in columns { bytes.replaceSubrange((y * width + x) * 3..<(y * width + x) * 3 + 3, with: mean) }
        }
    }
}
