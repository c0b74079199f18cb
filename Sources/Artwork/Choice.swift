import Foundation

/// The one of several siblings that fits a photo better than each of the others.
struct Choice {
    let place: Int
    /// Its smallest margin over another, 0…1; 1 where there is no other.
    let margin: Double
    /// By how much the chosen one fits better than each.
    private let margins: [Int: SiblingMargin]

    /// - Parameters:
    ///   - siblings: that are compared.
    ///   - first: the one that the search begins with.
    ///   - compare: how much better the first of two fits; of two the other way round, the opposite.
    init(_ siblings: [Int], from first: Int, compare: (Int, Int) throws -> SiblingMargin) rethrows {
        var best = first
        // Whoever beats the best so far takes its place; then it is held against all.
        for sibling in siblings where sibling != first {
            if try compare(best, sibling).margin < 0 { best = sibling }
        }
        var margins: [Int: SiblingMargin] = [:]
        for sibling in siblings where sibling != best { margins[sibling] = try compare(best, sibling) }
        place = best
        margin = min(max(margins.values.map(\.margin).min() ?? 1, 0), 1)
        self.margins = margins
    }

    /// Whether it fits clearly better than each of the others.
    func isClear(isWhole: Bool) -> Bool { margins.values.allSatisfy { $0.isClear(isWhole: isWhole) } }

    /// A probability shared out among the siblings: even where nothing tells two apart.
    func shares(of probability: Double) -> [Int: Double] {
        var weights = margins.mapValues { exp(-12 * max(-1, $0.margin)) }
        weights[place] = 1
        let sum = weights.values.reduce(0, +)
        return weights.mapValues { probability * $0 / sum }
    }
}
