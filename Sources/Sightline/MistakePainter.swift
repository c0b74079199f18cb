import Evaluation
import Foundation
import Photo
import Records

/// Cuts the place of a mistake out of its photo: the truth in green, what was found in red.
final class MistakePainter {
    private let decoder: PhotoDecoder
    private let encoder: JPEGEncoder
    private var pixels = Pixels()
    private var canvas = Pixels()

    init() throws {
        decoder = try PhotoDecoder()
        encoder = try JPEGEncoder()
    }

    /// A JPEG of at most 40 KB; nil where the photo cannot be decoded.
    func paint(_ jpeg: [UInt8], _ mistake: Mistake) -> Data? {
        do {
            try decoder.decode(jpeg, atLeast: 900, into: &pixels)
            let box = mistake.box
            let margin = max(box.width, box.height) * 0.6 + 20
            let part = Box(box.x0 - margin, box.y0 - margin, box.x1 + margin, box.y1 + margin)
            guard pixels.crop(part, longSide: 420, into: &canvas) else { return nil }
            if let truth = mistake.truth { canvas.outline(truth, width: 2, colour: .green) }
            if let found = mistake.found { canvas.outline(found, width: 1.5, colour: .red) }
            return Data(try encoder.encode(canvas, maxBytes: 40_000, quality: 80).bytes)
        } catch {
            return nil
        }
    }
}
