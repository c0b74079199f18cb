public import Records

extension Homography {
    /// First this map, then `next`.
    public func then(_ next: Homography) -> Homography {
        let n = next
        return Homography(
            xu: n.xu * xu + n.xv * yu + n.x1 * wu, xv: n.xu * xv + n.xv * yv + n.x1 * wv,
            x1: n.xu * x1 + n.xv * y1 + n.x1 * w1,
            yu: n.yu * xu + n.yv * yu + n.y1 * wu, yv: n.yu * xv + n.yv * yv + n.y1 * wv,
            y1: n.yu * x1 + n.yv * y1 + n.y1 * w1,
            wu: n.wu * xu + n.wv * yu + n.w1 * wu, wv: n.wu * xv + n.wv * yv + n.w1 * wv,
            w1: n.wu * x1 + n.wv * y1 + n.w1 * w1)
    }

    /// From its first eight numbers, row by row; the ninth is 1.
    public init(_ numbers: [Double]) {
        precondition(numbers.count == 8, "a homography has eight numbers")
        self.init(
            xu: numbers[0], xv: numbers[1], x1: numbers[2], yu: numbers[3], yv: numbers[4], y1: numbers[5],
            wu: numbers[6], wv: numbers[7], w1: 1)
    }

    /// Scales each axis about the origin.
    public static func scaling(_ x: Double, _ y: Double) -> Homography {
        Homography(xu: x, xv: 0, x1: 0, yu: 0, yv: y, y1: 0, wu: 0, wv: 0, w1: 1)
    }

    /// The map that takes four or more points nearest to their images, by the algebraic distance over points that are first
    /// moved and scaled to lie about the origin.
    ///
    /// Source: Hartley and Zisserman §4.1 and §4.4 (normalised DLT), solved with the last element fixed at 1.
    /// - Returns: nil for fewer than four points, other counts of images, and points that fix no map.
    public static func fitting(_ points: [Point], to images: [Point]) -> Homography? {
        guard points.count >= 4, points.count == images.count, let from = normalising(points),
            let to = normalising(images), let back = to.inverse
        else { return nil }
        var matrix = [Double](repeating: 0, count: 64)
        var right = [Double](repeating: 0, count: 8)
        for (point, image) in zip(points, images) {
            let (s, t) = (from.image(of: point), to.image(of: image))
            add([s.x, s.y, 1, 0, 0, 0, -t.x * s.x, -t.x * s.y], t.x, &matrix, &right)
            add([0, 0, 0, s.x, s.y, 1, -t.y * s.x, -t.y * s.y], t.y, &matrix, &right)
        }
        guard let m = solveLinearSystem(matrix, right) else { return nil }
        let fitted = Homography(xu: m[0], xv: m[1], x1: m[2], yu: m[3], yv: m[4], y1: m[5], wu: m[6], wv: m[7], w1: 1)
        return from.then(fitted).then(back)
    }

    /// Adds an equation to the normal equations.
    private static func add(_ row: [Double], _ value: Double, _ matrix: inout [Double], _ right: inout [Double]) {
        for i in 0..<8 where row[i] != 0 {
            for j in 0..<8 { matrix[i * 8 + j] += row[i] * row[j] }
            right[i] += row[i] * value
        }
    }

    /// Moves the points' centre to the origin, and their mean distance from it to √2.
    private static func normalising(_ points: [Point]) -> Homography? {
        let count = Double(points.count)
        let centre = Point(points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        let mean = points.reduce(0) { $0 + $1.distance(to: centre) } / count
        guard mean.isFinite, mean > 1e-9 else { return nil }
        let scale = 2.0.squareRoot() / mean
        return Homography(
            xu: scale, xv: 0, x1: -scale * centre.x, yu: 0, yv: scale, y1: -scale * centre.y, wu: 0, wv: 0, w1: 1)
    }
}
