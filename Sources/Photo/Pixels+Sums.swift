extension Pixels {
    /// Adds a row's bytes, each times a weight, to sums: red, green and blue of every pixel, in 8.8 fixed point.
    ///
    /// A plain loop: the compiler makes vectors of it, while the conversions of `SIMD8` become calls (Swift 6.3).
    /// - Parameters:
    ///   - weight: 65535 is 1; sums whose weights add up to at most that fit.
    ///   - sums: at least `width × 3` of them.
    public func addRow(_ row: Int, times weight: UInt16, to sums: inout [UInt16]) {
        precondition(row >= 0 && row < height && sums.count >= width * 3)
        let count = width * 3
        let factor = UInt32(weight)
        bytes.withUnsafeBufferPointer { source in
            sums.withUnsafeMutableBufferPointer { target in
                guard let first = source.baseAddress, let to = target.baseAddress else { return }
                let from = first + row * count
                for index in 0..<count {
                    let product = (UInt32(from[index]) &<< 8) &* factor
                    to[index] = to[index] &+ UInt16(truncatingIfNeeded: product &>> 16)
                }
            }
        }
    }
}
