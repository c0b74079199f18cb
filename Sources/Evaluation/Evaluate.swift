public import Interchange
import Records

/// Scores predictions against truth: a pure function.
///
/// - Parameters:
///   - predictions: one per photo of the truth, in its order.
///   - name: what the report calls the run (model and version).
/// - Returns: the report; labels that the truth does not list (such as the cabinet) are not false detections.
public func evaluate(
    _ predictions: [Prediction], against truth: TruthSet, options: EvaluationOptions, name: String
) -> EvaluationReport {
    precondition(predictions.count == truth.photos.count, "one prediction per photo")
    let photos = zip(truth.photos, predictions).map { ScoredPhoto(truth: $0, prediction: $1, options: options) }
    let coco = Dictionary(
        uniqueKeysWithValues: truth.labels.map { label in
            (label, COCOMetrics.evaluate(photos.map { $0.cocoCase(label) }))
        })
    let labels = Dictionary(
        uniqueKeysWithValues: truth.labels.map { label in
            (label, labelScore(label, photos, coco[label], threshold: options.threshold(label)))
        })
    let failures = zip(truth.photos, predictions).compactMap { photo, prediction in
        prediction.failure.map { (photo.file, $0) }
    }
    return EvaluationReport(
        name: name, photos: photos.count, includeDifficult: options.includeDifficult,
        overall: overallScore(truth.labels.compactMap { labels[$0] }), labels: labels,
        corners: cornerScore(truth.labels.flatMap { label in photos.flatMap { cornerErrors(label, $0) } }),
        cabinet: cabinetScore(photos), centering: centeringScore(photos, options),
        confusion: confusionTable(truth.labels, photos),
        distractors: trapScore(truth.labels, photos) { $0.distractors },
        emptyFixtures: trapScore(truth.labels, photos) { $0.emptyFixtures.map(\.hull) },
        cleanPhotos: cleanScore(truth.labels, photos), calibration: calibrationScore(truth.labels, photos),
        slices: sliceScores(truth.labels, photos),
        curves: coco.compactMapValues { $0.precision.map { EvaluationReport.Curve(precision: $0[0]) } },
        failures: Dictionary(failures) { first, _ in first })
}

private func labelScore(
    _ label: String, _ photos: [ScoredPhoto], _ coco: COCOMetrics.LabelResult?, threshold: Double
) -> EvaluationReport.Detections {
    var score = EvaluationReport.Detections(
        ap50: coco?.averagePrecision50, ap50To95: coco?.averagePrecision, ar1: coco?.averageRecall(1),
        ar10: coco?.averageRecall(10), ar100: coco?.averageRecall(100), truePositives: 0, falsePositives: 0,
        falseNegatives: 0, dropped: 0, threshold: threshold)
    for photo in photos {
        let match = photo.match(label).match
        score.truePositives += match.pairs.count
        score.falsePositives += match.falseOnes.count
        score.falseNegatives += match.missed.count
        score.dropped += match.dropped.count
    }
    score.fillRates()
    return score
}

private func overallScore(_ labels: [EvaluationReport.Detections]) -> EvaluationReport.Detections {
    func average(_ value: (EvaluationReport.Detections) -> Double?) -> Double? {
        let known = labels.compactMap(value)
        return known.isEmpty ? nil : mean(known)
    }
    func sum(_ value: (EvaluationReport.Detections) -> Int) -> Int { labels.reduce(0) { $0 + value($1) } }
    var score = EvaluationReport.Detections(
        ap50: average(\.ap50), ap50To95: average(\.ap50To95), ar1: average(\.ar1), ar10: average(\.ar10),
        ar100: average(\.ar100), truePositives: sum(\.truePositives), falsePositives: sum(\.falsePositives),
        falseNegatives: sum(\.falseNegatives), dropped: sum(\.dropped), threshold: nil)
    score.fillRates()
    return score
}

extension EvaluationReport.Detections {
    /// Precision, recall and F1 from the counts.
    fileprivate mutating func fillRates() {
        precision = ratio(truePositives, truePositives + falsePositives)
        recall = ratio(truePositives, truePositives + falseNegatives)
        let asked = 2 * truePositives + falsePositives + falseNegatives
        f1 = asked > 0 ? Double(2 * truePositives) / Double(asked) : nil
    }
}
