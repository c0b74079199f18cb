/// A photo in blocks of 8 × 8 cells: their mean luma and how much fine detail is in them, in grey levels.
struct BlockMap {
    static let side = 8
    let columns: Int
    let rows: Int
    /// Mean luma, row by row.
    private(set) var luma: [Float]
    /// Mean absolute Laplacian of the cells.
    private(set) var detail: [Float]

    /// nil for fewer than 3 × 3 blocks.
    init?(_ grid: CellGrid) {
        columns = grid.columns / BlockMap.side
        rows = grid.rows / BlockMap.side
        guard columns >= 3, rows >= 3 else { return nil }
        luma = [Float](repeating: 0, count: columns * rows)
        detail = luma
        var (sums, bends) = ([Int32](repeating: 0, count: columns), [Int32](repeating: 0, count: columns))
        let scale = 1 / Float(Int32(BlockMap.side * BlockMap.side) * CellGrid.unit)
        for row in 0..<rows {
            for column in 0..<columns { (sums[column], bends[column]) = (0, 0) }
            for y in row * BlockMap.side..<(row + 1) * BlockMap.side { BlockMap.add(grid, y, &sums, &bends) }
            for column in 0..<columns {
                luma[row * columns + column] = Float(sums[column]) * scale
                detail[row * columns + column] = Float(bends[column]) * scale
            }
        }
    }

    private static func add(_ grid: CellGrid, _ y: Int, _ sums: inout [Int32], _ bends: inout [Int32]) {
        let pitch = grid.columns
        grid.luma.withUnsafeBufferPointer { luma in
            for x in 0..<sums.count * side {
                let at = y * pitch + x
                sums[x / side] &+= luma[at]
                guard y > 0, y < grid.rows - 1, x > 0, x < pitch - 1 else { continue }
                bends[x / side] &+= abs(
                    4 &* luma[at] &- luma[at - 1] &- luma[at + 1] &- luma[at - pitch] &- luma[at + pitch])
            }
        }
    }

    /// Change of mean luma from block to block, by place.
    var slopes: [Float] {
        luma.indices.map { at in
            let (x, y) = (at % columns, at / columns)
            let (left, right) = (max(0, x - 1), min(columns - 1, x + 1))
            let (above, below) = (max(0, y - 1), min(rows - 1, y + 1))
            let across = (luma[y * columns + right] - luma[y * columns + left]) / Float(right - left)
            let down = (luma[below * columns + x] - luma[above * columns + x]) / Float(below - above)
            return (across * across + down * down).squareRoot()
        }
    }

    /// The largest connected region of blocks that `isIn` and that touches the photo's edge.
    func largestRegion(_ isIn: (Int) -> Bool) -> [Bool] {
        var left = luma.indices.map(isIn)
        var best: [Int] = []
        for start in left.indices where left[start] && isAtEdge(start) {
            var found = [start]
            left[start] = false
            var next = 0
            while next < found.count {
                for neighbour in neighbours(of: found[next]) where left[neighbour] {
                    left[neighbour] = false
                    found.append(neighbour)
                }
                next += 1
            }
            if found.count > best.count { best = found }
        }
        var region = [Bool](repeating: false, count: luma.count)
        for at in best { region[at] = true }
        return region
    }

    /// A region with all blocks beside it.
    func grown(_ region: [Bool]) -> [Bool] {
        region.indices.map { at in region[at] || neighbours(of: at).contains { region[$0] } }
    }

    private func isAtEdge(_ at: Int) -> Bool {
        let (x, y) = (at % columns, at / columns)
        return x == 0 || y == 0 || x == columns - 1 || y == rows - 1
    }

    private func neighbours(of at: Int) -> [Int] {
        let x = at % columns
        var list: [Int] = []
        if x > 0 { list.append(at - 1) }
        if x < columns - 1 { list.append(at + 1) }
        if at >= columns { list.append(at - columns) }
        if at < luma.count - columns { list.append(at + columns) }
        return list
    }
}
