public import Records

extension Pixels {
    /// Brightness and sharpness, cheaply: every eighth row of cells with its neighbours.
    ///
    /// A cell is a square of pixels such that the longer side has about 640 of them, the detector's size: a fine
    /// grain that the detector never sees does not count as sharpness. Luma is ITU-R BT.601's. Sharpness is the
    /// variance of the 4-neighbour Laplacian (Pech-Pacheco et al., Diatom autofocusing in brightfield microscopy,
    /// ICPR 2000).
    ///
    /// - Parameter info: what the decoder found of truncation and damage, which is passed through.
    public func quality(of info: DecodedInfo) -> PhotoQuality {
        // A file that has its end was not cut short: it is damaged in its middle.
        var quality = quality(truncated: info.truncated && !info.lacksData)
        quality.damagedFromRow = info.damagedFromRow
        quality.damagedArea = info.damagedArea
        return quality
    }

    /// - Parameter truncated: passed through.
    public func quality(truncated: Bool) -> PhotoQuality {
        let cell = max(1, (max(width, height) + 320) / 640)
        let columns = width / cell
        let rows = height / cell
        guard columns >= 3, rows >= 3 else {
            let mean = bytes.isEmpty ? 0 : Double(bytes.reduce(0) { $0 + Int($1) }) / Double(bytes.count)
            return PhotoQuality(brightness: mean / 255, sharpness: 0, truncated: truncated)
        }
        var luma = Moments()
        var edges = Moments()
        let pitch = width * 3
        bytes.withUnsafeBufferPointer { source in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: columns * 3) { lines in
                guard let base = source.baseAddress, let first = lines.baseAddress else { return }
                for row in stride(from: 1, to: rows - 1, by: min(8, max(1, rows / 16))) {
                    for line in 0..<3 {
                        let top = base + (row - 1 + line) * cell * pitch
                        lumaLine(top, pitch, cell, columns, first + line * columns)
                    }
                    luma.add(lumaSums(first + columns, columns))
                    edges.add(laplacianSums(first, columns))
                }
            }
        }
        return PhotoQuality(
            brightness: luma.mean / Double(lumaUnit) / 255, sharpness: edges.variance / Double(lumaUnit * lumaUnit),
            truncated: truncated)
    }
}

/// Luma is kept in sixteenths.
private let lumaUnit = 16

private struct Moments {
    var count = 0
    var sum = 0
    var squares = 0

    mutating func add(_ other: Moments) {
        count += other.count
        sum += other.sum
        squares += other.squares
    }

    var mean: Double { count > 0 ? Double(sum) / Double(count) : 0 }
    var variance: Double { count > 0 ? max(0, Double(squares) / Double(count) - mean * mean) : 0 }
}

/// Mean luma of each cell of a row, in sixteenths.
func lumaLine(
    _ top: UnsafePointer<UInt8>, _ pitch: Int, _ cell: Int, _ columns: Int, _ out: UnsafeMutablePointer<Int32>
) {
    if cell == 1 {
        for x in 0..<columns {
            let at = top + x &* 3
            out[x] = (77 &* Int32(at[0]) &+ 150 &* Int32(at[1]) &+ 29 &* Int32(at[2])) >> 4
        }
        return
    }
    let area = Int32(cell * cell)
    for x in 0..<columns {
        var red: Int32 = 0
        var green: Int32 = 0
        var blue: Int32 = 0
        for y in 0..<cell {
            let at = top + (y &* pitch &+ x &* cell &* 3)
            for column in 0..<cell {
                red &+= Int32(at[column &* 3])
                green &+= Int32(at[column &* 3 &+ 1])
                blue &+= Int32(at[column &* 3 &+ 2])
            }
        }
        out[x] = Int32(truncatingIfNeeded: (77 * Int(red) + 150 * Int(green) + 29 * Int(blue)) >> 4) / area
    }
}

private func lumaSums(_ line: UnsafePointer<Int32>, _ count: Int) -> Moments {
    var sum = 0
    for x in 0..<count { sum &+= Int(line[x]) }
    return Moments(count: count, sum: sum)
}

/// Of three lines one under the other, the Laplacian along the middle one.
private func laplacianSums(_ lines: UnsafePointer<Int32>, _ count: Int) -> Moments {
    var sum = 0
    var squares = 0
    let middle = lines + count
    let below = middle + count
    for x in 1..<count - 1 {
        let edge = lines[x] &+ below[x] &+ middle[x - 1] &+ middle[x + 1] &- 4 &* middle[x]
        sum &+= Int(edge)
        squares &+= Int(edge) &* Int(edge)
    }
    return Moments(count: count - 2, sum: sum, squares: squares)
}
