import Ledger
import Records
import Settings

/// What `evaluate --reviewed` prints: how often the machine was right, from the random share of the reviews.
struct FieldAccuracyReport: Encodable {
    struct Row: Encodable {
        var question: String
        /// nil: all regions.
        var region: String?
        var accuracy: FieldAccuracy
    }

    var corrections: Int
    var rows: [Row] = []

    init(_ ledger: Ledger) throws {
        corrections = try ledger.correctionCount()
        let sample = try ledger.fieldSample()
        for question in FieldSample.Question.allCases {
            for region in [nil] + sample.regions.map(Optional.some) {
                guard let accuracy = sample.accuracy(question, region: region) else { continue }
                // One region alone is the total once more.
                if region != nil, sample.regions.count < 2 { continue }
                rows.append(Row(question: question.rawValue, region: region, accuracy: accuracy))
            }
        }
    }

    var lines: [String] {
        guard !rows.isEmpty else {
            return [
                "\(corrections) corrections, none of them of a photo that was drawn at random: a tenth of what `sightline review` "
                    + "gives out is"
            ]
        }
        func percent(_ share: Double) -> String { "\(rounded(100 * share, decimals: 1)) %" }
        let table = TextTable(
            [["question", "region", "right", "95 % interval", "sampled", "photos"]]
                + rows.map { row in
                    let accuracy = row.accuracy
                    return [
                        row.question, row.region.map { $0.isEmpty ? "unknown" : $0 } ?? "all", percent(accuracy.share),
                        "\(percent(accuracy.low)) to \(percent(accuracy.high))", "\(accuracy.sampled)",
                        "\(accuracy.photos)",
                    ]
                })
        return ["\(corrections) corrections; right is what a reviewer would not have changed"] + table.lines
    }
}

extension Arguments {
    func showFieldAccuracy() throws -> ExitCode {
        if has("--truth") || has("--photos") { throw UsageError("--reviewed needs neither --truth nor --photos") }
        let report = try FieldAccuracyReport(try Ledger(toRead: path("--ledger") ?? Defaults.ledger))
        if has("--json") {
            try Output().json(report)
        } else {
            for line in report.lines { try Output().line(line) }
        }
        return .done
    }
}
