/// Differing pixels counted by cells, and the regions that the cells make.
struct CellMap {
    private let columns: Int
    private let rows: Int
    /// What each cell holds: its differing pixels' box and number.
    private var cells: [PixelRegion?]

    init(width: Int, height: Int) {
        columns = (width + ArtworkDifference.cell - 1) / ArtworkDifference.cell
        rows = (height + ArtworkDifference.cell - 1) / ArtworkDifference.cell
        cells = Array(repeating: nil, count: columns * rows)
    }

    /// Counts a pixel.
    mutating func add(_ x: Int, _ y: Int) {
        let pixel = PixelRegion(x0: x, y0: y, x1: x + 1, y1: y + 1, pixels: 1)
        let index = y / ArtworkDifference.cell * columns + x / ArtworkDifference.cell
        cells[index] = cells[index]?.joined(pixel) ?? pixel
    }

    /// One for all cells that hang together: those with enough pixels, at most two steps apart; more, where the two pictures
    /// have little in common and there would be more than `most`.
    func regions(most: Int) -> [PixelRegion] {
        var (steps, found) = (2, regions(steps: 2))
        while found.count > most {
            steps *= 2
            found = regions(steps: steps)
        }
        return found
    }

    private func regions(steps: Int) -> [PixelRegion] {
        var isOpen = cells.map { ($0?.pixels ?? 0) >= ArtworkDifference.leastPixels }
        var regions: [PixelRegion] = []
        for start in cells.indices where isOpen[start] {
            isOpen[start] = false
            var pending = [start]
            var region: PixelRegion?
            while let index = pending.popLast() {
                guard let cell = cells[index] else { continue }
                region = region?.joined(cell) ?? cell
                let (column, row) = (index % columns, index / columns)
                for y in max(0, row - steps)...min(rows - 1, row + steps) {
                    for x in max(0, column - steps)...min(columns - 1, column + steps) where isOpen[y * columns + x] {
                        isOpen[y * columns + x] = false
                        pending.append(y * columns + x)
                    }
                }
            }
            if let region { regions.append(region) }
        }
        return regions
    }
}
