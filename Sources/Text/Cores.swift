import Records

/// The connected parts of a map that lie above the threshold.
struct Cores {
    /// The convex outline of a part's pixel centres, and its mean probability.
    struct Core {
        var outline: [Point]
        var mean: Double
    }

    private(set) var outlines: [Core] = []

    /// - Parameter used: part of the map that is looked at.
    init(_ map: UnsafePointer<Float>, width: Int, used: Size) {
        let (across, down) = (min(used.width, width), used.height)
        var seen = [Bool](repeating: false, count: max(0, across * down))
        var stack: [Int] = []
        for start in seen.indices where !seen[start] {
            guard map[start / across * width + start % across] > LinePlaces.pixel else { continue }
            seen[start] = true
            stack.append(start)
            // Leftmost and rightmost pixel of each row are all that an outline needs.
            var rows: [Int: (left: Int, right: Int)] = [:]
            var (sum, count) = (0.0, 0.0)
            while let here = stack.popLast() {
                let (x, y) = (here % across, here / across)
                sum += Double(map[y * width + x])
                count += 1
                let row = rows[y] ?? (x, x)
                rows[y] = (min(row.left, x), max(row.right, x))
                for nextY in max(0, y - 1)...min(down - 1, y + 1) {
                    for nextX in max(0, x - 1)...min(across - 1, x + 1) {
                        let next = nextY * across + nextX
                        if !seen[next], map[nextY * width + nextX] > LinePlaces.pixel {
                            seen[next] = true
                            stack.append(next)
                        }
                    }
                }
            }
            let ends = rows.flatMap { y, row in
                [Point(Double(row.left) + 0.5, Double(y) + 0.5), Point(Double(row.right) + 0.5, Double(y) + 0.5)]
            }
            outlines.append(Core(outline: Cores.hull(ends), mean: sum / count))
        }
    }

    /// The convex hull, clockwise as seen (Andrew's monotone chain, 1979).
    static func hull(_ points: [Point]) -> [Point] {
        let sorted = points.sorted { $0.x == $1.x ? $0.y < $1.y : $0.x < $1.x }
        func chain(_ points: some Sequence<Point>) -> [Point] {
            var kept: [Point] = []
            for p in points {
                while kept.count >= 2 {
                    let (a, b) = (kept[kept.count - 2], kept[kept.count - 1])
                    guard (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) <= 0 else { break }
                    kept.removeLast()
                }
                kept.append(p)
            }
            return Array(kept.dropLast())
        }
        return chain(sorted) + chain(sorted.reversed())
    }
}
