import Geometry
import Records

/// One corner's distance from where it is.
struct CornerError {
    var pixels: Double
    /// Of the panel's width: the mean of its top and bottom edge.
    var percent: Double
    var inFrame: Bool
}

/// The four corner errors of a found panel.
func cornerErrors(found: Quad, true quad: Quad, size: Size) -> [CornerError] {
    let width = quad.meanWidth
    guard width > 0 else { return [] }
    return zip(found.corners, quad.corners).map { a, b in
        let inside = b.x >= 0 && b.y >= 0 && b.x <= Double(size.width) && b.y <= Double(size.height)
        return CornerError(pixels: a.distance(to: b), percent: 100 * a.distance(to: b) / width, inFrame: inside)
    }
}

/// Over the correctly found panels of one label in one photo.
func cornerErrors(_ label: String, _ photo: ScoredPhoto) -> [CornerError] {
    let (match, detections, panels) = photo.match(label)
    return match.pairs.flatMap { pair -> [CornerError] in
        guard let found = detections[pair.detection].quad, let quad = panels[pair.truth].quad else { return [] }
        return cornerErrors(found: found, true: quad, size: photo.truth.size)
    }
}

func cornerScore(_ errors: [CornerError]) -> EvaluationReport.Corners {
    EvaluationReport.Corners(
        pixels: .init(errors.map(\.pixels)), percent: .init(errors.map(\.percent)),
        percentInFrame: .init(errors.filter(\.inFrame).map(\.percent)))
}

/// The most confident cabinet of each photo against the true one, over photos of quality `ok`.
func cabinetScore(_ photos: [ScoredPhoto]) -> EvaluationReport.Cabinet {
    var asked = 0
    var found = 0
    var errors: [CornerError] = []
    for photo in photos {
        guard let quad = photo.truth.cabinet, photo.options.includeDifficult || photo.truth.quality == "ok" else {
            continue
        }
        asked += 1
        let size = photo.truth.size
        guard let best = photo.confident(Slot.cabinet).max(by: { $0.confidence < $1.confidence }),
            best.box.iou(quad.hull.clipped(to: size)) >= LabelMatch.iou
        else { continue }
        found += 1
        if let seen = best.quad { errors += cornerErrors(found: seen, true: quad, size: size) }
    }
    return EvaluationReport.Cabinet(
        photos: asked, found: found, recall: ratio(found, asked), corners: cornerScore(errors))
}
