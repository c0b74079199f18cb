extension Pixels {
    /// Writes the mean luma (ITU-R BT.601) of each cell of a row of cells, in sixteenths of a grey level, 0 to 4080.
    ///
    /// - Parameters:
    ///   - row: of the cells; the picture has `height / side` of them.
    ///   - side: pixels along a cell's side.
    ///   - line: gets `width / side` values from `start` on; it must have room for them.
    public func writeLuma(ofCellRow row: Int, side: Int, to line: inout [Int32], at start: Int) {
        precondition(side > 0 && row >= 0 && (row + 1) * side <= height)
        precondition(start >= 0 && line.count - start >= width / side)
        bytes.withUnsafeBufferPointer { source in
            line.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                lumaLine(from + row * side * width * 3, width * 3, side, width / side, to + start)
            }
        }
    }
}
