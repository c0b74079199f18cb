import Geometry
public import Interchange
public import Records

/// One thing a run got wrong, for people to look at.
public struct Mistake: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A detection on nothing.
        case falseDetection = "false_detection"
        /// A panel that was not found.
        case missed
        /// The centering is far off.
        case centering
        /// A corner is far off.
        case corners
    }

    public var kind: Kind
    public var file: String
    public var label: String
    /// Where to look, upright full-size frame.
    public var box: Box
    /// What was found and what is true, for drawing.
    public var found: Quad?
    public var truth: Quad?
    /// The larger the worse, within its kind: confidence, box area, |offset error|, corner error in % of the width.
    public var score: Double
    /// One line for people.
    public var note: String
}

/// The worst mistakes of each kind, worst first.
public func worstMistakes(
    _ predictions: [Prediction], against truth: TruthSet, options: EvaluationOptions, each limit: Int = 12
) -> [Mistake] {
    precondition(predictions.count == truth.photos.count, "one prediction per photo")
    var all: [Mistake] = []
    for (photo, prediction) in zip(truth.photos, predictions) {
        let scored = ScoredPhoto(truth: photo, prediction: prediction, options: options)
        for label in truth.labels { all += mistakes(label, scored) }
        if let mistake = centeringMistake(scored) { all.append(mistake) }
    }
    return Mistake.Kind.allCases.flatMap { kind in
        stableSorted(all.filter { $0.kind == kind }) { $0.score > $1.score }.prefix(limit)
    }
}

private func mistakes(_ label: String, _ photo: ScoredPhoto) -> [Mistake] {
    let (match, detections, panels) = photo.match(label)
    let file = photo.truth.file
    var out = match.falseOnes.map { d in
        Mistake(
            kind: .falseDetection, file: file, label: label, box: detections[d].box, found: detections[d].quad,
            truth: nil, score: detections[d].confidence,
            note: "\(label) with confidence \(figure(detections[d].confidence)) where there is none")
    }
    out += match.missed.map { t in
        Mistake(
            kind: .missed, file: file, label: label, box: panels[t].box, found: nil, truth: panels[t].quad,
            score: panels[t].box.area,
            note: "\(label) not found" + (panels[t].tags.isEmpty ? "" : " (\(panels[t].tags.joined(separator: ", ")))"))
    }
    for pair in match.pairs {
        guard let found = detections[pair.detection].quad, let quad = panels[pair.truth].quad,
            let worst = cornerErrors(found: found, true: quad, size: photo.truth.size).map(\.percent).max()
        else { continue }
        out.append(
            Mistake(
                kind: .corners, file: file, label: label,
                box: panels[pair.truth].box.union(detections[pair.detection].box),
                found: found, truth: quad, score: worst, note: "a corner is off by \(figure(worst)) % of the width"))
    }
    return out
}

private func centeringMistake(_ photo: ScoredPhoto) -> Mistake? {
    guard let error = photo.centeringError, let asked = photo.askedOffset,
        let top = photo.truth.panels.first(where: { $0.label == Slot.topAd })
    else { return nil }
    let centering = photo.prediction.assessment?.centering
    let box = photo.truth.cabinet.map { top.box.union($0.hull.clipped(to: photo.truth.size)) } ?? top.box
    return Mistake(
        kind: .centering, file: photo.truth.file, label: Slot.topAd, box: box,
        found: photo.prediction.detections.filter { $0.slot == Slot.topAd }.max { $0.confidence < $1.confidence }?.quad,
        truth: top.quad, score: abs(error),
        note: "offset \(figure(centering?.fixtureOffset)) ± \(figure(centering?.uncertainty)) by "
            + "\(centering?.reference.rawValue ?? "nothing"), true \(figure(asked))")
}
