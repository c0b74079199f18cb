public import Records

/// A homography that many of the given pairs of points agree on, however many do not.
///
/// RANSAC over samples of four pairs, scored by the sum of squared distances cut off at the tolerance (MSAC), each new best
/// one fitted anew to all that agree with it. Samples that turn a triangle over are passed by: what is printed on a flat
/// board is never seen mirrored. The samples are the same for the same pairs: no outcome depends on a clock.
/// Sources: Fischler and Bolles 1981; Torr and Zisserman, MLESAC, 2000; Chum, Matas and Kittler, Locally Optimized RANSAC, 2003.
public struct RobustHomography: Sendable {
    /// From the points to their images.
    public let map: Homography
    /// Indices of the pairs that agree.
    public let inliers: [Int]

    /// - Parameters:
    ///   - tolerance: largest distance from an image at which a pair agrees.
    ///   - samples: tried at most; fewer where most pairs agree.
    /// - Returns: nil for fewer than four pairs, or where no sample of four makes a map.
    public init?(_ points: [Point], to images: [Point], tolerance: Double, samples: Int = 400) {
        guard points.count >= 4, points.count == images.count else { return nil }
        var pairs = Pairs(points, images, tolerance)
        guard let best = pairs.best(samples: samples) else { return nil }
        map = best.map
        inliers = best.inliers
    }
}

private struct Pairs {
    struct Scored {
        var map: Homography
        var cost: Double
        var inliers: [Int]
    }

    let points: [Point]
    let images: [Point]
    let limit: Double
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    init(_ points: [Point], _ images: [Point], _ tolerance: Double) {
        self.points = points
        self.images = images
        limit = tolerance * tolerance
    }

    mutating func best(samples: Int) -> Scored? {
        var best: Scored?
        var wanted = samples
        var tried = 0
        while tried < wanted {
            tried += 1
            guard let sample = sample(), let map = map(of: sample) else { continue }
            let scored = score(map)
            guard scored.cost < best?.cost ?? .infinity else { continue }
            let fitted = refit(scored)
            best = fitted
            wanted = min(samples, needed(fitted.inliers.count))
        }
        return best.flatMap { $0.inliers.count >= 4 ? $0 : nil }
    }

    /// Samples after which one of agreeing pairs alone was drawn, with a probability of 0.999.
    private func needed(_ inliers: Int) -> Int {
        let share = Double(inliers) / Double(points.count)
        let all = share * share * share * share
        guard all > 1e-6, all < 1 else { return all < 1 ? .max : 1 }
        var missed = 1.0
        var count = 0
        while missed > 0.001, count < 100_000 {
            missed *= 1 - all
            count += 1
        }
        return max(count, 8)
    }

    /// Four different pairs.
    private mutating func sample() -> [Int]? {
        var chosen: [Int] = []
        for _ in 0..<12 where chosen.count < 4 {
            let next = Int(random() % UInt64(points.count))
            if !chosen.contains(next) { chosen.append(next) }
        }
        return chosen.count == 4 ? chosen : nil
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private func map(of sample: [Int]) -> Homography? {
        let (p, q) = (sample.map { points[$0] }, sample.map { images[$0] })
        for (a, b, c) in [(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)] {
            let (before, after) = (turn(p[a], p[b], p[c]), turn(q[a], q[b], q[c]))
            // Nearly on one line, or turned over.
            guard abs(before) > 1, abs(after) > 1, (before > 0) == (after > 0) else { return nil }
        }
        return Homography(from: Quad(p[0], p[1], p[2], p[3]), to: Quad(q[0], q[1], q[2], q[3]))
    }

    private func turn(_ a: Point, _ b: Point, _ c: Point) -> Double {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }

    private func score(_ map: Homography) -> Scored {
        var scored = Scored(map: map, cost: 0, inliers: [])
        for index in points.indices {
            let there = map.image(of: points[index])
            let (x, y) = (there.x - images[index].x, there.y - images[index].y)
            let squared = x * x + y * y
            if squared < limit {
                scored.cost += squared
                scored.inliers.append(index)
            } else {
                scored.cost += limit
            }
        }
        return scored
    }

    /// Fitted to those that agree, as long as that makes it better.
    private func refit(_ scored: Scored) -> Scored {
        var best = scored
        for _ in 0..<3 where best.inliers.count > 4 {
            let (p, q) = (best.inliers.map { points[$0] }, best.inliers.map { images[$0] })
            guard let map = Homography.fitting(p, to: q) else { break }
            let next = score(map)
            guard next.cost < best.cost else { break }
            best = next
        }
        return best
    }
}
