/// A small grey picture of a photo, by which two photos can be compared without opening either: 64 × 64 values of the
/// upright photo, stretched to a square.
///
/// Its scale is that of the picture that the PDQ hash is made of. Kept in the ledger, never in a record: 4,096 bytes.
public struct Likeness: Hashable, Sendable {
    /// Values per side.
    public static let side = 64

    /// Row by row: half the luma (0…127) in the low seven bits; the highest bit is set where a board hangs, which says
    /// nothing of the photo, since the same board hangs in many stores.
    public let bytes: [UInt8]

    /// nil unless there are `side × side` bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Likeness.side * Likeness.side else { return nil }
        self.bytes = bytes
    }

    /// From luma, 0…255, row by row; what is missing is black.
    /// - Parameter boards: in units of the photo's width and height, 0…1.
    public init(luma: [Float], boards: [Box]) {
        let side = Likeness.side
        var bytes = [UInt8](repeating: 0, count: side * side)
        for (place, value) in luma.prefix(side * side).enumerated() {
            bytes[place] = UInt8(clamping: min(127, max(0, Int(clamped: (value / 2).rounded()))))
        }
        for board in boards {
            let columns = Likeness.places(board.x0, board.x1)
            for y in Likeness.places(board.y0, board.y1) {
                for x in columns { bytes[y * side + x] |= 0x80 }
            }
        }
        self.bytes = bytes
    }

    /// Luma, 0…254, row by row.
    public var luma: [Float] { bytes.map { Float($0 & 0x7F) * 2 } }
    /// Where a board hangs, row by row.
    public var isBoard: [Bool] { bytes.map { $0 & 0x80 != 0 } }

    /// The values that a span touches.
    private static func places(_ start: Double, _ end: Double) -> Range<Int> {
        let first = min(side, max(0, Int(clamped: (start * Double(side)).rounded(.down))))
        let last = min(side, max(first, Int(clamped: (end * Double(side)).rounded(.up))))
        return first..<last
    }
}
