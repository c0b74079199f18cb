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
    /// Corners as they are seen, pixels.
    private let part: Quad

    /// The part as it is seen.
    /// - Parameter part: upright full-size frame.
    /// - Returns: nil for what is not a convex quad.
    init?(of part: Quad, in pixels: Pixels) {
        let seen = pixels.frame.pixel(part)
        guard seen.corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite && abs($0.x) < 1e6 && abs($0.y) < 1e6 }),
            seen.isStrictlyConvex, abs(seen.area) > 16
        else { return nil }
        let (width, height) = (seen.meanWidth, seen.meanHeight)
        guard width >= 1, height >= 1 else { return nil }
        let shape = StraightView.shape(width, height)
        let most = TextModel.shapes[shape]
        let scale = StraightView.scale(width, height, most)
        let size = Size(
            width: min(most.width, max(1, Int(clamped: (width * scale).rounded()))),
            height: min(most.height, max(1, Int(clamped: (height * scale).rounded()))))
        guard let map = Homography(from: Box(0, 0, Double(size.width), Double(size.height)), to: seen),
            let picture = pixels.warped(by: map, size: size)
        else { return nil }
        self.init(picture: picture, map: map, shape: shape, part: seen)
    }

    /// The same pixels, for text that hangs turned by quarters clockwise.
    /// - Parameter turn: 0…3.
    func turned(_ turn: Int) -> StraightView? {
        let c = part.corners
        let seen = Quad(c[turn % 4], c[(turn + 1) % 4], c[(turn + 2) % 4], c[(turn + 3) % 4])
        let (width, height) = (picture.width, picture.height)
        let size = turn % 2 == 0 ? Size(width: width, height: height) : Size(width: height, height: width)
        guard let map = Homography(from: Box(0, 0, Double(size.width), Double(size.height)), to: seen),
            let shape = TextModel.shapes.firstIndex(where: { TextModel.shapes[shape].isTurned(turn, of: $0) })
        else { return nil }
        var rgb = [UInt8](repeating: 0, count: picture.bytes.count)
        picture.bytes.withUnsafeBufferPointer { bytes in
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let (fromX, fromY) =
                        switch turn % 4 {
                        case 1: (width - 1 - y, x)
                        case 2: (width - 1 - x, height - 1 - y)
                        case 3: (y, height - 1 - x)
                        default: (x, y)
                        }
                    let (from, to) = ((fromY * width + fromX) * 3, (y * size.width + x) * 3)
                    for channel in 0..<3 { rgb[to + channel] = bytes[from + channel] }
                }
            }
        }
        return StraightView(
            picture: Pixels(width: size.width, height: size.height, rgb: rgb), map: map, shape: shape, part: part)
    }

    private init(picture: Pixels, map: Homography, shape: Int, part: Quad) {
        (self.picture, self.map, self.shape, self.part) = (picture, map, shape, part)
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
        let mean = SIMD3<Float>(0.406, 0.456, 0.485) * 255
        let deviation = SIMD3<Float>(0.225, 0.224, 0.229) * 255
        for index in 0..<network.inputCount { network.input[index] = 0 }
        picture.bytes.withUnsafeBufferPointer { bytes in
            for y in 0..<min(down, picture.height) {
                for x in 0..<min(across, picture.width) {
                    let (from, to) = ((y * picture.width + x) * 3, (y * across + x) * 3)
                    let bgr = SIMD3(Float(bytes[from + 2]), Float(bytes[from + 1]), Float(bytes[from]))
                    let value = (bgr - mean) / deviation
                    for channel in 0..<3 { network.input[to + channel] = value[channel] }
                }
            }
        }
    }
}

extension Size {
    /// Whether this is the other one, turned by quarters.
    fileprivate func isTurned(_ turn: Int, of other: Size) -> Bool {
        turn % 2 == 0 ? self == other : width == other.height && height == other.width
    }
}
