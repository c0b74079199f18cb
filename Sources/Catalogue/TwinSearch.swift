import Records

/// Which artworks are easily taken for each other.
///
/// Two whose sides have one ratio within 2 % and that belong to one family, or look alike: 32 × 32 means of their thumbnails
/// correlate by 0.9 or more. Siblings among the 48 artworks drawn for this project correlate by 0.87 to 1.00, other pairs by
/// 0.66 at most but for two pairs of plain notices (0.93 and 0.92; all with ratios within 30 %). Siblings of other ratios are
/// twins, too: they differ everywhere.
struct TwinSearch {
    static let side = 32
    static let leastCorrelation: Float = 0.9
    static let aspectTolerance = 0.02
    /// Of a family of hundreds only the most alike: the file stays small, and those are the ones that are confused.
    static let mostPerArtwork = 16

    /// What is compared of an artwork.
    struct Look {
        let family: String?
        let aspect: Double
        /// Means less their mean, over their length; all 0 for a picture of one tone.
        let signature: [Float]

        init(family: String?, size: Size, thumbnail: GreyPicture) {
            self.family = family
            aspect = Double(max(1, size.width)) / Double(max(1, size.height))
            let means = thumbnail.means(columns: TwinSearch.side, rows: TwinSearch.side)
            let mean = means.reduce(0, +) / Float(means.count)
            let centred = means.map { $0 - mean }
            let length = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
            // Less than one grey level of deviation is a picture of one tone.
            signature = length < Float(TwinSearch.side) ? centred.map { _ in 0 } : centred.map { $0 / length }
        }
    }

    struct Pair: Hashable {
        let first: Int
        let second: Int
        /// −1…1; −2 for siblings whose sides have other ratios.
        let likeness: Float

        var differsEverywhere: Bool { likeness < -1 }
    }

    /// The pairs, in the order of first and second.
    static func pairs(of looks: [Look]) -> [Pair] {
        var candidates: [Pair] = []
        for first in looks.indices {
            for second in looks.indices.dropFirst(first + 1) {
                if let pair = pair(looks, first, second) { candidates.append(pair) }
            }
        }
        var kept: Set<Pair> = []
        var nearest: [Int: [Pair]] = [:]
        for pair in candidates {
            nearest[pair.first, default: []].append(pair)
            nearest[pair.second, default: []].append(pair)
        }
        for pairs in nearest.values {
            kept.formUnion(pairs.sorted(by: isMoreAlike).prefix(mostPerArtwork))
        }
        return kept.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    }

    private static func pair(_ looks: [Look], _ first: Int, _ second: Int) -> Pair? {
        let (a, b) = (looks[first], looks[second])
        let isFamily = a.family != nil && a.family == b.family
        guard max(a.aspect / b.aspect, b.aspect / a.aspect) <= 1 + aspectTolerance else {
            return isFamily ? Pair(first: first, second: second, likeness: -2) : nil
        }
        var likeness: Float = 0
        for index in a.signature.indices { likeness += a.signature[index] * b.signature[index] }
        return isFamily || likeness >= leastCorrelation ? Pair(first: first, second: second, likeness: likeness) : nil
    }

    private static func isMoreAlike(_ a: Pair, _ b: Pair) -> Bool {
        a.likeness != b.likeness ? a.likeness > b.likeness : (a.first, a.second) < (b.first, b.second)
    }
}
