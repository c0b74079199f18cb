import Geometry
import Photo
import Records

/// Decides between two artworks that share most of what they show, by where they differ.
///
/// Both are laid over the photo; the light is fitted where they agree, and each is held against the photo where they differ.
/// Points cannot tell a price from another: they are few, and most lie where the two agree.
struct SiblingComparison {
    /// Longer side of the frame in which they are compared, pixels.
    static let longSide = 256.0
    /// Difference of a channel from which two prints differ at a pixel, and up to which they agree, grey levels.
    private static let differs: Float = 25
    private static let agrees: Float = 15
    /// A pixel that is off by more says that something else is there, not how much.
    private static let cap: Float = 45 * 45

    /// −1…1: positive where the photo looks like the first. nil where they differ nowhere in sight.
    ///
    /// - Parameters:
    ///   - first, second: artworks.
    ///   - firstInPhoto: from the first artwork's pixels to those of the photo.
    ///   - between: from the first artwork's pixels to those of the second.
    static func margin(
        _ photo: Pixels, first: Pixels, firstInPhoto: Homography, second: Pixels, between: Homography
    ) -> Double? {
        let scale = longSide / Double(max(first.width, first.height, 1))
        let size = Size(
            width: max(16, Int(Double(first.width) * scale)), height: max(16, Int(Double(first.height) * scale)))
        let toFirst = Homography.scaling(
            Double(first.width) / Double(size.width), Double(first.height) / Double(size.height))
        let toPhoto = toFirst.then(firstInPhoto)
        guard let seen = photo.warped(by: toPhoto, size: size), let one = first.warped(by: toFirst, size: size),
            let other = second.warped(by: toFirst.then(between), size: size)
        else { return nil }
        let (a, b) = (ColourPlanes(one), ColourPlanes(other))
        let inside = insidePhoto(toPhoto, size, photo)
        let inSecond = insidePhoto(toFirst.then(between), size, second)
        let apart = a.blurred(1).differences(b.blurred(1))
        let known = apart.indices.map { inside[$0] && inSecond[$0] }
        let differing = apart.indices.map { known[$0] && apart[$0] > differs }
        let common = apart.indices.map { known[$0] && apart[$0] < agrees }
        guard differing.count(where: { $0 }) >= 12 else { return nil }
        return weigh(ColourPlanes(seen), a, b, differing: differing, common: common)
    }

    private static func weigh(
        _ seen: ColourPlanes, _ a: ColourPlanes, _ b: ColourPlanes, differing: [Bool], common: [Bool]
    ) -> Double? {
        // The photo is less sharp than the artwork: the blur that explains it best where both agree.
        var best: (fit: LightFit, a: ColourPlanes, b: ColourPlanes)?
        for sigma in [0, 0.8, 1.5, 2.3] {
            let (x, y) = (a.blurred(sigma), b.blurred(sigma))
            guard let fit = LightFit(seen, of: x, usable: common) else { return nil }
            if fit.deviation < best?.fit.deviation ?? .infinity { best = (fit, x, y) }
        }
        guard let best else { return nil }
        let (first, second) = (Prediction(best.a, best.fit), Prediction(best.b, best.fit))
        let (offFirst, offSecond) = (first.errors(seen, cap: cap), second.errors(seen, cap: cap))
        let noise = Float(best.fit.deviation * best.fit.deviation)
        var (sum, whole): (Float, Float) = (0, 0)
        for index in differing.indices where differing[index] {
            let weight = min(first.distance(second, index), cap)
            sum += weight * (offSecond[index] - offFirst[index])
            whole += weight * (offFirst[index] + offSecond[index] + noise)
        }
        return whole > 0 ? Double(sum / whole) : nil
    }

    private static func insidePhoto(_ map: Homography, _ size: Size, _ photo: Pixels) -> [Bool] {
        let (width, height) = (Double(photo.width), Double(photo.height))
        return (0..<size.width * size.height).map { index in
            let there = map.image(of: Point(Double(index % size.width) + 0.5, Double(index / size.width) + 0.5))
            return there.x >= 0 && there.y >= 0 && there.x < width && there.y < height
        }
    }
}

/// What a print would look like in the photo's light.
private struct Prediction {
    let width: Int
    let height: Int
    let planes: [[Float]]

    init(_ print: ColourPlanes, _ fit: LightFit) {
        width = print.width
        height = print.height
        planes = (0..<3).map { channel in print.planes[channel].indices.map { fit.predicted(print, channel, $0) } }
    }

    /// Mean squared difference of the channels at a pixel.
    func distance(_ other: Prediction, _ index: Int) -> Float {
        (0..<3).reduce(0) { sum, channel in
            let off = planes[channel][index] - other.planes[channel][index]
            return sum + off * off / 3
        }
    }

    /// The smallest mean squared difference over shifts of up to a pixel, about each pixel; at most `cap`.
    func errors(_ seen: ColourPlanes, cap: Float) -> [Float] {
        var best = [Float](repeating: .infinity, count: width * height)
        for dy in -1...1 {
            for dx in -1...1 {
                var shifted = [Float](repeating: cap, count: width * height)
                for y in max(0, dy)..<min(height, height + dy) {
                    for x in max(0, dx)..<min(width, width + dx) {
                        let (here, there) = (y * width + x, (y - dy) * width + x - dx)
                        var sum: Float = 0
                        for channel in 0..<3 {
                            let off = seen.planes[channel][here] - planes[channel][there]
                            sum += off * off
                        }
                        shifted[here] = min(sum / 3, cap)
                    }
                }
                let mean = boxMean(shifted, width, height, radius: 3)
                for index in best.indices { best[index] = min(best[index], mean[index]) }
            }
        }
        return best
    }
}

/// The mean over the square about each pixel, cut off at the edges.
private func boxMean(_ values: [Float], _ width: Int, _ height: Int, radius: Int) -> [Float] {
    var sums = [Float](repeating: 0, count: (width + 1) * (height + 1))
    for y in 0..<height {
        var row: Float = 0
        for x in 0..<width {
            row += values[y * width + x]
            sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row
        }
    }
    var out = values
    for y in 0..<height {
        let (top, bottom) = (max(0, y - radius), min(height, y + radius + 1))
        for x in 0..<width {
            let (left, right) = (max(0, x - radius), min(width, x + radius + 1))
            let sum =
                sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right] - sums[bottom * (width + 1) + left]
                + sums[top * (width + 1) + left]
            out[y * width + x] = sum / Float((bottom - top) * (right - left))
        }
    }
    return out
}
