import Photo

/// Luma of a photo in square cells, 320 to 600 along the longer side: what quality is measured in, so that grain and the
/// photo's own size do not count.
///
/// Kept from photo to photo: its storage grows to the largest picture.
struct CellGrid {
    /// Grey levels are kept in sixteenths.
    static let unit: Int32 = 16

    private(set) var columns = 0
    private(set) var rows = 0
    /// `rows × columns` values, and what an earlier photo left behind them.
    private(set) var luma: [Int32] = []

    /// Reads a picture; there are no cells in one that is smaller than 16 of them along a side.
    mutating func read(_ pixels: Pixels) {
        let side = max(1, (max(pixels.width, pixels.height) + 200) / 400)
        (columns, rows) = (pixels.width / side, pixels.height / side)
        guard columns >= 16, rows >= 16 else {
            (columns, rows) = (0, 0)
            return
        }
        let count = rows * columns
        if luma.count < count { luma.append(contentsOf: repeatElement(0, count: count - luma.count)) }
        for row in 0..<rows { pixels.writeLuma(ofCellRow: row, side: side, to: &luma, at: row * columns) }
    }

    /// Share of the cells in which nothing but white is left, 0…1; nil without cells.
    var blownShare: Double? {
        let count = rows * columns
        guard count > 0 else { return nil }
        let white = 250 * CellGrid.unit
        var blown: Int32 = 0
        luma.withUnsafeBufferPointer { luma in
            for at in 0..<count { blown &+= luma[at] >= white ? 1 : 0 }
        }
        return Double(blown) / Double(count)
    }
}
