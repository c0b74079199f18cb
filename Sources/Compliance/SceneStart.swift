import Geometry
import Records

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A first guess of the camera from one rectangle of half-known shape.
///
/// A homography from the rectangle to the photo is K·[λ₁r₁ λ₂r₂ t]: with a guessed focal length the columns give the
/// rotation, and λ₂/λ₁ gives the rectangle's height in units of its width (Zhang, PAMI 2000, §3.1).
struct SceneStart {
    var yaw: Double
    var pitch: Double
    var roll: Double
    var tx: Double
    var ty: Double
    var tz: Double
    /// Height in cabinet widths of what the plane rectangle calls 1.
    var height: Double
    private let back: Homography

    /// - Parameter rectangle: the quad's corners in the cabinet's plane, x in cabinet widths, y from 0 to 1.
    init?(rectangle: Quad, seen: Quad, focal: Double, size: Size) {
        guard let there = Homography(from: rectangle, to: seen), let inverse = there.inverse else { return nil }
        back = inverse
        let cx = Double(size.width) / 2
        let cy = Double(size.height) / 2
        // The sign that puts the rectangle in front of the camera.
        let sign = there.w1 < 0 ? -1.0 : 1.0
        func column(_ x: Double, _ y: Double, _ third: Double) -> (Double, Double, Double) {
            let w = sign * third
            return ((sign * x - cx * w) / focal, (sign * y - cy * w) / focal, w)
        }
        let a = column(there.xu, there.yu, there.wu)
        let b = column(there.xv, there.yv, there.wv)
        let t = column(there.x1, there.y1, there.w1)
        let lengthA = (a.0 * a.0 + a.1 * a.1 + a.2 * a.2).squareRoot()
        let lengthB = (b.0 * b.0 + b.1 * b.1 + b.2 * b.2).squareRoot()
        guard lengthA > 1e-12, lengthB > 1e-12 else { return nil }
        let r1 = (a.0 / lengthA, a.1 / lengthA, a.2 / lengthA)
        let along = (b.0 * r1.0 + b.1 * r1.1 + b.2 * r1.2)
        let q = (b.0 - along * r1.0, b.1 - along * r1.1, b.2 - along * r1.2)
        let lengthQ = (q.0 * q.0 + q.1 * q.1 + q.2 * q.2).squareRoot()
        guard lengthQ > 1e-12 else { return nil }
        let r2 = (q.0 / lengthQ, q.1 / lengthQ, q.2 / lengthQ)
        let r33 = r1.0 * r2.1 - r1.1 * r2.0
        (tx, ty, tz) = (t.0 / lengthA, t.1 / lengthA, t.2 / lengthA)
        height = lengthB / lengthA
        pitch = asin(max(-1, min(1, r2.2)))
        yaw = atan2(-r1.2, r33)
        roll = atan2(-r2.0, r2.1)
        guard tz > 1e-3, [tx, ty, tz, height, pitch, yaw, roll].allSatisfy(\.isFinite) else { return nil }
    }

    /// Centre, size and tilt of another panel, taken as lying in the same plane.
    func place(_ quad: Quad) -> PanelPlace? {
        guard let tl = back.map(quad.topLeft), let tr = back.map(quad.topRight), let br = back.map(quad.bottomRight),
            let bl = back.map(quad.bottomLeft), let seenCentre = quad.centre, let c = back.map(seenCentre)
        else { return nil }
        let across = (tr + br - tl - bl) * 0.5
        let down = (bl + br - tl - tr) * 0.5
        let width = (across.x * across.x + across.y * across.y * height * height).squareRoot()
        let tall = (down.x * down.x + down.y * down.y * height * height).squareRoot()
        guard width > 1e-4, tall > 1e-4, width < 100, tall < 100, c.x.isFinite, c.y.isFinite else { return nil }
        return PanelPlace(
            x: c.x, y: c.y * height, width: width, height: tall, tilt: atan2(across.y * height, across.x))
    }
}

/// A rectangle in a plane parallel to the cabinet's front, cabinet widths and radians.
struct PanelPlace {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
    var tilt: Double
}
