public import Records

/// What the random share says of the machine, counted by region.
public struct FieldSample: Sendable {
    /// A question asked of each photo.
    public enum Question: String, Sendable, CaseIterable, Codable {
        /// The machine's verdict is the one that follows from the reviewer's facts.
        case verdict
        /// The creatives in the programme's slots are the reviewer's.
        case creative
        /// The top ad's offset is within 0.02 cabinet widths of the one that follows from the reviewer's corners.
        case centering
    }

    /// By question and region; the region is empty where it is not known.
    public var strata: [Question: [String: FieldAccuracy.Stratum]] = [:]

    /// Cabinet widths.
    public static let centeringTolerance = 0.02

    /// The estimate over all regions, or of one.
    public func accuracy(_ question: Question, region: String? = nil) -> FieldAccuracy? {
        let all = strata[question] ?? [:]
        return FieldAccuracy(region.map { [all[$0]].compactMap { $0 } } ?? all.map(\.value))
    }

    public var regions: [String] { Set(strata.values.flatMap(\.keys)).sorted() }
}

extension Ledger {
    /// The random share of the photos in the queue, held against what the machine first said of them.
    ///
    /// A photo belongs to it where it was done and its draw is at most the largest of its region that was drawn and done.
    public func fieldSample() throws(LedgerError) -> FieldSample {
        var sample = FieldSample()
        let sizes = try database.all("SELECT region, count(*) FROM review_photo GROUP BY region") {
            (region: $0.text(0) ?? "", count: Int($0.int(1)))
        }
        for question in FieldSample.Question.allCases {
            for row in sizes {
                sample.strata[question, default: [:]][row.region] = .init(size: row.count, sampled: 0, right: 0)
            }
        }
        let rows = try database.all(
            """
            SELECT p.region, p.done FROM review_photo p
              JOIN (SELECT region, max(draw) AS reach FROM review_photo WHERE drawn_ms IS NOT NULL AND done IS NOT NULL
                     GROUP BY region) f ON f.region = p.region AND p.draw <= f.reach
             WHERE p.done IS NOT NULL
            """
        ) { (region: $0.text(0) ?? "", correction: $0.int(1)) }
        for row in rows {
            guard let correction = try correction(row.correction) else { continue }
            for (question, isRight) in FieldSample.answers(correction) {
                sample.strata[question]?[row.region]?.sampled += 1
                if isRight { sample.strata[question]?[row.region]?.right += 1 }
            }
        }
        return sample
    }
}

extension FieldSample {
    /// What one correction says; a question that it does not answer is left out.
    static func answers(_ correction: StoredCorrection) -> [(Question, Bool)] {
        var answers: [(Question, Bool)] = [(.verdict, correction.verdict == correction.machineVerdict)]
        guard !correction.word.correction.cannotTell else { return answers }
        let (found, said) = (creatives(correction.word.machine), creatives(correction.word.correction.panels))
        // Where nobody looked for creatives and nobody named one, nothing was asked.
        if !found.isEmpty || !said.isEmpty { answers.append((.creative, found == said)) }
        if correction.machineOffset != nil || correction.offset != nil {
            let difference = correction.machineOffset.flatMap { a in correction.offset.map { abs(a - $0) } }
            answers.append((.centering, difference.map { $0 <= centeringTolerance } ?? false))
        }
        return answers
    }

    /// The creatives in slots, as many as hang there.
    private static func creatives(_ panels: [Correction.Panel]) -> [String] {
        panels.compactMap { panel in
            guard let slot = panel.slot, let creative = panel.creative, !creative.isEmpty else { return nil }
            return "\(slot)\u{1F}\(creative)"
        }.sorted()
    }
}
