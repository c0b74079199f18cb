extension Pixels {
    /// Adds a row's bytes, each times a weight, to sums: red, green and blue of every pixel.
    /// - Parameter sums: at least `width × 3` of them.
    public func addRow(_ row: Int, times weight: Float, to sums: inout [Float]) {
        precondition(row >= 0 && row < height && sums.count >= width * 3)
        let count = width * 3
        bytes.withUnsafeBufferPointer { source in
            sums.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                let line = from + row * count
                for index in 0..<count { to[index] += weight * Float(line[index]) }
            }
        }
    }
}
