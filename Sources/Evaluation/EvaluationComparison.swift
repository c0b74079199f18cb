import Foundation

/// Two runs over the same truth, figure by figure.
public struct EvaluationComparison: Hashable, Sendable, Codable {
    public struct Row: Hashable, Sendable, Codable {
        /// As in the report's JSON: `overall.f1`, `labels.top_ad.ap50`, …
        public var figure: String
        public var this: Double?
        public var against: Double?
        /// this − against.
        public var difference: Double?
        /// nil where the two are equal or one is unknown.
        public var better: Bool?
    }

    public var this: String
    public var against: String
    public var rows: [Row]

    /// The comparison as a table, one trailing newline.
    public var text: String {
        func right(_ text: String) -> String { String(repeating: " ", count: max(1, 12 - text.count)) + text }
        func cell(_ value: Double?) -> String { right(figure(value)) }
        let width = (rows.map(\.figure.count).max() ?? 0) + 2
        let heading =
            "figure" + String(repeating: " ", count: max(0, width - 6))
            + ["this", "against", "difference"].map(right).joined()
        var lines = ["this: \(this); against: \(against)", heading]
        for row in rows {
            let name = row.figure + String(repeating: " ", count: width - row.figure.count)
            let word = row.better.map { $0 ? "  better" : "  worse" } ?? ""
            lines.append(name + cell(row.this) + cell(row.against) + cell(row.difference) + word)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Compares two reports made from the same truth with the same options.
public func compare(_ this: EvaluationReport, _ against: EvaluationReport) -> EvaluationComparison {
    let rows = figures(this).map { name, higherIsBetter, value in
        let a = value(this)
        let b = value(against)
        let difference = a.flatMap { a in b.map { a - $0 } }
        let better = difference.flatMap { $0 == 0 ? nil : ($0 > 0) == higherIsBetter }
        return EvaluationComparison.Row(figure: name, this: a, against: b, difference: difference, better: better)
    }
    return EvaluationComparison(this: this.name, against: against.name, rows: rows)
}

private typealias Figure = (name: String, higherIsBetter: Bool, value: (EvaluationReport) -> Double?)

private func figures(_ report: EvaluationReport) -> [Figure] {
    func detections(_ prefix: String, _ of: @escaping (EvaluationReport) -> EvaluationReport.Detections?) -> [Figure] {
        [
            (prefix + ".precision", true, { of($0)?.precision }), (prefix + ".recall", true, { of($0)?.recall }),
            (prefix + ".f1", true, { of($0)?.f1 }), (prefix + ".ap50", true, { of($0)?.ap50 }),
            (prefix + ".ap50_95", true, { of($0)?.ap50To95 }),
        ]
    }
    var out = detections("overall") { $0.overall }
    for label in report.labels.keys.sorted() { out += detections("labels." + label) { $0.labels[label] } }
    out += [
        ("corners.percent.median", false, { $0.corners.percent.median }),
        ("corners.percent.p95", false, { $0.corners.percent.p95 }),
        ("centering.error.median", false, { $0.centering.error.median }),
        ("centering.error.p95", false, { $0.centering.error.p95 }),
        ("centering.share_assessed", true, { $0.centering.shareAssessed }),
        ("centering.verdict_accuracy", true, { $0.centering.verdictAccuracy }),
        ("distractors.share", false, { $0.distractors.share }),
        ("clean_photos.share", false, { $0.cleanPhotos.share }),
        ("calibration.ece", false, { $0.calibration.ece }),
    ]
    for slice in report.slices.keys.sorted() {
        out.append(("slices.\(slice).recall", true, { $0.slices[slice]?.recall }))
    }
    return out
}
