import Records

/// How a photo lies in the network's input: scaled to fit, at the top left, the rest padded.
struct LetterboxGeometry: Equatable {
    /// Size of the decoded pixels.
    let source: Size
    /// Size of the network's input.
    let input: Size
    /// What of the input the photo covers.
    let scaled: Size

    init(source: Size, input: Size) {
        self.source = source
        self.input = input
        let scale = LetterboxGeometry.scale(of: source, in: input)
        scaled = Size(
            width: min(input.width, max(1, Int((Double(source.width) * scale).rounded()))),
            height: min(input.height, max(1, Int((Double(source.height) * scale).rounded()))))
    }

    /// Input pixels a decoded pixel when the photo just fits.
    static func scale(of source: Size, in input: Size) -> Double {
        min(Double(input.width) / Double(source.width), Double(input.height) / Double(source.height))
    }

    /// Decoded pixels an input pixel, across; the exact ratio of the resize.
    var unitX: Double { Double(source.width) / Double(scaled.width) }
    /// Decoded pixels an input pixel, down.
    var unitY: Double { Double(source.height) / Double(scaled.height) }
}

/// Resizes RGB8 pixels into a network's f32 input in one pass; tables and row buffers are kept between photos.
///
/// Separable: the rows under a target row are blended into one row of floats that stays in the first-level cache, and
/// that row is blended across. One lane owns it.
final class Letterbox {
    let input: Size
    private let scale: SIMD4<Float>
    private let shift: SIMD4<Float>
    private let pad: [Float]
    private let normalises: Bool
    private var geometry: LetterboxGeometry?
    private var across = AxisWeights(source: 1, target: 1)
    private var down = AxisWeights(source: 1, target: 1)
    /// One blended source row and a little room to read past its end.
    private var row: [Float] = []

    init(card: ModelCard, input: Size) {
        self.input = input
        let mean = card.input.mean
        let deviation = card.input.deviation
        scale = SIMD4(1 / deviation[0], 1 / deviation[1], 1 / deviation[2], 1)
        shift = SIMD4(-mean[0] / deviation[0], -mean[1] / deviation[1], -mean[2] / deviation[2], 0)
        normalises = mean != [0, 0, 0] || deviation != [1, 1, 1]
        pad = (0..<3).map { (card.input.pad - mean[$0]) / deviation[$0] }
    }

    /// Writes the photo into `target` (height × width × 3 floats) and says how it lies there.
    func fill(
        _ target: UnsafeMutablePointer<Float>, from pixels: UnsafePointer<UInt8>, size: Size
    ) -> LetterboxGeometry {
        let place = prepare(size, target)
        let width = place.source.width * 3
        row.withUnsafeMutableBufferPointer { buffer in
            guard let blended = buffer.baseAddress else { return }
            down.weights.withUnsafeBufferPointer { weights in
                for y in 0..<place.scaled.height {
                    let taps = UnsafeBufferPointer(rebasing: weights[y * down.taps..<(y + 1) * down.taps])
                    blendRows(blended, from: pixels + down.starts[y] * width, count: width, weights: taps)
                    blendAcross(target + y * input.width * 3, from: blended, count: place.scaled.width)
                }
            }
        }
        return place
    }

    /// Tables for this size, and the padding, only where the last photo had another size.
    private func prepare(_ size: Size, _ target: UnsafeMutablePointer<Float>) -> LetterboxGeometry {
        if let geometry, geometry.source == size { return geometry }
        let fresh = LetterboxGeometry(source: size, input: input)
        across = AxisWeights(source: size.width, target: fresh.scaled.width)
        down = AxisWeights(source: size.height, target: fresh.scaled.height)
        row = [Float](repeating: 0, count: size.width * 3 + 16)
        for index in 0..<input.width * input.height {
            for channel in 0..<3 { target[index * 3 + channel] = pad[channel] }
        }
        geometry = fresh
        return fresh
    }

    /// Weighted sum of rows that follow each other.
    private func blendRows(
        _ out: UnsafeMutablePointer<Float>, from rows: UnsafePointer<UInt8>, count: Int,
        weights: UnsafeBufferPointer<Float>
    ) {
        let source = UnsafeRawPointer(rows)
        let whole = count / 16 * 16
        for x in stride(from: 0, to: whole, by: 16) {
            var sum = SIMD16<Float>(repeating: 0)
            for tap in weights.indices {
                let bytes = source.loadUnaligned(fromByteOffset: tap * count + x, as: SIMD16<UInt8>.self)
                sum += SIMD16<Float>(bytes) * weights[tap]
            }
            UnsafeMutableRawPointer(out + x).storeBytes(of: sum, as: SIMD16<Float>.self)
        }
        for x in whole..<count {
            var sum: Float = 0
            for tap in weights.indices { sum += Float(rows[tap * count + x]) * weights[tap] }
            out[x] = sum
        }
    }

    /// Weighted sums of neighbouring pixels of one row, three channels at a time.
    private func blendAcross(_ out: UnsafeMutablePointer<Float>, from row: UnsafePointer<Float>, count: Int) {
        let taps = across.taps
        let source = UnsafeRawPointer(row)
        across.starts.withUnsafeBufferPointer { starts in
            across.weights.withUnsafeBufferPointer { weights in
                for x in 0..<count {
                    var sum = SIMD4<Float>(repeating: 0)
                    for tap in 0..<taps {
                        let offset = (starts[x] + tap) * 3 * MemoryLayout<Float>.stride
                        sum +=
                            source.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self)
                            * weights[x * taps + tap]
                    }
                    if normalises { sum = sum * scale + shift }
                    // The fourth lane lands on the next pixel, which is written after it; the last has none.
                    if x + 1 < count {
                        UnsafeMutableRawPointer(out + x * 3).storeBytes(of: sum, as: SIMD4<Float>.self)
                    } else {
                        (out[x * 3], out[x * 3 + 1], out[x * 3 + 2]) = (sum.x, sum.y, sum.z)
                    }
                }
            }
        }
    }
}
