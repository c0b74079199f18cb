import Records

/// How much of two pictures' overlap is one and the same, when one is laid over the other.
///
/// The overlap is looked at in blocks of 8 × 8 values without their mean brightness, so that a sticker or a caption costs
/// its own blocks and no others. A block agrees where its detail correlates at its very place: one value of the picture is
/// 1/64 of the photo's side, and a displacement by half of one is enough to lose it. Photos of one counter on two days do not
/// agree so: packs, goods and the camera's place have changed, and what stands nearer is displaced against what stands
/// behind. Nor do two photos of one flat print, which perspective tells apart.
struct Agreement: Hashable, Sendable {
    /// Blocks with detail in them.
    var blocks = 0
    /// Those of them that agree.
    var agreeing = 0

    private static let block = 8
    private static let leastCorrelation: Float = 0.8
    /// Standard deviation from which a block has detail.
    private static let leastDetail: Float = 3

    /// Share of the blocks with detail that agree, 0…1.
    var share: Double { blocks == 0 ? 0 : Double(agreeing) / Double(blocks) }

    init(fixed: Picture, moving: Picture, map: Similarity) {
        let side = Picture.side
        let warped = map.warp(moving.luma, moving.weights, side: side)
        // Both means are taken over what both show, or they would differ along every edge.
        let common = zip(fixed.weights, warped.weights).map { $0 * $1 }
        let a = Picture.withoutMean(fixed.luma, common)
        let b = Picture.withoutMean(warped.luma, common)
        for top in stride(from: 0, to: side, by: Agreement.block) {
            for left in stride(from: 0, to: side, by: Agreement.block) {
                let rows = top..<top + Agreement.block
                let columns = left..<left + Agreement.block
                let isFree = rows.allSatisfy { y in
                    columns.allSatisfy { common[y * side + $0] > 0 }
                }
                guard isFree, Agreement.hasDetail(a, rows, columns) else { continue }
                blocks += 1
                if Agreement.agrees(a, b, rows, columns) { agreeing += 1 }
            }
        }
    }

    private static func hasDetail(_ values: [Float], _ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
        var (sum, squares): (Float, Float) = (0, 0)
        for y in rows {
            for x in columns {
                sum += values[y * Picture.side + x]
                squares += values[y * Picture.side + x] * values[y * Picture.side + x]
            }
        }
        let count = Float(rows.count * columns.count)
        return squares / count - sum * sum / count / count > leastDetail * leastDetail
    }

    private static func agrees(_ a: [Float], _ b: [Float], _ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
        var sums = Correlation()
        for y in rows {
            for x in columns { sums.add(a[y * Picture.side + x], b[y * Picture.side + x]) }
        }
        return sums.value.map { $0 >= leastCorrelation } ?? false
    }
}
