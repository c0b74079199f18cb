import Foundation

/// How blurred a photo is, whatever it shows, and whether along one direction: from the growth of its structure function.
///
/// The mean squared difference of two cells grows with their distance. From one cell to two it doubles over sharp edges,
/// grows less over fine texture and noise, and fourfold where edges are ramps longer than that: the logarithm of this growth
/// to the base 4 is about 0.4 to 0.7 in a sharp photo and nears 1 in a blurred one. A moving camera blurs along its way
/// and leaves what lies across it; a wrong focus blurs in all directions alike.
///
/// Source: the second-order structure function (A. N. Kolmogorov, Doklady 30, 1941) as an estimate of the Hölder exponent,
/// in four directions. The limits were measured, see "How a photo was taken" of the map.
struct Blur {
    /// In the most blurred direction, 0…1.
    let most: Double
    /// How much sharper the photo is in its sharpest direction.
    let spread: Double

    /// nil for a picture without detail in some direction: one colour, or a pattern of lines.
    init?(_ grid: CellGrid) {
        var near = [0, 0, 0, 0]
        var far = [0, 0, 0, 0]
        grid.luma.withUnsafeBufferPointer { luma in
            guard let base = luma.baseAddress, grid.rows > 2 else { return }
            let (pitch, count) = (grid.columns, grid.columns - 2)
            for row in 0..<grid.rows - 2 {
                let line = base + row * pitch
                let (below, twoBelow) = (line + pitch, line + 2 * pitch)
                // To the right, downwards, and along both diagonals.
                near[0] += squares(line, line + 1, count)
                far[0] += squares(line, line + 2, count)
                near[1] += squares(line, below, count)
                far[1] += squares(line, twoBelow, count)
                near[2] += squares(line, below + 1, count)
                far[2] += squares(line, twoBelow + 2, count)
                near[3] += squares(line + 1, below, count)
                far[3] += squares(line + 2, twoBelow, count)
            }
        }
        var growth: [Double] = []
        for direction in near.indices {
            guard near[direction] > 0, far[direction] > 0 else { return nil }
            growth.append(log(Double(far[direction]) / Double(near[direction])) / log(4))
        }
        let most = growth.reduce(0, max)
        self.most = min(1, most)
        spread = min(1, max(0, most - growth.reduce(most, min)))
    }
}

private func squares(_ a: UnsafePointer<Int32>, _ b: UnsafePointer<Int32>, _ count: Int) -> Int {
    var sum = 0
    for x in 0..<count {
        let step = Int(a[x] &- b[x])
        sum &+= step &* step
    }
    return sum
}
