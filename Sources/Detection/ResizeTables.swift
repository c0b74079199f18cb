/// Weights across, spread over a vector's lanes so that no lane has to be copied in the loop; tap by tap, at least two.
struct AcrossTable {
    let taps: Int
    /// Byte offset of each target pixel's first source pixel in a row of three floats a pixel.
    private let offsets: [Int32]
    private let weights: [SIMD4<Float>]

    init(_ axis: AxisWeights) {
        offsets = axis.starts.map { Int32($0 * 3 * MemoryLayout<Float>.stride) }
        // A second tap of weight 0 lets the loop be one loop; the row has room for it.
        taps = max(axis.taps, 2)
        var spread: [SIMD4<Float>] = []
        spread.reserveCapacity(axis.starts.count * taps)
        for tap in 0..<taps {
            for x in axis.starts.indices {
                spread.append(SIMD4(repeating: tap < axis.taps ? axis.weights[x * axis.taps + tap] : 0))
            }
        }
        weights = spread
    }

    func withTable(_ body: (UnsafePointer<Int32>, UnsafePointer<SIMD4<Float>>) -> Void) {
        offsets.withUnsafeBufferPointer { offsets in
            weights.withUnsafeBufferPointer { weights in
                if let first = offsets.baseAddress, let weight = weights.baseAddress { body(first, weight) }
            }
        }
    }
}

/// Weights down, in 16-bit fixed point.
struct DownTable {
    private let taps: Int
    private let starts: [Int]
    /// Weights × 65535, `taps` per target row, each spread over a vector.
    private let spread: [SIMD8<UInt16>]
    /// What turns the blended row's 8.8 values into grey levels, for each row: makes up for rounded weights.
    private let gains: [Float]
    /// What cutting off the low halves of products takes away in the mean, for each row, in grey levels.
    private let lifts: [Float]

    init(_ axis: AxisWeights) {
        taps = axis.taps
        starts = axis.starts
        let fixed = axis.weights.map { UInt16(($0 * 65535).rounded()) }
        spread = fixed.map { SIMD8(repeating: $0) }
        gains = starts.indices.map { y in
            let total = fixed[y * axis.taps..<(y + 1) * axis.taps].reduce(0) { $0 + Int($1) }
            return 256 / Float(total)
        }
        lifts = starts.indices.map { y in
            let used = fixed[y * axis.taps..<(y + 1) * axis.taps].count { $0 > 0 }
            return Float(used) / 512
        }
    }

    /// The target row `y` at the source's width, as floats.
    func blend(_ y: Int, of pixels: UnsafePointer<UInt8>, rowBytes: Int, into out: UnsafeMutablePointer<Float>) {
        let rows = UnsafeRawPointer(pixels + starts[y] * rowBytes)
        let level = (gain: gains[y], lift: lifts[y])
        if rowBytes < 8 { return blendNarrow(rows, rowBytes, y, level, out) }
        spread.withUnsafeBufferPointer { spread in
            let weights = UnsafeBufferPointer(rebasing: spread[y &* taps..<(y &+ 1) &* taps])
            let target = UnsafeMutableRawPointer(out)
            // What is left over at the end overlaps the eight values before.
            let end = rowBytes &- 8
            var x = 0
            while true {
                var sum = SIMD8<UInt16>(repeating: 0)
                var place = rows + x
                // A loop over the taps: unrolled by hand, the products became 32-bit ones, at three times the time.
                for weight in weights {
                    sum &+= highHalf(times256(place.loadUnaligned(as: SIMD8<UInt8>.self)), weight)
                    place += rowBytes
                }
                target.storeBytes(
                    of: floats(sum) * level.gain + level.lift, toByteOffset: x &* 4, as: SIMD8<Float>.self)
                if x >= end { return }
                x = min(x &+ 8, end)
            }
        }
    }

    /// A row too narrow for vectors.
    private func blendNarrow(
        _ rows: UnsafeRawPointer, _ rowBytes: Int, _ y: Int, _ level: (gain: Float, lift: Float),
        _ out: UnsafeMutablePointer<Float>
    ) {
        for x in 0..<rowBytes {
            var sum = 0
            for tap in 0..<taps {
                sum +=
                    Int(rows.load(fromByteOffset: tap * rowBytes + x, as: UInt8.self)) * 256 * Int(
                        spread[y * taps + tap][0]) >> 16
            }
            out[x] = Float(sum) * level.gain + level.lift
        }
    }
}
