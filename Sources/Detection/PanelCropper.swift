import Records

/// Cuts panels out of the photo, seen from the front, into the panel network's input.
///
/// A crop pixel is the mean of a few bilinear samples of the photo at the centres of its equal parts: what OpenCV's
/// warpPerspective to a finer crop and its INTER_AREA make. What lies outside the photo is 114, and the photo's border
/// pixels fade into it. The places of a row of samples are computed eight at a time; a sample is two loads of two
/// neighbouring pixels, blended down in 8.8 fixed point and across by weights that hold the mean's division. Places
/// are exact to 1/256 pixel. One lane owns it; nothing is allocated from crop to crop.
final class PanelCropper {
    private let panel: ModelCard.Panel
    private var columns: [Int32]
    private var rows: [Int32]
    /// Fractions of the places, 0…256.
    private var rights: [Int32]
    private var downs: [Int32]
    /// For every fraction: weights of the left pixel's channels, then of the right one's.
    private var weights = [SIMD8<UInt16>](repeating: .zero, count: 257)
    private var weightsFor = 0
    private var sums: [SIMD8<UInt16>]

    init(_ panel: ModelCard.Panel) {
        self.panel = panel
        // Rounded up to whole vectors.
        let samples = (panel.size.width * panel.taps + 7) / 8 * 8
        columns = [Int32](repeating: 0, count: samples)
        rows = columns
        rights = columns
        downs = columns
        sums = [SIMD8<UInt16>](repeating: .zero, count: panel.size.width)
    }

    /// Writes one crop (height × width × 3 floats, 0…255).
    func fill(_ target: UnsafeMutablePointer<Float>, with view: PanelView, of photo: PhotoBytes) {
        let count = view.tapsX * view.tapsY
        prepareWeights(count)
        let width = panel.size.width
        // The mean of the truncated products lies half a unit a product below the truth; two products a sample.
        let gain = 65_536 / (256 * Float(count) * Float(PanelCropper.whole(count)))
        let lift = Float(count) * gain
        for y in 0..<panel.size.height {
            for index in 0..<width { sums[index] = .zero }
            for tap in 0..<view.tapsY {
                let v = Double(y) + (Double(tap) + 0.5) / Double(view.tapsY)
                place(width * view.tapsX, view, v, photo)
                addRow(view.tapsX, photo)
            }
            let line = target + y * width * 3
            for x in 0..<width {
                let sum = sums[x]
                line[x * 3] = Float(UInt32(sum[0]) + UInt32(sum[3])) * gain + lift
                line[x * 3 + 1] = Float(UInt32(sum[1]) + UInt32(sum[4])) * gain + lift
                line[x * 3 + 2] = Float(UInt32(sum[2]) + UInt32(sum[5])) * gain + lift
            }
        }
    }

    /// One sample's whole weight, of 65536 that all samples of a pixel share.
    private static func whole(_ count: Int) -> Int { min(65_536 / count, 65_535) }

    private func prepareWeights(_ count: Int) {
        guard count != weightsFor else { return }
        let whole = PanelCropper.whole(count)
        for fraction in 0...256 {
            let right = UInt16((whole * fraction + 128) / 256)
            let left = UInt16(whole) - right
            weights[fraction] = SIMD8(left, left, left, right, right, right, 0, 0)
        }
        weightsFor = count
    }

    /// Where the samples of one row at height `v` of the crop lie in the photo.
    private func place(_ count: Int, _ view: PanelView, _ v: Double, _ photo: PhotoBytes) {
        let map = view.map
        let step = 1 / Double(view.tapsX)
        let first = step / 2
        let numbers = SIMD8<Float>(0, 1, 2, 3, 4, 5, 6, 7) * Float(step) + Float(first)
        let x = Line(map.xu, map.xv * v + map.x1)
        let y = Line(map.yu, map.yv * v + map.y1)
        let w = Line(map.wu, map.wv * v + map.w1)
        let limitX = Float(photo.width) + 1
        let limitY = Float(photo.height) + 1
        columns.withUnsafeMutableBytes { columns in
            rows.withUnsafeMutableBytes { rows in
                rights.withUnsafeMutableBytes { rights in
                    downs.withUnsafeMutableBytes { downs in
                        var index = 0
                        while index < count {
                            let u = numbers + Float(Double(index) * step)
                            let depth = 1 / w.at(u)
                            let (column, right) = split(x.at(u) * depth, limitX)
                            let (row, down) = split(y.at(u) * depth, limitY)
                            let at = index &* 4
                            columns.storeBytes(of: column, toByteOffset: at, as: SIMD8<Int32>.self)
                            rows.storeBytes(of: row, toByteOffset: at, as: SIMD8<Int32>.self)
                            rights.storeBytes(of: right, toByteOffset: at, as: SIMD8<Int32>.self)
                            downs.storeBytes(of: down, toByteOffset: at, as: SIMD8<Int32>.self)
                            index = index &+ 8
                        }
                    }
                }
            }
        }
    }

    /// Adds the row's samples to their crop pixels' sums.
    private func addRow(_ taps: Int, _ photo: PhotoBytes) {
        // A load takes eight bytes from a pixel on: the last two columns are left to the careful way.
        let lastColumn = UInt32(max(photo.width - 2, 0))
        let lastRow = UInt32(max(photo.height - 1, 0))
        let rowBytes = photo.width &* 3
        let bytes = UnsafeRawPointer(photo.bytes)
        let width = panel.size.width
        columns.withUnsafeBufferPointer { columns in
            rows.withUnsafeBufferPointer { rows in
                rights.withUnsafeBufferPointer { rights in
                    downs.withUnsafeBufferPointer { downs in
                        weights.withUnsafeBufferPointer { weights in
                            sums.withUnsafeMutableBufferPointer { sums in
                                var index = 0
                                for x in 0..<width {
                                    var sum = sums[x]
                                    for _ in 0..<taps {
                                        let (column, row) = (columns[index], rows[index])
                                        let upper: SIMD8<UInt8>
                                        let lower: SIMD8<UInt8>
                                        if UInt32(bitPattern: column) < lastColumn, UInt32(bitPattern: row) < lastRow {
                                            let at = Int(row) &* rowBytes &+ Int(column) &* 3
                                            upper = bytes.loadUnaligned(fromByteOffset: at, as: SIMD8<UInt8>.self)
                                            lower = bytes.loadUnaligned(
                                                fromByteOffset: at &+ rowBytes, as: SIMD8<UInt8>.self)
                                        } else {
                                            upper = photo.pair(Int(column), Int(row))
                                            lower = photo.pair(Int(column), Int(row) + 1)
                                        }
                                        let down = UInt16(truncatingIfNeeded: downs[index])
                                        let blended =
                                            widened(upper) &* SIMD8(repeating: 256 &- down)
                                            &+ widened(lower) &* SIMD8(repeating: down)
                                        sum &+= highHalf(blended, weights[Int(rights[index])])
                                        index = index &+ 1
                                    }
                                    sums[x] = sum
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A linear function of the place along a row of samples.
private struct Line {
    let slope: Float
    let start: Float

    init(_ slope: Double, _ start: Double) {
        self.slope = Float(slope)
        self.start = Float(start)
    }

    @inline(__always)
    func at(_ u: SIMD8<Float>) -> SIMD8<Float> { u * slope + start }
}

/// The pixel whose centre lies at or before each place, and how far behind it the place lies, in 1/256 pixels.
///
/// Places outside −1…limit, and those on the horizon, are put where there is no photo.
@inline(__always)
private func split(_ place: SIMD8<Float>, _ limit: Float) -> (pixel: SIMD8<Int32>, part: SIMD8<Int32>) {
    // Adding 1.5 · 2²³ leaves a whole number in the low bits: a conversion that cannot trap.
    let magic: Float = 12_582_912
    let centred = place - 0.5
    let low = SIMD8<Float>(repeating: -2)
    let high = SIMD8<Float>(repeating: limit)
    // Written so that what is not a number becomes -2.
    let bounded = low.replacing(with: centred, where: centred .> low).replacing(with: high, where: centred .> high)
    let shifted = (bounded - 0.5) + magic
    let whole = shifted - magic
    let part = (bounded - whole) * 256 + magic
    let bits = Int32(bitPattern: magic.bitPattern)
    return (
        unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- bits, unsafeBitCast(part, to: SIMD8<Int32>.self) &- bits
    )
}

/// RGB8 pixels, rows tightly packed, for as long as a photo is looked at.
struct PhotoBytes {
    let bytes: UnsafePointer<UInt8>
    let width: Int
    let height: Int
    /// What lies outside the photo.
    static let outside: UInt8 = 114

    /// Two neighbouring pixels' channels and two values without meaning, wherever they lie.
    func pair(_ x: Int, _ y: Int) -> SIMD8<UInt8> {
        var pair = SIMD8(repeating: PhotoBytes.outside)
        guard y >= 0, y < height else { return pair }
        for side in 0..<2 where x + side >= 0 && x + side < width {
            let pixel = bytes + (y * width + x + side) * 3
            for channel in 0..<3 { pair[side * 3 + channel] = pixel[channel] }
        }
        return pair
    }
}
