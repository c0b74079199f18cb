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
    /// Weights × 65535, `taps` a target row.
    private let weights: [UInt16]
    /// What turns the blended row's 8.8 values into grey levels, for each row: makes up for rounded weights.
    private let gains: [Float]
    /// What cutting off the low halves of products takes away in the mean, for each row, in grey levels.
    private let lifts: [Float]

    init(_ axis: AxisWeights) {
        taps = axis.taps
        starts = axis.starts
        let fixed = axis.weights.map { UInt16(($0 * 65535).rounded()) }
        weights = fixed
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
        weights.withUnsafeBufferPointer { all in
            let weight = UnsafeBufferPointer(rebasing: all[y * taps..<(y + 1) * taps])
            let level = (gain: gains[y], lift: lifts[y])
            if rowBytes < 8 { return blendNarrow(rows, rowBytes, weight, level, out) }
            // The loops for the usual numbers of taps are unrolled, their weights held in registers.
            switch taps {
            case 2:
                let (a, b) = (spread(weight[0]), spread(weight[1]))
                each(rowBytes, level, out) { x in
                    highHalf(bytes(rows, x), a) &+ highHalf(bytes(rows, rowBytes &+ x), b)
                }
            case 3:
                let (a, b, c) = (spread(weight[0]), spread(weight[1]), spread(weight[2]))
                each(rowBytes, level, out) { x in
                    highHalf(bytes(rows, x), a)
                        &+ (highHalf(bytes(rows, rowBytes &+ x), b)
                            &+ highHalf(bytes(rows, rowBytes &+ rowBytes &+ x), c))
                }
            default:
                each(rowBytes, level, out) { x in
                    var sum = SIMD8<UInt16>(repeating: 0)
                    for tap in 0..<taps { sum &+= highHalf(bytes(rows, tap &* rowBytes &+ x), spread(weight[tap])) }
                    return sum
                }
            }
        }
    }

    /// A row too narrow for vectors.
    private func blendNarrow(
        _ rows: UnsafeRawPointer, _ rowBytes: Int, _ weight: UnsafeBufferPointer<UInt16>,
        _ level: (gain: Float, lift: Float),
        _ out: UnsafeMutablePointer<Float>
    ) {
        for x in 0..<rowBytes {
            var sum = 0
            for tap in 0..<taps {
                sum += Int(rows.load(fromByteOffset: tap * rowBytes + x, as: UInt8.self)) * 256 * Int(weight[tap]) >> 16
            }
            out[x] = Float(sum) * level.gain + level.lift
        }
    }

    /// Calls `sum` for every eight values of a row and writes them as floats; what is left over overlaps the last eight.
    @inline(__always)
    private func each(
        _ count: Int, _ level: (gain: Float, lift: Float), _ out: UnsafeMutablePointer<Float>,
        _ sum: (Int) -> SIMD8<UInt16>
    ) {
        var x = 0
        let end = count &- 8
        while x < end {
            write(sum(x), level, out + x)
            x = x &+ 8
        }
        write(sum(end), level, out + end)
    }

    @inline(__always)
    private func write(_ sum: SIMD8<UInt16>, _ level: (gain: Float, lift: Float), _ out: UnsafeMutablePointer<Float>) {
        let blended = SIMD8<Float>(SIMD8<Int32>(truncatingIfNeeded: sum)) * level.gain + level.lift
        UnsafeMutableRawPointer(out).storeBytes(of: blended, as: SIMD8<Float>.self)
    }
}

@inline(__always)
private func spread(_ weight: UInt16) -> SIMD8<UInt16> { SIMD8(repeating: weight) }

/// Eight values, times 256.
@inline(__always)
private func bytes(_ row: UnsafeRawPointer, _ offset: Int) -> SIMD8<UInt16> {
    SIMD8<UInt16>(truncatingIfNeeded: row.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt8>.self)) &<< 8
}

/// The upper 16 bits of each product; one instruction (`pmulhuw`) on x86-64.
@inline(__always)
func highHalf(_ a: SIMD8<UInt16>, _ b: SIMD8<UInt16>) -> SIMD8<UInt16> {
    let wide = SIMD8<UInt32>(truncatingIfNeeded: a) &* SIMD8<UInt32>(truncatingIfNeeded: b)
    return SIMD8<UInt16>(truncatingIfNeeded: wide &>> 16)
}
