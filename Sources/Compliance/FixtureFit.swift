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

    private(set) var parameters: [Double]
    /// Indices of the parameters that this photo's panels touch.
    let active: [Int]
    let size: Size
    let observed: [Panel: ObservedPanel]
    let logFocal: FixturePriors.Normal
    /// Factor by which the residuals exceed what the sigmas promise, at least 1.
    private(set) var misfit = 1.0
    private var normalMatrix: [Double] = []

    /// Adjusts the scene; nil where nothing fixes the cabinet's place or the corners make no sense.
    init?(_ observed: [Panel: ObservedPanel], size: Size, logFocal: FixturePriors.Normal) {
        self.observed = observed
        self.size = size
        self.logFocal = logFocal
        var list = Array(0..<Index.cabinetHeight)
        if observed[.cabinet] != nil { list.append(Index.cabinetHeight) }
        for panel in [Panel.topAd, .left, .right] where observed[panel] != nil {
            list += Index.start(panel)..<Index.start(panel) + 5
        }
        if observed[.topAd] != nil { list.append(Index.topAdDepth) }
        if observed[.left] != nil || observed[.right] != nil { list.append(Index.verticalDepth) }
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
        guard let column = solve(normalMatrix, unit), column[k] > 0 else { return nil }
        return column[k].squareRoot() * misfit
    }
}

/// Where each parameter stands.
private enum Index {
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
    private static func camera(_ p: [Double], size: Size) -> SceneCamera {
        SceneCamera(
            focal: exp(p[Index.logFocal]) * Double(max(size.width, size.height)), yaw: p[Index.yaw],
            pitch: p[Index.pitch], roll: p[Index.roll], tx: p[Index.tx], ty: p[Index.ty], tz: exp(p[Index.logTz]),
            radial: p[Index.radial], size: size)
    }

    private static func firstGuess(
        _ observed: [Panel: ObservedPanel], size: Size, logFocal: FixturePriors.Normal
    ) -> [Double]? {
        let focal = exp(logFocal.mean) * Double(max(size.width, size.height))
        let width = exp(FixturePriors.logVerticalWidth.mean)
        let near = 0.5 + FixturePriors.verticalGap.mean
        let anchor: (rectangle: Box, seen: Quad)
        if let cabinet = observed[.cabinet] {
            anchor = (Box(-0.5, 0, 0.5, 1), cabinet.quad)
        } else if let left = observed[.left]?.quad, let right = observed[.right]?.quad {
            let outer = Quad(left.topLeft, right.topRight, right.bottomRight, left.bottomLeft)
            anchor = (Box(-near - width, 0, near + width, 1), outer)
        } else if let left = observed[.left]?.quad {
            anchor = (Box(-near - width, 0, -near, 1), left)
        } else if let right = observed[.right]?.quad {
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
            observed[.cabinet] == nil ? FixturePriors.logCabinetHeight.mean : log(max(0.01, start.height))
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

    /// The corners of a panel as the parameters have them.
    func corners(of panel: Panel, _ p: [Double]) -> [ScenePoint] {
        if panel == .cabinet {
            let h = exp(p[Index.cabinetHeight])
            return [
                ScenePoint(x: -0.5, y: 0, z: 0), ScenePoint(x: 0.5, y: 0, z: 0), ScenePoint(x: 0.5, y: h, z: 0),
                ScenePoint(x: -0.5, y: h, z: 0),
            ]
        }
        let i = Index.start(panel)
        let z = panel == .topAd ? p[Index.topAdDepth] : p[Index.verticalDepth]
        let (w, h) = (exp(p[i + 2]) / 2, exp(p[i + 3]) / 2)
        let (s, c) = (sin(p[i + 4]), cos(p[i + 4]))
        return [(-w, -h), (w, -h), (w, h), (-w, h)].map { a, b in
            ScenePoint(x: p[i] + c * a - s * b, y: p[i + 1] + s * a + c * b, z: z)
        }
    }

    /// All residuals in units of their sigmas: two a corner, then the priors; `robust` ones share a Huber weight.
    private func residuals(_ p: [Double]) -> [Double] {
        var out: [Double] = []
        out.reserveCapacity(64)
        let camera = FixtureFit.camera(p, size: size)
        for panel in Panel.allCases {
            guard let seen = observed[panel] else { continue }
            for (i, corner) in corners(of: panel, p).enumerated() {
                let d = camera.project(corner) - seen.quad.corners[i]
                out.append(d.x / seen.sigmas[i])
                out.append(d.y / seen.sigmas[i])
            }
        }
        func prior(_ value: Double, _ normal: FixturePriors.Normal) { out.append((value - normal.mean) / normal.sigma) }
        for panel in [Panel.topAd, .left, .right] where observed[panel] != nil {
            prior(p[Index.start(panel) + 4], FixturePriors.tilt)
        }
        prior(p[Index.logFocal], logFocal)
        prior(p[Index.radial], FixturePriors.radial)
        prior(p[Index.roll], FixturePriors.roll)
        prior(p[Index.pitch], FixturePriors.pitch)
        if observed[.cabinet] != nil { prior(p[Index.cabinetHeight], FixturePriors.logCabinetHeight) }
        if observed[.topAd] != nil { prior(p[Index.topAdDepth], FixturePriors.topAdDepth) }
        let (l, r) = (Index.start(.left), Index.start(.right))
        if observed[.left] != nil {
            prior(-p[l] - exp(p[l + 2]) / 2 - 0.5, FixturePriors.verticalGap)
            prior(p[l + 2], FixturePriors.logVerticalWidth)
        }
        if observed[.right] != nil {
            prior(p[r] - exp(p[r + 2]) / 2 - 0.5, FixturePriors.verticalGap)
            prior(p[r + 2], FixturePriors.logVerticalWidth)
        }
        if observed[.left] != nil || observed[.right] != nil {
            prior(p[Index.verticalDepth], FixturePriors.verticalDepth)
        }
        if observed[.left] != nil, observed[.right] != nil {
            prior(p[l] + p[r], FixturePriors.verticalAsymmetry)
            prior(p[l + 1] - p[r + 1], FixturePriors.verticalLevel)
        }
        return out
    }

    /// Rows with a Huber weight: corners two by two, then tilts one by one.
    private var cornerRows: Int { observed.count * 8 }
    private var tiltRows: Int { observed.keys.filter { $0 != .cabinet }.count }

    /// Square roots of the Huber weights (Huber 1964; k = 2.5) and the robust cost.
    private func weights(_ r: [Double]) -> (roots: [Double], cost: Double) {
        let k = 2.5
        var roots = [Double](repeating: 1, count: r.count)
        var cost = 0.0
        func share(_ rows: Range<Int>) {
            let norm = rows.reduce(0) { $0 + r[$1] * r[$1] }.squareRoot()
            if norm <= k {
                cost += norm * norm
            } else {
                cost += 2 * k * norm - k * k
                for row in rows { roots[row] = (k / norm).squareRoot() }
            }
        }
        for row in stride(from: 0, to: cornerRows, by: 2) { share(row..<row + 2) }
        for row in cornerRows..<cornerRows + tiltRows { share(row..<row + 1) }
        for row in cornerRows + tiltRows..<r.count { cost += r[row] * r[row] }
        return (roots, cost)
    }

    /// Levenberg–Marquardt on the reweighted problem (Madsen, Nielsen, Tingleff 2004); false where it goes nowhere.
    private mutating func adjust() -> Bool {
        let n = active.count
        var damping = 1e-3
        var current = residuals(parameters)
        var (roots, cost) = weights(current)
        guard cost.isFinite else { return false }
        for _ in 0..<40 {
            let (matrix, gradient) = normalEquations(current, roots)
            normalMatrix = matrix
            var improved = false
            var gain = 0.0
            while damping < 1e9 {
                var damped = matrix
                for i in 0..<n { damped[i * n + i] += damping * max(matrix[i * n + i], 1e-9) }
                if let step = solve(damped, gradient) {
                    var trial = parameters
                    for (i, k) in active.enumerated() { trial[k] -= step[i] }
                    let next = residuals(trial)
                    let (nextRoots, nextCost) = weights(next)
                    if nextCost.isFinite, nextCost <= cost {
                        gain = cost - nextCost
                        (parameters, current, roots, cost) = (trial, next, nextRoots, nextCost)
                        damping = max(1e-9, damping / 5)
                        improved = true
                        break
                    }
                }
                damping *= 4
            }
            if !improved || gain < 1e-7 * (1 + cost) { break }
        }
        normalMatrix = normalEquations(current, roots).matrix
        let freedom = Double(max(1, current.count - n))
        misfit = max(1, cost / freedom).squareRoot()
        return parameters.allSatisfy(\.isFinite)
    }

    /// JᵀWJ and JᵀWr over the active parameters, the Jacobian by forward differences.
    private func normalEquations(_ r: [Double], _ roots: [Double]) -> (matrix: [Double], gradient: [Double]) {
        let n = active.count
        let rows = r.count
        var jacobian = [Double](repeating: 0, count: n * rows)
        for (i, k) in active.enumerated() {
            let step = 1e-6 * max(1, abs(parameters[k]))
            var moved = parameters
            moved[k] += step
            let shifted = residuals(moved)
            for row in 0..<rows { jacobian[i * rows + row] = (shifted[row] - r[row]) / step * roots[row] }
        }
        var matrix = [Double](repeating: 0, count: n * n)
        var gradient = [Double](repeating: 0, count: n)
        for i in 0..<n {
            for j in i..<n {
                var sum = 0.0
                for row in 0..<rows { sum += jacobian[i * rows + row] * jacobian[j * rows + row] }
                matrix[i * n + j] = sum
                matrix[j * n + i] = sum
            }
            for row in 0..<rows { gradient[i] += jacobian[i * rows + row] * roots[row] * r[row] }
        }
        return (matrix, gradient)
    }
}
