import Geometry
import Interchange
import Records

private let nothing = "nothing"

/// Truth label to found label at the operating point, whatever the label: each detection takes the free truth it
/// overlaps best.
func confusionTable(_ labels: [String], _ photos: [ScoredPhoto]) -> [String: [String: Int]] {
    var table: [String: [String: Int]] = [:]
    for photo in photos {
        let panels = photo.truth.panels
        let ignored = photo.ignored(panels)
        let detections = labels.flatMap(photo.confident)
        let match = LabelMatch(detections: detections, truth: panels, ignored: ignored)
        for pair in match.pairs {
            table[panels[pair.truth].label, default: [:]][detections[pair.detection].slot, default: 0] += 1
        }
        for d in match.falseOnes { table[nothing, default: [:]][detections[d].slot, default: 0] += 1 }
        for t in match.missed { table[panels[t].label, default: [:]][nothing, default: 0] += 1 }
    }
    return table
}

/// Posters or blank boards that a detection at the operating point covers with IoU ≥ 0.5.
func trapScore(
    _ labels: [String], _ photos: [ScoredPhoto], _ traps: (TruthPhoto) -> [Box]
) -> EvaluationReport.Traps {
    var count = 0
    var hits: [String: Int] = [:]
    for photo in photos {
        let detections = labels.flatMap(photo.confident)
        for trap in traps(photo.truth) {
            let visible = trap.clipped(to: photo.truth.size)
            guard visible.area > 0 else { continue }
            count += 1
            let best = detections.map { ($0.slot, $0.box.iou(visible)) }.max { $0.1 < $1.1 }
            if let best, best.1 >= LabelMatch.iou { hits[best.0, default: 0] += 1 }
        }
    }
    let hit = hits.values.reduce(0, +)
    return EvaluationReport.Traps(count: count, hit: hit, share: ratio(hit, count), labels: hits)
}

/// Photos without labelled panels, whatever their quality, that got a detection at the operating point.
func cleanScore(_ labels: [String], _ photos: [ScoredPhoto]) -> EvaluationReport.CleanPhotos {
    let clean = photos.filter { $0.truth.panels.isEmpty }
    let hit = clean.filter { photo in labels.contains { !photo.confident($0).isEmpty } }.count
    return EvaluationReport.CleanPhotos(
        photos: clean.count, withFalseDetection: hit, share: ratio(hit, clean.count))
}

/// Expected calibration error with 15 equal bins (Guo et al., On Calibration of Modern Neural Networks, 2017).
func calibrationScore(_ labels: [String], _ photos: [ScoredPhoto]) -> EvaluationReport.Calibration {
    var all: [(confidence: Double, right: Bool)] = []
    var confident: [(confidence: Double, right: Bool)] = []
    for photo in photos {
        for label in labels {
            let detections = photo.detections(label)
            let panels = photo.panels(label)
            let match = LabelMatch(detections: detections, truth: panels, ignored: photo.ignored(panels))
            let judged = match.pairs.map { ($0.detection, true) } + match.falseOnes.map { ($0, false) }
            for (d, right) in judged {
                let one = (detections[d].confidence, right)
                all.append(one)
                if detections[d].confidence >= photo.options.threshold(label) { confident.append(one) }
            }
        }
    }
    return EvaluationReport.Calibration(
        ece: expectedError(bins(all)), eceAtThreshold: expectedError(bins(confident)), bins: bins(all))
}

private func bins(_ list: [(confidence: Double, right: Bool)]) -> [EvaluationReport.Calibration.Bin] {
    let count = 15
    return (0..<count).compactMap { i in
        let lower = Double(i) / Double(count)
        let upper = Double(i + 1) / Double(count)
        let inside = list.filter { min(count - 1, Int($0.confidence * Double(count))) == i }
        guard !inside.isEmpty else { return nil }
        return EvaluationReport.Calibration.Bin(
            lower: lower, upper: upper, count: inside.count, meanConfidence: mean(inside.map(\.confidence)),
            shareRight: mean(inside.map { $0.right ? 1 : 0 }))
    }
}

private func expectedError(_ bins: [EvaluationReport.Calibration.Bin]) -> Double? {
    let total = bins.reduce(0) { $0 + $1.count }
    guard total > 0 else { return nil }
    return bins.reduce(0) { $0 + Double($1.count) * abs($1.meanConfidence - $1.shareRight) } / Double(total)
}
