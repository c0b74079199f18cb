import Records

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension FixtureFit {
    /// The corners of a panel as the parameters have them: top left, top right, bottom right, bottom left.
    func corners(of panel: Panel, _ p: [Double]) -> [ScenePoint] {
        let shape = shape(of: panel, p)
        return (0..<4).map(shape.corner)
    }

    private func shape(of panel: Panel, _ p: [Double]) -> PanelShape {
        if panel == .cabinet {
            let half = exp(p[Index.cabinetHeight]) / 2
            return PanelShape(x: 0, y: half, z: 0, halfWidth: 0.5, halfHeight: half, sine: 0, cosine: 1)
        }
        let i = Index.start(panel)
        return PanelShape(
            x: p[i], y: p[i + 1], z: panel == .topAd ? p[Index.topAdDepth] : p[Index.verticalDepth],
            halfWidth: exp(p[i + 2]) / 2, halfHeight: exp(p[i + 3]) / 2, sine: sin(p[i + 4]), cosine: cos(p[i + 4]))
    }

    /// All residuals in units of their sigmas: two a corner, then the tilts, then the other priors.
    func residuals(_ p: [Double]) -> [Double] {
        var out: [Double] = []
        out.reserveCapacity(64)
        let camera = FixtureFit.camera(p, size: size)
        for panel in Panel.allCases {
            guard let seen = observed[panel] else { continue }
            let shape = shape(of: panel, p)
            for i in 0..<4 {
                let d = camera.project(shape.corner(i)) - seen.corners[i]
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
        if observed.cabinet != nil { prior(p[Index.cabinetHeight], FixturePriors.logCabinetHeight) }
        if observed.topAd != nil { prior(p[Index.topAdDepth], FixturePriors.topAdDepth) }
        let (l, r) = (Index.start(.left), Index.start(.right))
        if observed.left != nil {
            prior(-p[l] - exp(p[l + 2]) / 2 - 0.5, FixturePriors.verticalGap)
            prior(p[l + 2], FixturePriors.logVerticalWidth)
        }
        if observed.right != nil {
            prior(p[r] - exp(p[r + 2]) / 2 - 0.5, FixturePriors.verticalGap)
            prior(p[r + 2], FixturePriors.logVerticalWidth)
        }
        if observed.left != nil || observed.right != nil {
            prior(p[Index.verticalDepth], FixturePriors.verticalDepth)
        }
        if observed.left != nil, observed.right != nil {
            prior(p[l] + p[r], FixturePriors.verticalAsymmetry)
            prior(p[l + 1] - p[r + 1], FixturePriors.verticalLevel)
        }
        return out
    }
}

/// A rectangle parallel to the cabinet's front, ready to give its corners.
private struct PanelShape {
    var x: Double
    var y: Double
    var z: Double
    var halfWidth: Double
    var halfHeight: Double
    var sine: Double
    var cosine: Double

    /// 0…3: top left, top right, bottom right, bottom left.
    func corner(_ i: Int) -> ScenePoint {
        let a = i == 1 || i == 2 ? halfWidth : -halfWidth
        let b = i >= 2 ? halfHeight : -halfHeight
        return ScenePoint(x: x + cosine * a - sine * b, y: y + sine * a + cosine * b, z: z)
    }
}
