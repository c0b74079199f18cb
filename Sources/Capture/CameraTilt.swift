import Foundation
import Records

/// By how much a camera was turned about its line of sight: the direction that most edges of a room share, uprights and
/// shelves alike.
///
/// Edges vote with their strength for their direction modulo 90°, in half degrees; the summit counts where it stands out.
/// Source: the "Manhattan world" (Coughlan and Yuille, ICCV 1999), without its vanishing points.
struct CameraTilt {
    /// Degrees, positive where the scene is turned clockwise as seen, within ±45.
    let degrees: Double

    /// Grey levels over two cells below which a difference is no edge, and above which all edges vote alike.
    private static let (weak, strong) = (12.0, 80.0)
    /// How many times the median direction the summit has, where it is believed.
    private static let prominence = 1.5
    private static let bins = 180

    /// nil where no direction stands out.
    init?(_ grid: CellGrid) {
        let votes = CameraTilt.votes(grid)
        let smooth = votes.indices.map { at in
            var sum = 0.0
            for (offset, weight) in [1.0, 2, 3, 2, 1].enumerated() {
                sum += weight * votes[(at + offset - 2 + CameraTilt.bins) % CameraTilt.bins]
            }
            return sum
        }
        let median = smooth.sorted()[CameraTilt.bins / 2]
        guard let summit = smooth.indices.max(by: { smooth[$0] < smooth[$1] }), smooth[summit] > 0,
            smooth[summit] > CameraTilt.prominence * median
        else { return nil }
        degrees = (Double(summit) + 0.5) / 2 - 45
    }

    private static func votes(_ grid: CellGrid) -> [Double] {
        var votes = [Double](repeating: 0, count: bins)
        let unit = Double(CellGrid.unit)
        let least = Int32(weak) * CellGrid.unit
        grid.luma.withUnsafeBufferPointer { luma in
            // Every second row says enough.
            for y in stride(from: 1, to: grid.rows - 1, by: 2) {
                for x in 1..<grid.columns - 1 {
                    let at = y * grid.columns + x
                    let across = luma[at + 1] &- luma[at - 1]
                    let down = luma[at + grid.columns] &- luma[at - grid.columns]
                    guard across &* across &+ down &* down > least &* least else { continue }
                    // An upright edge turned clockwise by a has the gradient direction a; a level one, a ± 90°.
                    var angle = atan2(Double(down), Double(across)) * 180 / .pi + 45
                    angle -= (angle / 90).rounded(.down) * 90
                    let strength = Double(across &* across &+ down &* down).squareRoot() / unit
                    votes[min(bins - 1, Int(clamped: angle * 2))] += min(strong, strength)
                }
            }
        }
        return votes
    }
}
