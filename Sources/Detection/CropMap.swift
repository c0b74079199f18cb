import Records

/// A projective map from a crop's pixels to the photo's: ((xu·u + xv·v + x1) / w, (yu·u + yv·v + y1) / w) with
/// w = wu·u + wv·v + w1.
struct CropMap {
    private(set) var xu = 0.0
    private(set) var xv = 0.0
    private(set) var x1 = 0.0
    private(set) var yu = 0.0
    private(set) var yv = 0.0
    private(set) var y1 = 0.0
    private(set) var wu = 0.0
    private(set) var wv = 0.0
    private(set) var w1 = 1.0

    /// The map that takes a box's corners TL TR BR BL to these (Heckbert, Fundamentals of Texture Mapping, 1989: unit
    /// square to quad); nil where they span no area.
    init?(from box: Box, to corners: [Point]) {
        let (p, q, r, s) = (corners[0], corners[1], corners[2], corners[3])
        let (right, below, bend) = (q - r, s - r, p - q + r - s)
        let spanned = right.x * below.y - below.x * right.y
        guard abs(spanned) > 1e-9 else { return nil }
        let g = (bend.x * below.y - below.x * bend.y) / spanned
        let h = (right.x * bend.y - bend.x * right.y) / spanned
        // The unit square's coordinates are those of the box less its origin, divided by its sides.
        let (width, height) = (box.width, box.height)
        xu = (q.x - p.x + g * q.x) / width
        xv = (s.x - p.x + h * s.x) / height
        x1 = p.x - xu * box.x0 - xv * box.y0
        yu = (q.y - p.y + g * q.y) / width
        yv = (s.y - p.y + h * s.y) / height
        y1 = p.y - yu * box.x0 - yv * box.y0
        wu = g / width
        wv = h / height
        w1 = 1 - wu * box.x0 - wv * box.y0
    }

    /// Where a point of the crop lies in the photo; not finite on the horizon.
    func photo(_ p: Point) -> Point {
        let w = wu * p.x + wv * p.y + w1
        return Point((xu * p.x + xv * p.y + x1) / w, (yu * p.x + yv * p.y + y1) / w)
    }
}
