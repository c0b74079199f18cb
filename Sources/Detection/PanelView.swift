import Foundation
import Geometry
import Records

/// How one detection's crop lies in the photo: a projective map from crop pixels to decoded pixels that takes the
/// crop's nominal corners to the detection's quad.
///
/// Both are continuous: 0 is the left edge of the first pixel.
struct PanelView {
    /// The quad that is looked at, decoded pixels.
    let quad: Quad
    /// True where the panel is higher than wide, so that the crop shows it on its side.
    let liesOnItsSide: Bool
    let map: Homography
    /// Samples a crop pixel is averaged from, across and down.
    let tapsX: Int
    let tapsY: Int
    private let panel: ModelCard.Panel

    /// nil for what is not a panel: corners that are not finite, sides of two pixels or less, no area.
    init?(_ quad: Quad, panel: ModelCard.Panel) {
        let (across, along) = (quad.meanWidth, quad.meanHeight)
        guard across.isFinite, along.isFinite, min(across, along) > 2 else { return nil }
        let onSide = along > across
        let corners = PanelView.order(onSide).map { quad.corners[$0] }
        let nominal = panel.nominal
        let seen = Quad(corners[0], corners[1], corners[2], corners[3])
        guard let map = Homography(from: nominal, to: seen) else { return nil }
        self.quad = quad
        self.panel = panel
        self.map = map
        liesOnItsSide = onSide
        tapsX = PanelView.taps((onSide ? along : across) / nominal.width, most: panel.taps)
        tapsY = PanelView.taps((onSide ? across : along) / nominal.height, most: panel.taps)
    }

    /// Which of the panel's corners TL TR BR BL is the crop's first, second, …
    private static func order(_ onSide: Bool) -> [Int] { onSide ? [3, 0, 1, 2] : [0, 1, 2, 3] }

    private static func taps(_ pixels: Double, most: Int) -> Int {
        Int(min(max((pixels - 0.3).rounded(.up), 1), Double(most)))
    }

    /// Corners that move by more of the quad's size (the root of its area) are not believed.
    private static let farthest = 0.4

    /// The quad with its corners moved by the network's shifts; as it was where the answer makes no panel.
    func refined(_ answers: UnsafePointer<Float>) -> Quad {
        let nominal = Quad(panel.nominal).corners
        var corners = quad.corners
        for (place, corner) in PanelView.order(liesOnItsSide).enumerated() {
            let shift = Point(Double(answers[place * 2]), Double(answers[place * 2 + 1])) * panel.unit
            corners[corner] = map.image(of: nominal[place] + shift)
        }
        let size = abs(quad.area).squareRoot()
        let isNear = zip(corners, quad.corners).allSatisfy { moved, old in
            abs(moved.x - old.x) <= PanelView.farthest * size && abs(moved.y - old.y) <= PanelView.farthest * size
        }
        let moved = Quad(corners[0], corners[1], corners[2], corners[3])
        return isNear && moved.isStrictlyConvex ? moved : quad
    }

    /// One standard deviation per coordinate of each corner, TL TR BR BL, decoded pixels.
    ///
    /// The network's Laplace scales b, whose standard deviation is √2 b, as the crop's map carries them to the photo at
    /// the place of the refined corner; a corner on the horizon is known to no better than the quad's size.
    func deviations(_ answers: UnsafePointer<Float>) -> [Double] {
        let nominal = Quad(panel.nominal).corners
        let size = abs(quad.area).squareRoot()
        var deviations = [Double](repeating: size, count: 4)
        for (place, corner) in PanelView.order(liesOnItsSide).enumerated() {
            func scale(_ axis: Int) -> Double {
                2.0.squareRoot() * panel.unit * exp(min(max(Double(answers[8 + place * 2 + axis]), -5), 3))
            }
            let shift = Point(Double(answers[place * 2]), Double(answers[place * 2 + 1])) * panel.unit
            let at = nominal[place] + shift
            let across = map.image(of: at + Point(1, 0)).distance(to: map.image(of: at)) * scale(0)
            let down = map.image(of: at + Point(0, 1)).distance(to: map.image(of: at)) * scale(1)
            let deviation = ((across * across + down * down) / 2).squareRoot()
            if deviation.isFinite { deviations[corner] = min(deviation, size) }
        }
        return deviations
    }
}

extension ModelCard.Panel {
    /// Where the quad's corners lie in every crop.
    var nominal: Box {
        let (width, height) = (Double(size.width), Double(size.height))
        return Box(marginX * width, marginY * height, (1 - marginX) * width, (1 - marginY) * height)
    }
}

/// The box of a detection whose quad was moved: sides that lay on the quad's extent go with it, the others stay, for
/// there something stands before the panel.
///
/// All in the photo's pixels; boxes and extents are cut to the photo first.
func moved(_ box: Box, from old: Quad, to new: Quad, in size: Size) -> Box {
    let agrees = 0.06
    let (a, b) = (old.hull.clamped(to: size), new.hull.clamped(to: size))
    let (width, height) = (max(box.width, 1), max(box.height, 1))
    func side(_ value: Double, _ before: Double, _ after: Double, _ length: Double) -> Double {
        abs(value - before) <= agrees * length ? value + after - before : value
    }
    let moved = Box(
        side(box.x0, a.x0, b.x0, width), side(box.y0, a.y0, b.y0, height), side(box.x1, a.x1, b.x1, width),
        side(box.y1, a.y1, b.y1, height)
    ).clamped(to: size)
    return moved.x0 < moved.x1 && moved.y0 < moved.y1 ? moved : box
}
