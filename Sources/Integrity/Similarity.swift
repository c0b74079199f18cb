import Foundation
import Records

/// Shift and scale that lay one picture over another, in units of their sides: `place + scale × ratio × point`. A turn or
/// mirroring is done to the picture before.
///
/// Both pictures are stretched to squares, so one scale of the photo is two of the picture, whose ratio the photos' shapes
/// give.
struct Similarity: Hashable, Sendable {
    var scale: Double
    var x: Double
    var y: Double
    let ratioX: Double
    let ratioY: Double

    var scaleX: Double { scale * ratioX }
    var scaleY: Double { scale * ratioY }

    /// The map that lays the centre of `frame` in a photo of size `moving` on the centre of `target` in one of size `fixed`.
    init(laying frame: Box, of moving: Size, on target: Box, of fixed: Size) {
        let x = Double(max(1, moving.width)) / Double(max(1, fixed.width))
        let y = Double(max(1, moving.height)) / Double(max(1, fixed.height))
        let mean = (x * y).squareRoot()
        (ratioX, ratioY) = (x / mean, y / mean)
        scale = (target.area / max(1e-6, frame.area)).squareRoot()
        self.x = target.centre.x - scale * ratioX * frame.centre.x
        self.y = target.centre.y - scale * ratioY * frame.centre.y
    }

    /// Scaled by a factor about the centre of the moving picture, then shifted.
    func changed(by factor: Double, _ dx: Double, _ dy: Double) -> Similarity {
        var result = self
        result.scale = scale * factor
        result.x = x + (scale - result.scale) * ratioX / 2 + dx
        result.y = y + (scale - result.scale) * ratioY / 2 + dy
        return result
    }

    /// A square picture as it lies on the other's grid, with the weight of each value: 0 beyond its edges and where its own
    /// is not 1.
    /// - Parameter margin: values around the grid that are given too.
    func warp(
        _ luma: [Float], _ weights: [Float], side: Int, margin: Int = 0
    ) -> (luma: [Float], weights: [Float]) {
        let columns = places(side, margin, x, scaleX)
        let rows = places(side, margin, y, scaleY)
        let width = side + 2 * margin
        var result = [Float](repeating: 0, count: width * width)
        var free = result
        for (v, row) in rows.enumerated() {
            guard let row else { continue }
            for (u, column) in columns.enumerated() {
                guard let column else { continue }
                let at = row.place * side + column.place
                guard weights[at] + weights[at + 1] + weights[at + side] + weights[at + side + 1] == 4 else { continue }
                let top = luma[at] * (1 - column.part) + luma[at + 1] * column.part
                let bottom = luma[at + side] * (1 - column.part) + luma[at + side + 1] * column.part
                result[v * width + u] = top * (1 - row.part) + bottom * row.part
                free[v * width + u] = 1
            }
        }
        return (result, free)
    }

    private func places(_ side: Int, _ margin: Int, _ shift: Double, _ scale: Double) -> [(place: Int, part: Float)?] {
        (-margin..<side + margin).map { index in
            let point = ((Double(index) + 0.5) / Double(side) - shift) / scale * Double(side) - 0.5
            guard point >= 0, point <= Double(side - 1) else { return nil }
            let place = min(side - 2, Int(clamped: point))
            return (place, Float(point - Double(place)))
        }
    }
}
