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

    /// Input pixels per decoded pixel when the photo just fits.
    static func scale(of source: Size, in input: Size) -> Double {
        min(Double(input.width) / Double(source.width), Double(input.height) / Double(source.height))
    }

    /// Decoded pixels per input pixel, across; the exact ratio of the resize.
    var unitX: Double { Double(source.width) / Double(scaled.width) }
    /// Decoded pixels per input pixel, down.
    var unitY: Double { Double(source.height) / Double(scaled.height) }
    /// Where a point of the input lies in the decoded pixels.
    func decoded(_ p: Point) -> Point { Point(p.x * unitX, p.y * unitY) }
}

/// Resizes RGB8 pixels into a network's f32 input in one pass; tables and row buffers are kept between photos.
///
/// Separable: the rows under a target row are blended into one row that stays in the first-level cache, and that row is
/// blended across. Rows are blended in 8.8 fixed point, eight values an instruction even on the oldest x86-64; the
/// error of that is under 0.02 of 255 grey levels. One lane owns it.
final class Letterbox {
    let input: Size
    private let scale: SIMD4<Float>
    private let shift: SIMD4<Float>
    private let pad: [Float]
    private let normalises: Bool
    private var geometry: LetterboxGeometry?
    private var across = AcrossTable(AxisWeights(source: 1, target: 1))
    private var down = DownTable(AxisWeights(source: 1, target: 1))
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
        let width = size.width * 3
        row.withUnsafeMutableBufferPointer { buffer in
            guard let blended = buffer.baseAddress else { return }
            for y in 0..<place.scaled.height {
                down.blend(y, of: pixels, rowBytes: width, into: blended)
                blendAcross(target + y * input.width * 3, from: blended, count: place.scaled.width)
            }
        }
        return place
    }

    /// Tables for this size, and the padding, only where the last photo had another size.
    private func prepare(_ size: Size, _ target: UnsafeMutablePointer<Float>) -> LetterboxGeometry {
        if let geometry, geometry.source == size { return geometry }
        let fresh = LetterboxGeometry(source: size, input: input)
        across = AcrossTable(AxisWeights(source: size.width, target: fresh.scaled.width))
        down = DownTable(AxisWeights(source: size.height, target: fresh.scaled.height))
        row = [Float](repeating: 0, count: size.width * 3 + 16)
        for index in 0..<input.width * input.height {
            for channel in 0..<3 { target[index * 3 + channel] = pad[channel] }
        }
        geometry = fresh
        return fresh
    }

    /// Weighted sums of neighbouring pixels of one row, three channels at a time.
    private func blendAcross(_ out: UnsafeMutablePointer<Float>, from row: UnsafePointer<Float>, count: Int) {
        // The loops for the usual numbers of taps are unrolled.
        switch across.taps {
        case 2: blendAcross(out, from: row, count: count, taps: 2)
        case 3: blendAcross(out, from: row, count: count, taps: 3)
        default: blendAcross(out, from: row, count: count, taps: across.taps)
        }
    }

    @inline(__always)
    private func blendAcross(
        _ out: UnsafeMutablePointer<Float>, from row: UnsafePointer<Float>, count: Int, taps: Int
    ) {
        let source = UnsafeRawPointer(row)
        let last = count &- 1
        let (scale, shift, normalises) = (scale, shift, normalises)
        across.withTable { offsets, weights in
            @inline(__always) func pixel(_ x: Int) -> SIMD4<Float> {
                let place = source + Int(offsets[x])
                var sum = place.loadUnaligned(as: SIMD4<Float>.self) * weights[x]
                for tap in 1..<taps {
                    let values = place.loadUnaligned(fromByteOffset: tap &* 12, as: SIMD4<Float>.self)
                    sum += values * weights[tap &* count &+ x]
                }
                return normalises ? sum * scale + shift : sum
            }
            // The fourth lane lands on the next pixel, which is written after it; the last pixel has none.
            var place = UnsafeMutableRawPointer(out)
            for x in 0..<last {
                place.storeBytes(of: pixel(x), as: SIMD4<Float>.self)
                place += 12
            }
            let end = pixel(last)
            (out[last &* 3], out[last &* 3 &+ 1], out[last &* 3 &+ 2]) = (end.x, end.y, end.z)
        }
    }
}
