import Foundation
import Geometry
import Records

/// What the networks say of a board besides that it is one: probabilities by the card's calibrations.
struct BoardAnswers {
    /// The slot in whose place it hangs; nil where it hangs in none, or that is the likeliest.
    let slot: String?
    /// The likeliest of the slots, however unlikely.
    let likeliest: String
    /// Probability that it hangs in some slot's place.
    let inPlace: Double
    /// Probability that its print looks like a programme ad.
    let programme: Double
    /// Probability that nothing is printed on it.
    let blank: Double
    /// Given a board: probability that it is a programme ad in the likeliest slot.
    let ad: Double
    private let scales: [Double]

    init(_ panel: FoundPanel, _ card: ModelCard.Boards) {
        let more = panel.candidate.more
        let logits = (0...card.slots.count).map { Double(more[card.slotAt + $0]) / card.temperature }
        // Shifted by the largest, so that nothing overflows.
        let most = logits.max() ?? 0
        let powers = logits.map { exp($0 - most) }
        let sum = powers.reduce(0, +)
        let best = card.slots.indices.max { powers[$0] < powers[$1] } ?? 0
        likeliest = card.slots[best]
        slot = powers[best] > powers[card.slots.count] ? card.slots[best] : nil
        inPlace = 1 - powers[card.slots.count] / sum
        programme = card.programme.probability(more[card.programmeAt], panel.programme)
        blank = card.blank.probability(more[card.blankAt], panel.blank)
        ad = powers[best] / sum * programme * (1 - blank)
        scales = (0..<4).map { Double(more[card.scaleAt + $0]) }
    }

    /// One standard deviation per coordinate of each corner TL TR BR BL, by the first network alone.
    ///
    /// Its scales are the mean distance of a corner from its place, in parts of the quad's size; for equal normal errors
    /// of both coordinates, that is √(π/2) standard deviations (the mean of a Rayleigh distribution).
    func deviations(of quad: Quad) -> [Double] {
        let size = abs(quad.area).squareRoot()
        return scales.map { size * exp(min(max($0, -7), 2)) / (Double.pi / 2).squareRoot() }
    }
}

extension ModelCard.Combination {
    /// Of the first network's logit and the panel network's.
    func probability(_ z: Float, _ s: Float) -> Double {
        1 / (1 + exp(-(first * Double(z) + second * Double(s) + offset)))
    }
}
