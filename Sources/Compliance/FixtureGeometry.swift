import Records

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// In-plane tilt of a panel that stands parallel to the cabinet at any depth, degrees, positive clockwise as seen.
func inPlaneTilt(_ quad: Quad, camera: SceneCamera) -> Double? {
    let rays = quad.corners.compactMap(camera.ray)
    guard rays.count == 4 else { return nil }
    let across = rays[1] + rays[2] - rays[0] - rays[3]
    guard across.x != 0 || across.y != 0 else { return nil }
    return atan2(across.y, across.x) * 180 / Double.pi
}

func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// The adjusted scene drawn back into the photo.
func fixtureGeometry(_ fit: FixtureFit, centreLimit: Double?) -> FixtureGeometry {
    let camera = fit.camera
    let corners = fit.corners(of: .cabinet, fit.parameters).map(camera.project)
    let hasAd = fit.observed.topAd != nil
    let ad = fit.place(.topAd)
    let depth = hasAd ? fit.depth(.topAd) : 0
    let above = hasAd ? min(0, ad.y) : -0.2
    let foot = camera.project(ScenePoint(x: 0, y: fit.cabinetHeight, z: 0))
    let head = camera.project(ScenePoint(x: 0, y: above, z: depth))
    var limits: [[Point]] = []
    if let limit = centreLimit {
        limits = [-limit, limit].map { x in
            [0, above * 1.3].map { camera.project(ScenePoint(x: x, y: $0, z: depth)) }
        }
    }
    return FixtureGeometry(
        cabinet: Quad(corners[0], corners[1], corners[2], corners[3]), centreLine: [foot, head],
        adCentre: hasAd ? camera.project(ScenePoint(x: ad.x, y: ad.y, z: depth)) : nil,
        centreAtAd: hasAd ? camera.project(ScenePoint(x: 0, y: ad.y, z: depth)) : nil, limitLines: limits)
}
