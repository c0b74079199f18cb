import Foundation
import Records

extension EvaluationReport {
    /// The report as a table for people, fixed width, one trailing newline.
    public var text: String {
        var lines = ["\(name): \(counted(photos, "photo"))" + (includeDifficult ? ", difficult ones counted" : ""), ""]
        lines.append(
            row("", ["precision", "recall", "F1", "AP50", "AP50:95", "AR100", "threshold", "right", "false", "missed"]))
        for (label, score) in labels.sorted(by: { $0.key < $1.key }) + [("overall", overall)] {
            lines.append(
                row(
                    label,
                    [
                        figure(score.precision), figure(score.recall), figure(score.f1), figure(score.ap50),
                        figure(score.ap50To95), figure(score.ar100), figure(score.threshold),
                        "\(score.truePositives)", "\(score.falsePositives)", "\(score.falseNegatives)",
                    ]))
        }
        lines += [
            "", "corners            " + spread(corners.pixels, "px") + ", " + spread(corners.percent, "% of width"),
        ]
        lines.append("  in the frame     " + spread(corners.percentInFrame, "% of width"))
        if cabinet.photos > 0 {
            lines.append(
                "cabinet            found in \(figure(cabinet.recall)) of \(cabinet.photos), corners "
                    + spread(cabinet.corners.percent, "% of width"))
        }
        lines += centeringLines
        if let creatives { lines.append(creatives.line) }
        lines.append(trap("distractors hit", distractors))
        lines.append(trap("empty boards hit", emptyFixtures))
        lines.append(
            "photos without ads \(cleanPhotos.withFalseDetection) of \(cleanPhotos.photos) with a false detection "
                + "(\(figure(cleanPhotos.share)))")
        lines.append(
            "calibration        ECE \(figure(calibration.ece)), at the thresholds \(figure(calibration.eceAtThreshold))"
        )
        lines += ["", row("confusion (truth)", confusionColumns)]
        for (label, found) in confusion.sorted(by: { $0.key < $1.key }) {
            lines.append(row(label, confusionColumns.map { "\(found[$0] ?? 0)" }))
        }
        lines += ["", row("slice", ["panels", "recall", "F1", "corner %", "offset"])]
        for (name, slice) in slices.sorted(by: { $0.key < $1.key }) {
            lines.append(
                row(
                    name,
                    [
                        "\(slice.panels)", figure(slice.recall), figure(slice.f1), figure(slice.cornerPercent.median),
                        figure(slice.centeringError.median),
                    ]))
        }
        for (file, reason) in failures.sorted(by: { $0.key < $1.key }) {
            lines.append("not audited: \(file): \(reason)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var centeringLines: [String] {
        guard centering.asked > 0 else { return [] }
        return [
            "fixture offset     " + spread(centering.error, "cabinet widths") + " over \(centering.measured) of "
                + "\(centering.asked) top ads",
            "  uncertainty      " + spread(centering.uncertainty, "cabinet widths")
                + "; covers \(figure(centering.coverage)) of the errors",
            "  verdicts         right \(figure(centering.verdictAccuracy)) of \(centering.verdictsScored); "
                + "assessed \(figure(centering.shareAssessed))",
            "  reference        "
                + centering.references.sorted(by: { $0.key < $1.key }).map { "\($0.key) \($0.value)" }
                .joined(separator: ", "),
        ]
    }

    var confusionColumns: [String] { Set(confusion.values.flatMap(\.keys)).sorted() }

    private func trap(_ name: String, _ traps: Traps) -> String {
        let labels = traps.labels.sorted(by: { $0.key < $1.key }).map { "\($0.key) \($0.value)" }
        return pad(name, 19) + "\(traps.hit) of \(traps.count) (\(figure(traps.share)))"
            + (labels.isEmpty ? "" : ": " + labels.joined(separator: ", "))
    }
}

/// Four decimals; a dash where there is no figure.
func figure(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "–" }

private func spread(_ spread: EvaluationReport.Spread, _ unit: String) -> String {
    "median \(figure(spread.median)), p95 \(figure(spread.p95)) \(unit)"
}

private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
}

private func row(_ name: String, _ cells: [String]) -> String {
    pad(name, 20)
        + cells.map { String(repeating: " ", count: max(1, 19 - $0.count) - (cells.count > 6 ? 8 : 0)) + $0 }
        .joined()
}
