public import Compliance
import Geometry
public import Interchange
import Records

/// Fits the detector's corner errors and the stretch of the stated interval to what the detector really did.
///
/// Meant for the training side's validation photos, whose result goes into the model card; never for the set that is
/// reported. Where there are too few corners of a kind to fit (under 40), the standard value stays.
///
/// - Parameters:
///   - predictions: one per photo of the truth, in its order; the detections at the thresholds are used.
/// - Returns: constants with which 95 % of the true centering errors lie within the stated uncertainty.
public func calibrateUncertainty(
    _ predictions: [Prediction], against truth: TruthSet, options: EvaluationOptions
) -> UncertaintyModel {
    precondition(predictions.count == truth.photos.count, "one prediction per photo")
    let photos = zip(truth.photos, predictions).map { ScoredPhoto(truth: $0, prediction: $1, options: options) }
    var model = UncertaintyModel.standard
    let panels = truth.labels.flatMap { label in photos.flatMap { cornerSamples(label, $0, model) } }
    let cabinets = photos.flatMap { cabinetSamples($0, model) }
    if let relative = fitRelative(panels) { model.panelRelative = relative }
    if let relative = fitRelative(cabinets) { model.cabinetRelative = relative }
    if let outside = fitOutside(cabinets, model.cabinetRelative) { model.outside = outside }
    let ratios = errorRatios(photos, model)
    if ratios.count >= 40, let stretch = percentile(ratios.sorted(), 0.95) {
        model.cabinetScale = stretch
        model.pairScale = max(1, stretch)
        model.panelScale = max(1, stretch)
    }
    return model
}

/// One coordinate of one corner.
private struct CornerSample {
    var error: Double
    /// Square root of the quad's area.
    var extent: Double
    var floor: Double
    /// How much the confidence widens the sigma.
    var doubt: Double
    /// Distance outside the frame.
    var beyond: Double

    func sigma(relative: Double, outside: Double) -> Double {
        (floor * floor + relative * relative * extent * extent).squareRoot() * doubt + outside * beyond
    }
}

private func samples(_ found: Detection, _ quad: Quad, _ photo: ScoredPhoto, _ model: UncertaintyModel)
    -> [CornerSample]
{
    guard let seen = found.quad else { return [] }
    let size = photo.truth.size
    return zip(seen.corners, quad.corners).flatMap { a, b in
        [a.x - b.x, a.y - b.y].map { error in
            CornerSample(
                error: abs(error), extent: abs(seen.area).squareRoot(),
                floor: model.floor * Double(max(size.width, size.height)),
                doubt: 1 + model.unsure * (1 - found.confidence), beyond: a.distance(outside: size))
        }
    }
}

private func cornerSamples(_ label: String, _ photo: ScoredPhoto, _ model: UncertaintyModel) -> [CornerSample] {
    let (match, detections, panels) = photo.match(label)
    return match.pairs.flatMap { pair in
        panels[pair.truth].quad.map { samples(detections[pair.detection], $0, photo, model) } ?? []
    }
}

private func cabinetSamples(_ photo: ScoredPhoto, _ model: UncertaintyModel) -> [CornerSample] {
    guard let quad = photo.truth.cabinet, photo.truth.quality == "ok",
        let best = photo.confident(Slot.cabinet).max(by: { $0.confidence < $1.confidence }),
        best.box.iou(quad.hull.clipped(to: photo.truth.size)) >= LabelMatch.iou
    else { return [] }
    return samples(best, quad, photo, model)
}

/// The relative sigma with which the 90th percentile of |error| / sigma is the normal distribution's, 1.645: fits the
/// tails, which decide coverage, rather than the bulk.
private func fitRelative(_ samples: [CornerSample]) -> Double? {
    let inside = samples.filter { $0.beyond == 0 }
    guard inside.count >= 40 else { return nil }
    return bisect { relative in
        percentile(inside.map { $0.error / $0.sigma(relative: relative, outside: 0) }.sorted(), 0.9) ?? 0
    }
}

private func fitOutside(_ samples: [CornerSample], _ relative: Double) -> Double? {
    let outside = samples.filter { $0.beyond > 0 }
    guard outside.count >= 40 else { return nil }
    return bisect { slope in
        percentile(outside.map { $0.error / $0.sigma(relative: relative, outside: slope) }.sorted(), 0.9) ?? 0
    }
}

/// Where the falling `ratio` reaches 1.645, between 0.0005 and 0.5.
private func bisect(_ ratio: (Double) -> Double) -> Double {
    var low = 0.0005
    var high = 0.5
    for _ in 0..<40 {
        let middle = (low + high) / 2
        if ratio(middle) > 1.645 { low = middle } else { high = middle }
    }
    return rounded((low + high) / 2, decimals: 5)
}

/// |error| / stated uncertainty of every offset measured against the cabinet with this model.
private func errorRatios(_ photos: [ScoredPhoto], _ model: UncertaintyModel) -> [Double] {
    photos.compactMap { photo in
        guard let asked = photo.askedOffset else { return nil }
        let confident = photo.prediction.detections.filter { $0.confidence >= photo.options.threshold($0.slot) }
        let centering = DisplayMeasurement(detections: confident, size: photo.truth.size, model: model).centering
        guard let centering, centering.reference == .cabinet, let offset = centering.fixtureOffset,
            let stated = centering.uncertainty, stated > 0
        else { return nil }
        return abs(offset - asked) / stated
    }
}
