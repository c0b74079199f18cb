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

    /// At most `most` regions that hold all cells with enough pixels: cells at most two steps apart hang together; farther
    /// ones do where there would be too many regions.
    func groups(most: Int) -> [CellGroup] {
        var (steps, found) = (2, groups(steps: 2))
        while found.count > most {
            steps *= 2
            found = groups(steps: steps)
        }
        return found
    }

    private func groups(steps: Int) -> [CellGroup] {
        var isOpen = cells.map { ($0?.pixels ?? 0) >= ArtworkDifference.leastPixels }
        var groups: [CellGroup] = []
        for start in cells.indices where isOpen[start] {
            isOpen[start] = false
            var pending = [start]
            var members: [PixelRegion] = []
            while let index = pending.popLast() {
                if let cell = cells[index] { members.append(cell) }
                let (column, row) = (index % columns, index / columns)
                for y in max(0, row - steps)...min(rows - 1, row + steps) {
                    for x in max(0, column - steps)...min(columns - 1, column + steps) where isOpen[y * columns + x] {
                        isOpen[y * columns + x] = false
                        pending.append(y * columns + x)
                    }
                }
            }
            if let group = CellGroup(members) { groups.append(group) }
        }
        return groups
    }
}

/// Cells in one box.
struct CellGroup {
    private let cells: [PixelRegion]
    let region: PixelRegion

    /// nil for no cells.
    init?(_ cells: some Collection<PixelRegion>) {
        guard let first = cells.first else { return nil }
        self.cells = Array(cells)
        region = cells.dropFirst().reduce(first) { $0.joined($1) }
    }

    /// The part of the box that no cell takes, in pixels: large for the outline of something that is itself the same.
    var waste: Int { region.area - cells.count * ArtworkDifference.cell * ArtworkDifference.cell }

    /// The two groups with the least area that one straight cut makes; nil where no cut makes the area less.
    func divided() -> (CellGroup, CellGroup)? {
        var best: (cost: Int, first: CellGroup, second: CellGroup)?
        for isAcross in [true, false] {
            let sorted = cells.sorted { isAcross ? ($0.x0, $0.y0) < ($1.x0, $1.y0) : ($0.y0, $0.x0) < ($1.y0, $1.x0) }
            guard let cut = CellGroup.bestCut(sorted, isAcross: isAcross), cut.cost < best?.cost ?? region.area,
                let first = CellGroup(sorted[..<cut.at]), let second = CellGroup(sorted[cut.at...])
            else { continue }
            best = (cut.cost, first, second)
        }
        return best.map { ($0.first, $0.second) }
    }

    /// Where to cut cells that are sorted along an axis, and the area of both boxes then.
    private static func bestCut(_ sorted: [PixelRegion], isAcross: Bool) -> (at: Int, cost: Int)? {
        guard sorted.count > 1, var box = sorted.last else { return nil }
        var areas = Array(repeating: 0, count: sorted.count)
        for index in sorted.indices.reversed() {
            box = box.joined(sorted[index])
            areas[index] = box.area
        }
        box = sorted[0]
        var best: (at: Int, cost: Int)?
        for index in sorted.indices.dropFirst() {
            let (before, after) = (sorted[index - 1], sorted[index])
            // Cells of one column stay together.
            let isEdge =
                (isAcross ? before.x0 : before.y0) / ArtworkDifference.cell
                != (isAcross ? after.x0 : after.y0) / ArtworkDifference.cell
            if isEdge, box.area + areas[index] < best?.cost ?? .max { best = (index, box.area + areas[index]) }
            box = box.joined(after)
        }
        return best
    }
}
