import Compliance
import Records

extension ScoredPhoto {
    /// The true offset where the photo asks for it: a top ad that counts, whose offset is known.
    var askedOffset: Double? {
        let asked = panels(Slot.topAd).contains { !options.ignores($0, in: truth) }
        return asked ? truth.topOffset : nil
    }

    /// Signed error of the fixture offset.
    var centeringError: Double? {
        guard let asked = askedOffset, let offset = prediction.assessment?.centering?.fixtureOffset else { return nil }
        return offset - asked
    }
}

/// Errors, verdicts and coverage over every top ad that is asked for; a photo without an assessment is not assessed.
func centeringScore(_ photos: [ScoredPhoto], _ options: EvaluationOptions) -> EvaluationReport.CenteringScore {
    var asked = 0
    var assessed = 0
    var scored = 0
    var right = 0
    var covered = 0
    var errors: [Double] = []
    var uncertainties: [Double] = []
    var references: [String: Int] = [:]
    for photo in photos {
        guard let offset = photo.askedOffset else { continue }
        asked += 1
        let assessment = photo.prediction.assessment
        references[assessment?.centering?.reference.rawValue ?? "none", default: 0] += 1
        if let error = photo.centeringError, let stated = assessment?.centering?.uncertainty {
            errors.append(abs(error))
            uncertainties.append(stated)
            if abs(error) <= stated { covered += 1 }
        }
        guard let verdict = assessment?.verdict, verdict != .notAssessable else { continue }
        assessed += 1
        guard abs(abs(offset) - options.centreLimit) > options.verdictMargin else { continue }
        scored += 1
        if (verdict == .compliant) == (abs(offset) <= options.centreLimit) { right += 1 }
    }
    return EvaluationReport.CenteringScore(
        asked: asked, measured: errors.count, error: .init(errors), coverage: ratio(covered, errors.count),
        uncertainty: .init(uncertainties), shareAssessed: ratio(assessed, asked),
        verdictAccuracy: ratio(right, scored), verdictsScored: scored, references: references)
}
