import Records

/// How strongly the picture changes across one edge of a panel: for places along the edge and offsets from it, the
/// strength of the step there. Buffers are kept from edge to edge.
struct EdgeProfiles {
    /// Places along the edge, evenly from 5 % to 95 %.
    static let places = 20
    static let along: [Float] = (0..<places).map { 0.05 + 0.9 * Float($0) / Float(places - 1) }
    /// Offsets from the edge, in pixels; positive is into the panel for an artwork seen from the front.
    private(set) var offsets: [Float] = []
    /// Mean change of the three channels over two pixels, `places` × `offsets.count`.
    private(set) var change: [Float] = []
    /// `change` as 0…1, local maxima favoured: what counts as a step.
    private(set) var step: [Float] = []
    /// Places that lie inside the picture.
    private(set) var inside = 0
    private var colours: [SIMD4<Float>] = []
    private var known: [Bool] = []

    /// A change of so many grey levels counts half.
    private static let knee: Float = 8
    /// Offsets between the two ends of a difference.
    private static let reach = 2

    /// Samples the picture around the edge from `start` to `end`.
    ///
    /// - Parameters:
    ///   - radius: how far to look to both sides, in pixels.
    ///   - spacing: pixels between offsets.
    /// - Returns: false where less than half of the edge lies in the picture.
    mutating func sample(
        _ picture: PictureView, from start: Point, to end: Point, normal: Point, radius: Double, spacing: Double
    ) -> Bool {
        let half = Int((radius / spacing).rounded(.up))
        let count = 2 * half + 1
        let wide = count + 2 * EdgeProfiles.reach
        offsets = (-half...half).map { Float(Double($0) * spacing) }
        colours.removeAll(keepingCapacity: true)
        known.removeAll(keepingCapacity: true)
        for place in EdgeProfiles.along {
            let base = start + (end - start) * Double(place)
            for index in 0..<wide {
                let offset = Double(index - half - EdgeProfiles.reach) * spacing
                let point = base + normal * offset
                colours.append(picture.colour(at: point))
                known.append(picture.holds(point))
            }
        }
        smoothAlong(wide)
        differentiate(count, wide)
        return inside * 2 >= EdgeProfiles.places
    }

    /// Averages each place with its neighbours: noise falls, the step stays.
    private mutating func smoothAlong(_ wide: Int) {
        let last = EdgeProfiles.places - 1
        var before = Array(colours[0..<wide])
        for place in 0...last {
            for index in 0..<wide {
                let here = colours[place * wide + index]
                let after = colours[min(place + 1, last) * wide + index]
                colours[place * wide + index] = (before[index] + here + after) / 3
                before[index] = here
            }
        }
    }

    private mutating func differentiate(_ count: Int, _ wide: Int) {
        let reach = EdgeProfiles.reach
        change.removeAll(keepingCapacity: true)
        step.removeAll(keepingCapacity: true)
        inside = 0
        for place in 0..<EdgeProfiles.places {
            let row = place * wide
            var any = false
            for index in 0..<count {
                let difference = colours[row + index + 2 * reach] - colours[row + index]
                let size = (abs(difference.x) + abs(difference.y) + abs(difference.z)) / 3
                change.append(size)
            }
            for index in 0..<count {
                let here = change[place * count + index]
                let left = index > 0 ? change[place * count + index - 1] : 0
                let right = index + 1 < count ? change[place * count + index + 1] : 0
                let strength = here * here / (here * here + EdgeProfiles.knee * EdgeProfiles.knee)
                let seen = known[row + index] && known[row + index + 2 * reach]
                any = any || seen
                step.append(!seen ? 0 : here >= left && here >= right ? strength : strength / 2)
            }
            if any { inside += 1 }
        }
    }
}

/// RGB8 pixels that can be looked up between pixels.
struct PictureView {
    let bytes: UnsafePointer<UInt8>
    let width: Int
    let height: Int

    func holds(_ p: Point) -> Bool {
        p.x >= 0.5 && p.y >= 0.5 && p.x <= Double(width) - 0.5 && p.y <= Double(height) - 0.5
    }

    /// The colour at a point, bilinear between pixel centres; the border continues outwards.
    func colour(at p: Point) -> SIMD4<Float> {
        let x = min(max(Float(p.x) - 0.5, 0), Float(width - 1))
        let y = min(max(Float(p.y) - 0.5, 0), Float(height - 1))
        let (column, row) = (Int(x), Int(y))
        let (right, below) = (min(column + 1, width - 1), min(row + 1, height - 1))
        let (fx, fy) = (x - Float(column), y - Float(row))
        let top = pixel(column, row) * (1 - fx) + pixel(right, row) * fx
        let bottom = pixel(column, below) * (1 - fx) + pixel(right, below) * fx
        return top * (1 - fy) + bottom * fy
    }

    private func pixel(_ x: Int, _ y: Int) -> SIMD4<Float> {
        let at = bytes + (y * width + x) * 3
        return SIMD4(Float(at[0]), Float(at[1]), Float(at[2]), 0)
    }
}
