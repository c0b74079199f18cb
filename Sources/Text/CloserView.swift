import Examining
import Geometry
import Photo
import Records

/// The photo as large as reading needs it: examined photos are decoded for the detector, at which prices of a large photo are a
/// few pixels high. Decoded once per photo, and only when something is to be read.
final class CloserView {
    /// Pixels of the longer side that are enough.
    static let enough = 1600
    /// Pixels of a part's longer side below which nothing in it can be read.
    private static let least = 40.0

    private let decoder: PhotoDecoder
    private var view: View?
    private var decoded: Pixels?
    private var buffer = Pixels()

    /// - Throws: `PhotoError`.
    init() throws(PhotoError) { decoder = try PhotoDecoder() }

    /// The next photo.
    func show(_ view: View) {
        self.view = view
        decoded = nil
    }

    /// The photo; what was examined, where that is large enough or cannot be decoded again.
    var pixels: Pixels {
        if let decoded { return decoded }
        guard let view else { return buffer }
        let (have, full) = (
            max(view.pixels.width, view.pixels.height), max(view.decoded.size.width, view.decoded.size.height)
        )
        var picture = view.pixels
        if have < CloserView.enough, full > have, let source = view.source {
            let isDecoded =
                (try? decoder.decode(
                    source.jpeg, layout: source.layout, orientation: source.orientation, atLeast: CloserView.enough,
                    into: &buffer)) != nil
            if isDecoded { picture = buffer }
        }
        decoded = picture
        return picture
    }

    /// - Parameter quad: upright full-size frame.
    func isLargeEnough(_ quad: Quad) -> Bool {
        guard let view else { return false }
        let full = Double(max(view.decoded.size.width, view.decoded.size.height, 1))
        let share = min(1, Double(max(CloserView.enough, max(view.pixels.width, view.pixels.height))) / full)
        return max(quad.meanWidth, quad.meanHeight) * share >= CloserView.least
    }
}
