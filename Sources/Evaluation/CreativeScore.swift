import Geometry
public import Interchange
import Records

/// How well the creatives on boards are named.
public struct CreativeScore: Hashable, Sendable, Codable {
    /// Labelled panels whose creative is in the catalogue.
    public var panels = 0
    public var right = 0
    /// Another creative was asserted.
    public var wrong = 0
    /// The family was recognised, and which of it is left open.
    public var undecided = 0
    /// Of all panels, those whose family was recognised, decided or not.
    public var familyRight = 0
    /// Nothing of the catalogue was recognised, or no board was found there.
    public var unrecognised = 0
    /// Visible posters and blank boards that were found as boards.
    public var others = 0
    /// Those of them that were taken for a creative.
    public var othersAccepted = 0

    /// One line for people.
    public var line: String {
        "creatives          right \(right) of \(panels), wrong asserted \(wrong), undecided with the right family "
            + "\(undecided), unrecognised or not found \(unrecognised); family right \(familyRight); other boards taken for one "
            + "\(othersAccepted) of \(others)"
    }
}

/// Scores what was recognised on boards.
///
/// - Parameters:
///   - predictions: one per photo of the truth, in its order.
///   - families: the family of each creative of the catalogue; panels with other creatives are not asked for.
public func creativeScore(
    _ predictions: [Prediction], against truth: TruthSet, options: EvaluationOptions, families: [String: String]
) -> CreativeScore {
    var score = CreativeScore()
    for (photo, prediction) in zip(truth.photos, predictions) where photo.quality == "ok" || options.includeDifficult {
        var free = prediction.boards
        for panel in photo.panels {
            let best = free.indices.max { free[$0].box.iou(panel.box) < free[$1].box.iou(panel.box) }
            let board = best.flatMap { free[$0].box.iou(panel.box) >= 0.3 ? free.remove(at: $0) : nil }
            guard !options.ignores(panel, in: photo), let truth = panel.creative, let family = families[truth] else {
                continue
            }
            score.note(board?.creative, truth: truth, family: family)
        }
        for other in photo.distractors + photo.emptyFixtures.map(\.hull) {
            let visible = other.clipped(to: photo.size)
            guard let board = free.first(where: { $0.box.iou(visible) >= 0.3 }) else { continue }
            score.others += 1
            score.othersAccepted += board.creative?.family == nil ? 0 : 1
        }
    }
    return score
}

extension CreativeScore {
    fileprivate mutating func note(_ seen: RecognisedCreative?, truth: String, family: String) {
        panels += 1
        guard let seen, let recognised = seen.family else {
            unrecognised += 1
            return
        }
        familyRight += recognised == family ? 1 : 0
        if let id = seen.id {
            right += id == truth ? 1 : 0
            wrong += id == truth ? 0 : 1
        } else if recognised == family {
            undecided += 1
        } else {
            wrong += 1
        }
    }
}
