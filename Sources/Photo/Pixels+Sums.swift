extension Pixels {
    /// Adds a row's bytes, each times a weight, to sums: red, green and blue of every pixel, in 8.8 fixed point.
    ///
    /// Eight values at a time; sums whose weights add up to at most 65535 fit.
    /// - Parameters:
    ///   - weight: 65535 is 1.
    ///   - sums: at least `width × 3` of them.
    public func addRow(_ row: Int, times weight: UInt16, to sums: inout [UInt16]) {
        precondition(row >= 0 && row < height && sums.count >= width * 3)
        let count = width * 3
        bytes.withUnsafeBytes { source in
            sums.withUnsafeMutableBytes { target in
                let (from, spread) = (row * count, SIMD8<UInt16>(repeating: weight))
                var index = 0
                while index &+ 8 <= count {
                    let values = SIMD8<UInt16>(
                        truncatingIfNeeded: source.loadUnaligned(fromByteOffset: from &+ index, as: SIMD8<UInt8>.self))
                    let sum = target.loadUnaligned(fromByteOffset: index &* 2, as: SIMD8<UInt16>.self)
                    target.storeBytes(
                        of: sum &+ highHalf(values &<< 8, spread), toByteOffset: index &* 2, as: SIMD8<UInt16>.self)
                    index = index &+ 8
                }
                while index < count {
                    let product = (UInt32(source[from &+ index]) << 8) &* UInt32(weight)
                    let value = UInt16(truncatingIfNeeded: product >> 16)
                    let sum = target.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)
                    target.storeBytes(of: sum &+ value, toByteOffset: index &* 2, as: UInt16.self)
                    index = index &+ 1
                }
            }
        }
    }
}

/// The upper 16 bits of each product; one instruction (`pmulhuw`) on x86-64.
@inline(__always)
private func highHalf(_ a: SIMD8<UInt16>, _ b: SIMD8<UInt16>) -> SIMD8<UInt16> {
    let wide = SIMD8<UInt32>(truncatingIfNeeded: a) &* SIMD8<UInt32>(truncatingIfNeeded: b)
    return SIMD8<UInt16>(truncatingIfNeeded: wide &>> 16)
}
