import Geometry
import Records

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The scene that explains the corners best: camera, cabinet, top ad and vertical CDU ads adjusted together.
///
/// A homography of the cabinet's four corners alone throws away that the top ad's own edges run level with the
/// cabinet's, and that the vertical CDU ads flank it. Here all corners and the priors of `FixturePriors` are residuals
/// of one least-squares problem (bundle adjustment, Hartley and Zisserman §18.1) with Huber weights, so that one
/// misplaced corner does not pull the rest along. The curvature at the optimum gives the uncertainty, and what is not
/// known (focal length, depth of the ad's plane) widens it by itself.
struct FixtureFit {
    enum Panel: Int, CaseIterable {
        case cabinet, topAd, left, right
    }

    var parameters: [Double]
    /// Indices of the parameters that this photo's panels touch.
    let active: [Int]
    let size: Size
    let observed: ObservedPanels
    let logFocal: FixturePriors.Normal
    /// Factor by which the residuals exceed what the sigmas promise, at least 1.
    var misfit = 1.0
    var normalMatrix: [Double] = []

    /// Adjusts the scene; nil where nothing fixes the cabinet's place or the corners make no sense.
    init?(_ observed: ObservedPanels, size: Size, logFocal: FixturePriors.Normal) {
        self.observed = observed
        self.size = size
        self.logFocal = logFocal
        var list = Array(0..<Index.cabinetHeight)
        if observed.cabinet != nil { list.append(Index.cabinetHeight) }
        for panel in [Panel.topAd, .left, .right] where observed[panel] != nil {
            list += Index.start(panel)..<Index.start(panel) + 5
        }
        if observed.topAd != nil { list.append(Index.topAdDepth) }
        if observed.left != nil || observed.right != nil { list.append(Index.verticalDepth) }
        active = list
        guard let first = FixtureFit.firstGuess(observed, size: size, logFocal: logFocal) else { return nil }
        parameters = first
        guard adjust() else { return nil }
    }

    var camera: SceneCamera { FixtureFit.camera(parameters, size: size) }
    var cabinetHeight: Double { exp(parameters[Index.cabinetHeight]) }

    /// Centre, size and tilt of a panel.
    func place(_ panel: Panel) -> PanelPlace {
        let p = parameters[Index.start(panel)...].prefix(5).map { $0 }
        return PanelPlace(x: p[0], y: p[1], width: exp(p[2]), height: exp(p[3]), tilt: p[4])
    }

    func depth(_ panel: Panel) -> Double {
        switch panel {
        case .cabinet: 0
        case .topAd: parameters[Index.topAdDepth]
        case .left, .right: parameters[Index.verticalDepth]
        }
    }

    /// One standard deviation of the top ad's x, misfit included; nil where the problem does not fix it.
    func topAdSigma() -> Double? {
        guard let k = active.firstIndex(of: Index.start(.topAd)) else { return nil }
        var unit = [Double](repeating: 0, count: active.count)
        unit[k] = 1
        guard let column = solveLinearSystem(normalMatrix, unit), column[k] > 0 else { return nil }
        return column[k].squareRoot() * misfit
    }
}

/// Where each parameter stands.
enum Index {
    static let logFocal = 0
    static let yaw = 1
    static let pitch = 2
    static let roll = 3
    static let tx = 4
    static let ty = 5
    static let logTz = 6
    static let radial = 7
    static let cabinetHeight = 8
    static let topAdDepth = 9
    static let verticalDepth = 10
    static let count = 26

    /// Five parameters a panel: x, y, log width, log height, tilt.
    static func start(_ panel: FixtureFit.Panel) -> Int {
        switch panel {
        case .cabinet, .topAd: 11
        case .left: 16
        case .right: 21
        }
    }
}

extension FixtureFit {
    static func camera(_ p: [Double], size: Size) -> SceneCamera {
        SceneCamera(
            focal: exp(p[Index.logFocal]) * Double(max(size.width, size.height)), yaw: p[Index.yaw],
            pitch: p[Index.pitch], roll: p[Index.roll], tx: p[Index.tx], ty: p[Index.ty], tz: exp(p[Index.logTz]),
            radial: p[Index.radial], size: size)
    }

    private static func firstGuess(
        _ observed: ObservedPanels, size: Size, logFocal: FixturePriors.Normal
    ) -> [Double]? {
        let focal = exp(logFocal.mean) * Double(max(size.width, size.height))
        let width = exp(FixturePriors.logVerticalWidth.mean)
        let near = 0.5 + FixturePriors.verticalGap.mean
        let anchor: (rectangle: Box, seen: Quad)
        if let cabinet = observed.cabinet {
            anchor = (Box(-0.5, 0, 0.5, 1), cabinet.quad)
        } else if let left = observed.left?.quad, let right = observed.right?.quad {
            let outer = Quad(left.topLeft, right.topRight, right.bottomRight, left.bottomLeft)
            anchor = (Box(-near - width, 0, near + width, 1), outer)
        } else if let left = observed.left?.quad {
            anchor = (Box(-near - width, 0, -near, 1), left)
        } else if let right = observed.right?.quad {
            anchor = (Box(near, 0, near + width, 1), right)
        } else {
            return nil
        }
        guard
            let start = SceneStart(rectangle: Quad(anchor.rectangle), seen: anchor.seen, focal: focal, size: size)
        else { return nil }
        var p = [Double](repeating: 0, count: Index.count)
        p[Index.logFocal] = logFocal.mean
        p[Index.yaw] = start.yaw
        p[Index.pitch] = start.pitch
        p[Index.roll] = start.roll
        p[Index.tx] = start.tx
        p[Index.ty] = start.ty
        p[Index.logTz] = log(start.tz)
        p[Index.radial] = FixturePriors.radial.mean
        p[Index.cabinetHeight] =
            observed.cabinet == nil ? FixturePriors.logCabinetHeight.mean : log(max(0.01, start.height))
        p[Index.topAdDepth] = FixturePriors.topAdDepth.mean
        p[Index.verticalDepth] = FixturePriors.verticalDepth.mean
        for panel in [Panel.topAd, .left, .right] {
            guard let quad = observed[panel]?.quad else { continue }
            guard let place = start.place(quad) else { return nil }
            let i = Index.start(panel)
            p[i] = place.x
            p[i + 1] = place.y
            p[i + 2] = log(place.width)
            p[i + 3] = log(place.height)
            p[i + 4] = place.tilt
        }
        return p
    }
}
