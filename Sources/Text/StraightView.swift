import Geometry
import Inference
import Photo
import Records

/// A part of a picture, straightened, turned, and as large as the network that finds lines sees it.
struct StraightView {
    let picture: Pixels
    /// From the view's points to the pixels that it was cut from.
    let map: Homography
    /// Index of the network's size.
    let shape: Int

    /// - Parameters:
    ///   - part: upright full-size frame.
    ///   - turn: quarters clockwise by which the text hangs turned.
    /// - Returns: nil for what is not a convex quad.
    init?(of part: Quad, turned turn: Int, in pixels: Pixels) {
        let c = pixels.frame.pixel(part).corners
        let seen = Quad(c[turn % 4], c[(turn + 1) % 4], c[(turn + 2) % 4], c[(turn + 3) % 4])
        guard c.allSatisfy({ $0.x.isFinite && $0.y.isFinite && abs($0.x) < 1e6 && abs($0.y) < 1e6 }),
            seen.isStrictlyConvex, abs(seen.area) > 16
        else { return nil }
        let (width, height) = (seen.meanWidth, seen.meanHeight)
        guard width >= 1, height >= 1 else { return nil }
        shape = StraightView.shape(width, height)
        let most = TextModel.shapes[shape]
        let scale = StraightView.scale(width, height, most)
        let size = Size(
            width: min(most.width, max(1, Int(clamped: (width * scale).rounded()))),
            height: min(most.height, max(1, Int(clamped: (height * scale).rounded()))))
        guard let map = Homography(from: Box(0, 0, Double(size.width), Double(size.height)), to: seen),
            let picture = pixels.warped(by: map, size: size)
        else { return nil }
        self.map = map
        self.picture = picture
    }

    /// The smallest shape in which the part keeps its pixels, but for half; of those for small parts, the one that
    /// leaves least empty without making the part smaller by more than a tenth.
    static func shape(_ width: Double, _ height: Double) -> Int {
        let shapes = TextModel.shapes
        let long = max(width, height)
        let sides = Set(shapes.map { max($0.width, $0.height) }).sorted()
        let side = sides.first { long <= Double($0 * 2) } ?? sides.last ?? 0
        let fitting = shapes.indices.filter { max(shapes[$0].width, shapes[$0].height) == side }
        let best = fitting.map { scale(width, height, shapes[$0]) }.max() ?? 0
        return fitting.filter { scale(width, height, shapes[$0]) >= best * 0.9 }
            .min { shapes[$0].width * shapes[$0].height < shapes[$1].width * shapes[$1].height } ?? 0
    }

    private static func scale(_ width: Double, _ height: Double, _ shape: Size) -> Double {
        min(Double(shape.width) / width, Double(shape.height) / height)
    }

    /// As the network was trained: BGR, by the mean and deviation of ImageNet; what is empty is 0.
    func write(into network: Network) {
        let (across, down) = (network.declaration.size.width, network.declaration.size.height)
        let mean: [Float] = [0.406 * 255, 0.456 * 255, 0.485 * 255]
        let deviation: [Float] = [0.225 * 255, 0.224 * 255, 0.229 * 255]
        for index in 0..<network.inputCount { network.input[index] = 0 }
        picture.bytes.withUnsafeBufferPointer { bytes in
            for y in 0..<min(down, picture.height) {
                for x in 0..<min(across, picture.width) {
                    for channel in 0..<3 {
                        let value = Float(bytes[(y * picture.width + x) * 3 + 2 - channel])
                        network.input[(y * across + x) * 3 + channel] = (value - mean[channel]) / deviation[channel]
                    }
                }
            }
        }
    }
}
