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

    /// The corners of a print in the order TL TR BR BL as they are seen.
    func seen(of print: Quad) -> Quad {
        let c = print.corners
        let back = 4 - rawValue
        return Quad(c[back % 4], c[(back + 1) % 4], c[(back + 2) % 4], c[(back + 3) % 4])
    }

    /// Degrees clockwise by which the print hangs turned.
    var degrees: Int { rawValue * 90 }
}
