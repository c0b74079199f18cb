import Foundation
import Geometry
import Photo
import Records

/// Lays an artwork over the photo to a fraction of a pixel, starting from where its points put it.
///
/// Gauss–Newton steps over the eight numbers of a homography, the artwork's gradients computed once (inverse compositional:
/// Baker and Matthews, Lucas–Kanade 20 Years On, 2004), on grey levels without the local mean and deviation, so that light
/// does not pull; what stands before the board is weighed down (Tukey's biweight). First at half the size, then at the
/// thumbnail's. On the even stores of `fieldset/other` corners come from 0.85 % of the width to 0.26 % in the median.
struct PhotometricRefinement {
    /// Steps at half the size and at the whole.
    private static let steps = [(scale: 0.5, most: 5), (scale: 1.0, most: 2)]
    /// Pixels of half the square over which light is levelled out.
    private static let radius = 12

    /// - Parameters:
    ///   - map: from the artwork's pixels to the photo's.
    ///   - artwork: its thumbnail.
    /// - Returns: the map as it was where nothing is to be gained.
    static func refined(_ map: Homography, artwork: Plane, in photo: Pixels) -> Homography {
        var best = map
        for (scale, most) in steps {
            let template = Template(artwork, scale: scale)
            for _ in 0..<most {
                guard let (next, moved) = template?.step(best, photo) else { break }
                best = next
                if moved < 2e-4 { break }
            }
        }
        return isNear(best, map, artwork) ? best : map
    }

    /// No corner went further than a tenth of the artwork's longer side: else it took hold of something else.
    private static func isNear(_ map: Homography, _ start: Homography, _ artwork: Plane) -> Bool {
        let outline = Quad(Box(0, 0, Double(artwork.width), Double(artwork.height)))
        let (now, then) = (outline.map { map.image(of: $0) }, outline.map { start.image(of: $0) })
        let limit = max(then.meanWidth, then.meanHeight) / 10
        return now.isStrictlyConvex && zip(now.corners, then.corners).allSatisfy { $0.distance(to: $1) < limit }
    }

    /// The artwork at one size, with what its pixels say of each of the eight numbers.
    private struct Template {
        let size: Size
        let scale: Double
        let values: [Float]
        let slopes: [SIMD8<Float>]
        /// From −1…1 over the template to its pixels.
        let frame: Homography

        init?(_ artwork: Plane, scale: Double) {
            let plane = scale < 1 ? artwork.halved() : artwork
            guard plane.width >= 16, plane.height >= 16 else { return nil }
            size = Size(width: plane.width, height: plane.height)
            self.scale = scale
            let normal = plane.normalised(radius: max(4, Int(Double(PhotometricRefinement.radius) * scale)))
            values = normal.values
            let (halfWidth, halfHeight) = (Float(plane.width) / 2, Float(plane.height) / 2)
            var slopes = [SIMD8<Float>](repeating: .zero, count: values.count)
            for y in 1..<plane.height - 1 {
                for x in 1..<plane.width - 1 {
                    let at = y * plane.width + x
                    let across: Float = (normal.values[at + 1] - normal.values[at - 1]) * halfWidth / 2
                    let below: Float = normal.values[at + plane.width] - normal.values[at - plane.width]
                    let down: Float = below * halfHeight / 2
                    let u: Float = (Float(x) + 0.5) / halfWidth - 1
                    let v: Float = (Float(y) + 0.5) / halfHeight - 1
                    let along: Float = across * u + down * v
                    var slope = SIMD8<Float>(across, across, across, down, down, down, -along, -along)
                    slope *= SIMD8<Float>(u, v, 1, u, v, 1, u, v)
                    slopes[at] = slope
                }
            }
            self.slopes = slopes
            frame = Homography([
                Double(halfWidth), 0, Double(halfWidth), 0, Double(halfHeight), Double(halfHeight), 0, 0,
            ])
        }

        /// One step; nil where the pixels fix no map. With the largest change of a number.
        func step(_ map: Homography, _ photo: Pixels) -> (Homography, Double)? {
            let toPhoto = Homography.scaling(1 / scale, 1 / scale).then(map)
            guard let seen = photo.warped(by: toPhoto, size: size) else { return nil }
            let radius = max(4, Int(Double(PhotometricRefinement.radius) * scale))
            let normal = ColourPlanes(seen).green.normalised(radius: radius).values
            let off = zip(normal, values).map { $0 - $1 }
            let sample = stride(from: 0, to: off.count, by: 13).map { abs(off[$0]) }.sorted()
            let middle: Float = sample.isEmpty ? 0 : sample[sample.count / 2]
            let limit: Float = 3 * (1.4826 * middle + 0.05)
            guard let change = solve(off, limit), let back = frame.inverse else { return nil }
            let identity: [Double] = [1, 0, 0, 0, 1, 0, 0, 0]
            guard let undone = Homography(zip(identity, change).map { $0 + $1 }).inverse else { return nil }
            let step = back.then(undone).then(frame)
            let next = Homography.scaling(scale, scale).then(step).then(toPhoto)
            return (next, change.map(abs).max() ?? 0)
        }

        private func solve(_ off: [Float], _ limit: Float) -> [Double]? {
            var rows = [SIMD8<Float>](repeating: .zero, count: 8)
            var right = SIMD8<Float>(repeating: 0)
            for index in off.indices {
                let ratio = off[index] / limit
                guard ratio * ratio < 1 else { continue }
                let weight = (1 - ratio * ratio) * (1 - ratio * ratio)
                let slope = slopes[index]
                let weighed = slope * weight
                right += weighed * off[index]
                for k in 0..<8 { rows[k] += weighed * slope[k] }
            }
            let held = 1e-5 * Double(off.count)
            var matrix: [Double] = []
            for row in 0..<8 {
                for column in 0..<8 { matrix.append(Double(rows[row][column]) + (row == column ? held : 0)) }
            }
            let change = solveLinearSystem(matrix, (0..<8).map { Double(right[$0]) })
            return change.flatMap { $0.allSatisfy { $0.isFinite && abs($0) < 0.5 } ? $0 : nil }
        }
    }
}

extension Plane {
    /// Half as wide and high, each pixel the mean of four.
    func halved() -> Plane {
        let (across, down) = (width / 2, height / 2)
        var out = [Float](repeating: 0, count: across * down)
        for y in 0..<down {
            for x in 0..<across {
                let at = 2 * y * width + 2 * x
                out[y * across + x] = (values[at] + values[at + 1] + values[at + width] + values[at + width + 1]) / 4
            }
        }
        return Plane(width: across, height: down, values: out)
    }
}
