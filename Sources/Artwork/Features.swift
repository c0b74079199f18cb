import Inference
public import Records

/// Points of a picture with their descriptors: what two pictures of the same print share.
public struct Features: Sendable, Hashable {
    /// Points of one picture that are kept.
    public static let most = 200
    /// Score below which a cell has no point.
    static let least: Float = 0.01

    /// Of the picture that the points refer to.
    public let size: Size
    /// Best first; 0 is the edge of the first pixel.
    public let points: [Point]
    /// `dimensions` numbers per point, of unit length.
    public let descriptors: [Float]
    public let dimensions: Int
    /// Of the picture as a whole (`WholeFeatures`); may be empty.
    let whole: [Float]

    /// Of a picture in which nothing is to be seen.
    public static let none = Features(size: Size(width: 1, height: 1), points: [], descriptors: [], dimensions: 0)

    init(size: Size, points: [Point], descriptors: [Float], dimensions: Int, whole: [Float] = []) {
        self.size = size
        self.points = points
        self.descriptors = descriptors
        self.dimensions = dimensions
        self.whole = whole
    }

    init(descriptors map: Network.Map, points places: Network.Map, size: Size, stride: Int, most: Int) {
        let scores = places.plane(0)
        let cells = (0..<places.width * places.height).filter { scores[$0] > Features.least }
        let best = cells.sorted { scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1] }.prefix(most)
        let (across, down) = (places.plane(1), places.plane(2))
        points = best.map { cell in
            let (x, y) = (cell % places.width * stride, cell / places.width * stride)
            return Point(Double(x) + Double(across[cell]), Double(y) + Double(down[cell]))
        }
        dimensions = map.channels
        self.size = size
        var all: [Float] = []
        all.reserveCapacity(points.count * map.channels)
        for point in points { all += Features.descriptor(at: point, map, stride) }
        descriptors = all
        whole = WholeFeatures.means(of: map)
    }

    /// Bilinear between the centres of cells, of unit length.
    private static func descriptor(at point: Point, _ map: Network.Map, _ stride: Int) -> [Float] {
        let x = min(max(point.x / Double(stride) - 0.5, 0), Double(map.width - 1))
        let y = min(max(point.y / Double(stride) - 0.5, 0), Double(map.height - 1))
        let (left, top) = (Int(x), Int(y))
        let (right, below) = (min(left + 1, map.width - 1), min(top + 1, map.height - 1))
        let (a, b) = (Float(x - Double(left)), Float(y - Double(top)))
        var values = (0..<map.channels).map { channel in
            let plane = map.plane(channel)
            let upper = plane[top * map.width + left] * (1 - a) + plane[top * map.width + right] * a
            let lower = plane[below * map.width + left] * (1 - a) + plane[below * map.width + right] * a
            return upper * (1 - b) + lower * b
        }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in values.indices { values[index] /= max(length, 1e-9) }
        return values
    }
}

extension Features {
    /// Pairs of points that are each other's nearest by descriptor.
    /// - Parameters:
    ///   - least: cosine of the angle between two descriptors from which they may be the same, −1…1.
    ///   - most: points of each that are compared, the best ones.
    func matches(_ other: Features, least: Float = 0.6, most: Int = .max) -> [(Int, Int)] {
        guard dimensions == other.dimensions, !points.isEmpty, !other.points.isEmpty else { return [] }
        let (own, others) = (min(points.count, most), min(other.points.count, most))
        var mine = [(index: Int, likeness: Float)](repeating: (-1, -2), count: own)
        var theirs = [(index: Int, likeness: Float)](repeating: (-1, -2), count: others)
        descriptors.withUnsafeBufferPointer { a in
            other.descriptors.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return }
                for i in 0..<own {
                    for j in 0..<others {
                        let likeness = dot(a + i * dimensions, b + j * dimensions, dimensions)
                        if likeness > mine[i].likeness { mine[i] = (j, likeness) }
                        if likeness > theirs[j].likeness { theirs[j] = (i, likeness) }
                    }
                }
            }
        }
        return (0..<own).compactMap { i in
            let best = mine[i]
            return best.likeness >= least && theirs[best.index].index == i ? (i, best.index) : nil
        }
    }
}

/// Of a vector and as many values of another from a place on.
func dotProduct(_ a: [Float], _ b: [Float], at start: Int) -> Float {
    guard start >= 0, b.count - start >= a.count else { return 0 }
    return a.withUnsafeBufferPointer { p in
        b.withUnsafeBufferPointer { q in
            guard let p = p.baseAddress, let q = q.baseAddress else { return 0 }
            return dot(p, q + start, a.count)
        }
    }
}

@inline(__always)
private func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    let (p, q) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    var sum = SIMD16<Float>(repeating: 0)
    var index = 0
    while index &+ 16 <= count {
        let at = index &* 4
        sum +=
            p.loadUnaligned(fromByteOffset: at, as: SIMD16<Float>.self)
            * q.loadUnaligned(fromByteOffset: at, as: SIMD16<Float>.self)
        index = index &+ 16
    }
    var total = sum.sum()
    while index < count {
        total += a[index] * b[index]
        index = index &+ 1
    }
    return total
}
