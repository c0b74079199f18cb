import Geometry
import Records

/// A panel as the fit sees it: its corners and how far each may be off.
struct ObservedPanel {
    let quad: Quad
    /// The quad's corners, kept because the fit reads them thousands of times.
    let corners: [Point]
    /// One standard deviation a coordinate, pixels, by corner.
    let sigmas: [Double]

    /// nil where the quad is not a panel at all: folded, or smaller than four pixels.
    init?(_ detection: Detection, relative: Double, size: Size, model: UncertaintyModel) {
        let quad = detection.quad ?? Quad(detection.box)
        self.quad = quad
        corners = quad.corners
        let area = abs(quad.area)
        guard quad.isConvex, area > 4, quad.corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return nil }
        if let stated = detection.cornerSigmas, stated.count == 4, stated.allSatisfy({ $0 >= 0 && $0.isFinite }) {
            let floor = model.floor * Double(max(size.width, size.height))
            // A print that the frame cuts looks whole: no network sees how far it goes on.
            let cut = detection.slot == Slot.cabinet ? 0 : model.cut * area.squareRoot()
            sigmas = zip(stated, quad.corners).map { sigma, corner in
                let own = model.stated * sigma
                let beyond = corner.isCut(bySidesOf: size) ? cut : 0
                return max(1e-3, (floor * floor + own * own + beyond * beyond).squareRoot())
            }
            return
        }
        let extent = area.squareRoot()
        let longSide = Double(max(size.width, size.height))
        let share = detection.quad == nil ? model.boxOnly : relative
        let doubt = 1 + model.unsure * (1 - min(1, max(0, detection.confidence)))
        let floor = model.floor * longSide
        // A sigma of nothing would make one corner the whole truth.
        let base = max(1e-3, (floor * floor + share * share * extent * extent).squareRoot() * doubt)
        sigmas = quad.corners.map { base + model.outside * $0.distance(outside: size) }
    }
}

extension Point {
    /// Whether it lies at the frame's left or right side, or beyond: within 1 % of the width.
    fileprivate func isCut(bySidesOf size: Size) -> Bool {
        let width = Double(size.width)
        return x < 0.01 * width || x > 0.99 * width
    }
}

/// The panels that the fit uses, where they were seen.
struct ObservedPanels {
    var cabinet: ObservedPanel?
    var topAd: ObservedPanel?
    var left: ObservedPanel?
    var right: ObservedPanel?

    subscript(panel: FixtureFit.Panel) -> ObservedPanel? {
        get {
            switch panel {
            case .cabinet: cabinet
            case .topAd: topAd
            case .left: left
            case .right: right
            }
        }
        set {
            switch panel {
            case .cabinet: cabinet = newValue
            case .topAd: topAd = newValue
            case .left: left = newValue
            case .right: right = newValue
            }
        }
    }

    var count: Int { [cabinet != nil, topAd != nil, left != nil, right != nil].count { $0 } }
}
