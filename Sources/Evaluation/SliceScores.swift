import Interchange
import Records

/// A condition under which truth is looked at on its own.
private struct Condition: Sendable {
    var name: String
    /// The condition is the photo's, so its false detections are known too.
    var ofPhoto: Bool
    var holds: @Sendable (TruthPhoto, TruthPanel) -> Bool
}

/// Shorter side under 4 % of the photo's longer side: 32 pixels of 800.
@Sendable private func isSmall(_ photo: TruthPhoto, _ panel: TruthPanel) -> Bool {
    min(panel.box.width, panel.box.height) < 0.04 * Double(max(photo.size.width, photo.size.height))
}

private let conditions: [Condition] =
    ["normal", "occluded", "truncated", "glare", "tilted", "faded", "damaged", "outdated", "wrong_slot"].map { tag in
        Condition(name: tag, ofPhoto: false) { $1.tags.contains(tag) }
    } + [
        Condition(name: "small", ofPhoto: false, holds: isSmall),
        Condition(name: "portrait", ofPhoto: true) { photo, _ in photo.size.height > photo.size.width },
        Condition(name: "landscape", ofPhoto: true) { photo, _ in photo.size.height <= photo.size.width },
    ]
    + ["dark", "blur", "finger"].map { quality in
        Condition(name: quality, ofPhoto: true) { photo, _ in photo.quality == quality }
    }

/// Recall, corners and centering by condition; conditions that do not occur are left out.
func sliceScores(_ labels: [String], _ photos: [ScoredPhoto]) -> [String: EvaluationReport.Slice] {
    var out: [String: EvaluationReport.Slice] = [:]
    for condition in conditions {
        let slice = score(condition, labels, photos)
        if slice.panels > 0 { out[condition.name] = slice }
    }
    return out
}

private func score(_ condition: Condition, _ labels: [String], _ photos: [ScoredPhoto]) -> EvaluationReport.Slice {
    var panels = 0
    var found = 0
    var falseOnes = 0
    var corners: [CornerError] = []
    var centering: [Double] = []
    for photo in photos {
        let photo = photo.countingItsQuality(condition.ofPhoto)
        var holdsTopAd = false
        for label in labels {
            let (match, detections, truth) = photo.match(label)
            for t in match.missed where condition.holds(photo.truth, truth[t]) { panels += 1 }
            for pair in match.pairs where condition.holds(photo.truth, truth[pair.truth]) {
                panels += 1
                found += 1
                if label == Slot.topAd { holdsTopAd = true }
                if let seen = detections[pair.detection].quad, let quad = truth[pair.truth].quad {
                    corners += cornerErrors(found: seen, true: quad, size: photo.truth.size)
                }
            }
            let anyone = TruthPanel(label: label, box: Box(0, 0, 0, 0))
            if condition.ofPhoto, condition.holds(photo.truth, anyone) { falseOnes += match.falseOnes.count }
        }
        if holdsTopAd, let error = photo.centeringError { centering.append(abs(error)) }
    }
    let asked = found + panels + falseOnes
    return EvaluationReport.Slice(
        panels: panels, found: found, recall: ratio(found, panels), falsePositives: condition.ofPhoto ? falseOnes : nil,
        f1: condition.ofPhoto && asked > 0 ? Double(2 * found) / Double(asked) : nil,
        cornerPercent: cornerScore(corners).percent, centeringError: .init(centering))
}

extension ScoredPhoto {
    /// For a slice by the photo's quality: its panels that are not marked difficult themselves count.
    fileprivate func countingItsQuality(_ yes: Bool) -> ScoredPhoto {
        guard yes, truth.quality != "ok" else { return self }
        var readable = truth
        readable.panels = readable.panels.map { panel in
            var panel = panel
            // A crowd region is ignored whatever else is counted.
            panel.isCrowd = panel.isCrowd || (panel.difficult && !options.includeDifficult)
            return panel
        }
        var counting = options
        counting.includeDifficult = true
        return ScoredPhoto(truth: readable, prediction: prediction, options: counting)
    }
}
