package import Records

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A point of the scene in cabinet widths: x to the right as the customer sees it from the cabinet's centre line,
/// y down from the cabinet's top edge, z into the wall from the cabinet's front.
package struct ScenePoint {
    package var x: Double
    package var y: Double
    package var z: Double

    package init(x: Double, y: Double, z: Double) {
        self.x = x
        self.y = y
        self.z = z
    }
}

/// A pinhole camera with one radial term, looking at the cabinet.
///
/// Rotation is roll · pitch · yaw; the principal point is the photo's centre. Source: Hartley and Zisserman, Multiple
/// View Geometry, 2nd edition, §6.1 and §7.4.
package struct SceneCamera {
    /// Pixels.
    package var focal: Double
    /// Rows of the rotation, scene to camera.
    package var right: SIMD3<Double>
    package var down: SIMD3<Double>
    package var ahead: SIMD3<Double>
    var tx: Double
    var ty: Double
    var tz: Double
    /// Radial distortion: a ray at r leaves at r (1 + k r²).
    package var radial: Double
    var centre: Point

    package init(
        focal: Double, yaw: Double, pitch: Double, roll: Double, tx: Double, ty: Double, tz: Double, radial: Double,
        size: Size
    ) {
        self.focal = focal
        self.tx = tx
        self.ty = ty
        self.tz = tz
        self.radial = radial
        centre = Point(Double(size.width) / 2, Double(size.height) / 2)
        let (sa, ca) = (sin(yaw), cos(yaw))
        let (sb, cb) = (sin(pitch), cos(pitch))
        let (sg, cg) = (sin(roll), cos(roll))
        right = SIMD3(cg * ca - sg * sb * sa, -sg * cb, cg * sa + sg * sb * ca)
        down = SIMD3(sg * ca + cg * sb * sa, cg * cb, sg * sa - cg * sb * ca)
        ahead = SIMD3(-cb * sa, sb, cb * ca)
    }

    /// Where a scene point is seen; what lies behind the camera is pushed far out, never folded back.
    package func project(_ p: ScenePoint) -> Point {
        let depth = max(1e-3, ahead.x * p.x + ahead.y * p.y + ahead.z * p.z + tz)
        let x = (right.x * p.x + right.y * p.y + right.z * p.z + tx) / depth
        let y = (down.x * p.x + down.y * p.y + down.z * p.z + ty) / depth
        let stretch = focal * (1 + radial * min(4, x * x + y * y))
        return Point(centre.x + stretch * x, centre.y + stretch * y)
    }

    /// The direction in which a pixel looks, in scene axes, scaled to one unit of depth into the wall: what lies
    /// in any plane parallel to the cabinet keeps its shape in x and y. nil for a ray that never meets such a plane.
    func ray(_ p: Point) -> Point? {
        let u = (p.x - centre.x) / focal
        let v = (p.y - centre.y) / focal
        var stretch = 1.0
        for _ in 0..<5 { stretch = 1 + radial * min(4, (u * u + v * v) / (stretch * stretch)) }
        let (x, y) = (u / stretch, v / stretch)
        let direction = right * x + down * y + ahead
        guard direction.z > 1e-6 else { return nil }
        return Point(direction.x / direction.z, direction.y / direction.z)
    }
}
