import Records

/// How a print hangs, by quarters clockwise as seen.
public enum Turn: Int, Sendable, Hashable, CaseIterable {
    case upright = 0
    case right = 1
    case upsideDown = 2
    case left = 3

    /// The corners of a panel in the order TL TR BR BL of the print on it.
    func corners(of panel: Quad) -> Quad {
        let c = panel.corners
        return Quad(c[rawValue % 4], c[(rawValue + 1) % 4], c[(rawValue + 2) % 4], c[(rawValue + 3) % 4])
    }
}
