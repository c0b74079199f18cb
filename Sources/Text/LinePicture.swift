import Geometry
import Inference
import Photo
import Records

/// One line, cut from the picture itself and straightened.
struct LinePicture {
    let picture: Pixels
    /// Index of the network's width.
    let shape: Int

    /// - Parameter quad: pixels of `pixels`, in the reading direction.
    init?(of quad: Quad, in pixels: Pixels, height: Int) {
        guard quad.corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }), quad.isStrictlyConvex else { return nil }
        let aspect = quad.meanWidth / max(quad.meanHeight, 1e-9)
        let longest = TextModel.widths.last ?? 0
        let width = min(longest, max(16, Int(clamped: (aspect * Double(height)).rounded(.up))))
        guard let shape = TextModel.widths.firstIndex(where: { $0 >= width }),
            let map = Homography(from: Box(0, 0, Double(width), Double(height)), to: quad),
            let picture = pixels.warped(by: map, size: Size(width: width, height: height))
        else { return nil }
        self.shape = shape
        self.picture = picture
    }

    /// As the network was trained: BGR from -1 to 1; what is empty is 0.
    func write(into network: Network) {
        let across = network.declaration.size.width
        for index in 0..<network.inputCount { network.input[index] = 0 }
        picture.bytes.withUnsafeBufferPointer { bytes in
            for y in 0..<min(network.declaration.size.height, picture.height) {
                for x in 0..<min(across, picture.width) {
                    for channel in 0..<3 {
                        let value = Float(bytes[(y * picture.width + x) * 3 + 2 - channel])
                        network.input[(y * across + x) * 3 + channel] = value / 127.5 - 1
                    }
                }
            }
        }
    }
}
