public import Geometry
public import Records

extension Pixels {
    /// The picture seen through a projective map, for instance a board from the front.
    ///
    /// Each new pixel is the mean of bilinear samples at the centres of its equal parts, as many per axis as it covers
    /// pixels here in the middle of the picture, at most `taps`; beyond the edges, the edge goes on.
    /// - Parameters:
    ///   - map: from the new picture's points to those of this one; both continuous, 0 being the first pixel's edge.
    ///   - size: of the new picture, pixels.
    /// - Returns: nil where there is nothing to see: no pixels here or there, or a middle that the map sends to infinity.
    public func warped(by map: Homography, size: Size, taps: Int = 4) -> Pixels? {
        guard width > 0, height > 0, (1...8192).contains(size.width), (1...8192).contains(size.height) else {
            return nil
        }
        let middle = Point(Double(size.width) / 2, Double(size.height) / 2)
        let here = map.image(of: middle)
        let across = map.image(of: Point(middle.x + 1, middle.y)).distance(to: here)
        let down = map.image(of: Point(middle.x, middle.y + 1)).distance(to: here)
        guard across.isFinite, down.isFinite else { return nil }
        let most = Double(max(1, taps))
        let tapsX = Int(min(max((across - 0.3).rounded(.up), 1), most))
        let tapsY = Int(min(max((down - 0.3).rounded(.up), 1), most))
        var rgb = [UInt8](repeating: 0, count: size.width * size.height * 3)
        bytes.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            let sampler = Sampler(base: base, width: width, height: height)
            var index = 0
            for y in 0..<size.height {
                for x in 0..<size.width {
                    var sum = SIMD4<Float>(repeating: 0)
                    for tapY in 0..<tapsY {
                        let v = Double(y) + (Double(tapY) + 0.5) / Double(tapsY)
                        for tapX in 0..<tapsX {
                            let u = Double(x) + (Double(tapX) + 0.5) / Double(tapsX)
                            sum += sampler.sample(map.image(of: Point(u, v)))
                        }
                    }
                    let mean = sum * (1 / Float(tapsX * tapsY)) + 0.5
                    for channel in 0..<3 { rgb[index + channel] = UInt8(min(max(mean[channel], 0), 255)) }
                    index += 3
                }
            }
        }
        return Pixels(width: size.width, height: size.height, rgb: rgb)
    }
}

/// Bilinear samples of RGB8 pixels; beyond the edges, the edge goes on.
private struct Sampler {
    let base: UnsafePointer<UInt8>
    let width: Int
    let height: Int

    @inline(__always)
    func sample(_ place: Point) -> SIMD4<Float> {
        // The centre of the first pixel lies at ½. Written so that what is not a number becomes 0.
        let x = place.x > 0.5 ? min(place.x - 0.5, Double(width - 1)) : 0
        let y = place.y > 0.5 ? min(place.y - 0.5, Double(height - 1)) : 0
        let (left, top) = (Int(x), Int(y))
        let (right, below) = (min(left + 1, width - 1), min(top + 1, height - 1))
        let (a, b) = (Float(x - Double(left)), Float(y - Double(top)))
        let upper = pixel(left, top) * (1 - a) + pixel(right, top) * a
        let lower = pixel(left, below) * (1 - a) + pixel(right, below) * a
        return upper * (1 - b) + lower * b
    }

    @inline(__always)
    private func pixel(_ x: Int, _ y: Int) -> SIMD4<Float> {
        let at = base + (y * width + x) * 3
        return SIMD4(Float(at[0]), Float(at[1]), Float(at[2]), 0)
    }
}
