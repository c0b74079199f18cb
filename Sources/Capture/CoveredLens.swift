import Foundation

/// How much of a photo a finger, a strap or a case hides: something so near to the lens that it has no sharp outline.
///
/// The largest region at the photo's edge without fine detail is looked at where it ends. A wall or the sky ends in sharp
/// edges; before a finger the detail of the scene fades out. Twelve numbers of that, weighted by a logistic regression;
/// how it was trained is told in "How a photo was taken" of the map.
struct CoveredLens {
    /// Share of the photo that is hidden, 0…1; 0 where nothing lies before the lens.
    let share: Double
    /// Log odds that something does; nil without a region to look at.
    let score: Double?

    init?(_ grid: CellGrid) {
        guard let map = BlockMap(grid) else { return nil }
        guard let outline = Outline(map) else {
            (share, score) = (0, nil)
            return
        }
        let score = zip(CoveredLens.weights, outline.numbers).reduce(CoveredLens.bias) { $0 + $1.0 * $1.1 }
        self.score = score
        share = score > 0 ? outline.share : 0
    }

    /// Trained by `python -m capture.cover` (Sources/Training); the bias holds the threshold.
    private static let weights: [Double] = [
        1.6907, 0.6627, -1.3519, -2.7502, -0.8211, 2.766, -0.7272, 0.5364, -1.5456, 0.658, 0.8837, -0.6728,
    ]
    private static let bias = 1.5486 - 4.3
}

/// A region without detail, and how it ends.
private struct Outline {
    let share: Double
    let numbers: [Double]

    init?(_ map: BlockMap) {
        let count = map.luma.count
        // Grain differs from photo to photo: what is smooth is said by the smoothest blocks.
        let smooth = max(4, 1.6 * percentile(map.detail, 0.03))
        let region = map.largestRegion { Double(map.detail[$0]) < smooth }
        let inside = region.indices.filter { region[$0] }
        let outside = region.indices.filter { !region[$0] }
        share = Double(inside.count) / Double(count)
        guard share >= 0.02, !outside.isEmpty else { return nil }
        let rings = (0..<4).reduce(into: [region]) { rings, _ in rings.append(map.grown(rings[rings.count - 1])) }
        let beside = region.indices.filter { rings[1][$0] && !region[$0] }
        let beyond = region.indices.filter { rings[4][$0] && !rings[2][$0] }
        guard beyond.count >= 5, !beside.isEmpty else { return nil }
        func detail(_ places: [Int], _ share: Double) -> Double { percentile(places.map { map.detail[$0] }, share) }
        func luma(_ places: [Int]) -> Double { places.reduce(0) { $0 + Double(map.luma[$1]) } / Double(places.count) }
        let slopes = map.slopes
        let outer = map.grown(region.map { !$0 })
        let rim = region.indices.filter { region[$0] ? outer[$0] : rings[1][$0] }
        let softness = rim.map { slopes[$0] / (map.detail[$0] + 0.5) }
        let soft = region.indices.filter { rings[3][$0] && slopes[$0] > 4 && map.detail[$0] < 0.35 * slopes[$0] }
        let mean = luma(inside)
        let spread = inside.reduce(0) { $0 + pow(Double(map.luma[$1]) - mean, 2) } / Double(inside.count)
        func ratio(_ a: Double, _ b: Double) -> Double { log(max(1e-3, min(2, a / max(1e-3, b)))) }
        numbers = [
            log(share + 0.02),
            ratio(detail(beside, 0.5), detail(beyond, 0.5)),
            ratio(detail(beside, 0.9), detail(beyond, 0.9)),
            ratio(detail(beside, 0.5), detail(outside, 0.5) + 0.1),
            (mean - luma(outside)) / 50,
            min(share, 0.2) * 5,
            min(3, Double(soft.count) / Double(inside.count).squareRoot()),
            log(percentile(softness, 0.5) + 0.1),
            log(percentile(softness, 0.75) + 0.1),
            log(percentile(rim.map { slopes[$0] }, 0.5) + 1),
            log(spread.squareRoot() + 2),
            detail(inside, 0.5),
        ]
    }
}

/// Between the two values at its place; 0 of nothing.
private func percentile(_ values: [Float], _ share: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let place = share * Double(sorted.count - 1)
    let low = Int(place)
    let high = min(sorted.count - 1, low + 1)
    return Double(sorted[low]) + (place - Double(low)) * Double(sorted[high] - sorted[low])
}
