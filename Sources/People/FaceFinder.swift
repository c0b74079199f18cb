import Foundation
public import Inference
public import Photo
public import Records

/// Finds faces in pictures, one after the other. Not for two threads at once.
public final class FaceFinder {
    /// Probability from which a face is hidden: low, since one hidden too many costs little.
    public static let threshold: Float = 0.2
    /// Faces are hidden with what is around them: as much wider and higher.
    static let margin = 0.3
    /// Two boxes that overlap as much are one face.
    private static let sameFace = 0.3

    private let model: FaceModel
    private var networks = [Network?](repeating: nil, count: FaceModel.sizes.count)

    public init(_ model: FaceModel) { self.model = model }

    /// Boxes to be hidden, upright full-size frame; with the margin around them.
    /// - Parameter prints: boards whose printed faces are not persons: a face whose centre lies in one is left out.
    /// - Throws: `inference_failed`: nobody can say then where faces are.
    public func faces(in picture: Pixels, except prints: [Quad] = []) throws(InferenceError) -> [Box] {
        guard picture.width > 0, picture.height > 0 else { return [] }
        let index = picture.width >= picture.height ? 0 : 1
        let size = FaceModel.sizes[index]
        let network = if let known = networks[index] { known } else { try model.makeNetwork(size) }
        networks[index] = network
        let seen = FaceFinder.reduced(picture, to: size)
        FaceFinder.write(seen, into: network, size)
        try network.infer()
        for (map, name) in zip(network.outputs, ["537", "538", "539"])
        where !areFinite(map.values, count: map.channels * map.width * map.height) {
            throw InferenceError.notFinite(output: name)
        }
        return FaceFinder.decode(network.outputs).map { seen.frame.full($0) }.filter { face in
            !prints.contains { FaceFinder.contains($0, face.centre) }
        }.map { face in
            let (x, y) = (face.width * FaceFinder.margin / 2, face.height * FaceFinder.margin / 2)
            return Box(face.x0 - x, face.y0 - y, face.x1 + x, face.y1 + y)
        }
    }

    /// As large as fits; the rest of the input stays black.
    private static func reduced(_ picture: Pixels, to size: Size) -> Pixels {
        let scale = min(
            Double(size.width) / Double(picture.width), Double(size.height) / Double(picture.height))
        let side = Int(clamped: (Double(max(picture.width, picture.height)) * scale).rounded(.down))
        var small = Pixels()
        picture.resize(longSide: max(1, side), into: &small)
        return small
    }

    private static func write(_ picture: Pixels, into network: Network, _ size: Size) {
        for index in 0..<network.inputCount { network.input[index] = 0 }
        let (width, height) = (min(picture.width, size.width), min(picture.height, size.height))
        picture.bytes.withUnsafeBufferPointer { bytes in
            for y in 0..<height {
                for x in 0..<(width * 3) {
                    network.input[y * size.width * 3 + x] = Float(bytes[y * picture.width * 3 + x])
                }
            }
        }
    }

    /// Centres, sizes and offsets as CenterFace states them (its paper's section 3.3), best first, overlaps left out.
    private static func decode(_ outputs: [Network.Map]) -> [Box] {
        let (heat, scale, offset) = (outputs[0], outputs[1], outputs[2])
        let (scores, stride) = (heat.plane(0), Double(FaceModel.stride))
        let cells = (0..<heat.width * heat.height).filter { scores[$0] >= threshold }
        var found: [Box] = []
        for cell in cells.sorted(by: { scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1] }).prefix(1000) {
            // A face has at most the picture's size, whatever the network says.
            let high = min(4096, exp(Double(scale.plane(0)[cell])) * stride)
            let wide = min(4096, exp(Double(scale.plane(1)[cell])) * stride)
            let y = (Double(cell / heat.width) + Double(offset.plane(0)[cell]) + 0.5) * stride
            let x = (Double(cell % heat.width) + Double(offset.plane(1)[cell]) + 0.5) * stride
            let box = Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if !found.contains(where: { overlap($0, box) > sameFace }) { found.append(box) }
        }
        return found
    }

    private static func overlap(_ a: Box, _ b: Box) -> Double {
        let width = max(0, min(a.x1, b.x1) - max(a.x0, b.x0))
        let height = max(0, min(a.y1, b.y1) - max(a.y0, b.y0))
        let shared = width * height
        return shared / max(1e-9, a.area + b.area - shared)
    }

    /// Even-odd rule; the quad may be any shape.
    private static func contains(_ quad: Quad, _ point: Point) -> Bool {
        var inside = false
        let corners = quad.corners
        for (index, a) in corners.enumerated() {
            let b = corners[(index + 1) % 4]
            if (a.y > point.y) != (b.y > point.y), point.x < a.x + (b.x - a.x) * (point.y - a.y) / (b.y - a.y) {
                inside.toggle()
            }
        }
        return inside
    }
}
