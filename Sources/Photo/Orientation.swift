import Records

/// EXIF orientation (CIPA DC-008, table 5): how stored rows and columns turn into the upright picture.
public enum Orientation: Int, Hashable, Sendable, CaseIterable {
    case upright = 1
    case mirrored = 2
    case turnedHalf = 3
    case flipped = 4
    case transposed = 5
    /// The camera was held so that the stored picture must be turned clockwise by 90°: most portrait phone photos.
    case turnedRight = 6
    case transversed = 7
    case turnedLeft = 8

    /// Stored width is upright height.
    public var swapsSides: Bool { rawValue >= 5 }
    /// The upright picture's left edge is a stored right or bottom edge.
    var startsAtFarX: Bool { [.mirrored, .turnedHalf, .turnedRight, .transversed].contains(self) }
    /// The upright picture's top edge is a stored bottom or right edge.
    var startsAtFarY: Bool { [.turnedHalf, .flipped, .transversed, .turnedLeft].contains(self) }

    /// Where the stored rows from `row` to the last lie in the upright picture.
    func area(ofRowsFrom row: Int, stored: Size) -> Box {
        let upright = Size(
            width: swapsSides ? stored.height : stored.width, height: swapsSides ? stored.width : stored.height)
        let (width, height) = (Double(upright.width), Double(upright.height))
        let (row, left) = (Double(row), Double(stored.height - row))
        return switch self {
        case .upright, .mirrored: Box(0, row, width, height)
        case .turnedHalf, .flipped: Box(0, 0, width, left)
        case .transposed, .turnedLeft: Box(row, 0, width, height)
        case .turnedRight, .transversed: Box(0, 0, left, height)
        }
    }

    /// Writes a stored RGB picture upright. `out` holds `width × height` pixels; the two must not overlap, and one
    /// byte behind the stored picture must be readable.
    ///
    /// It writes along upright rows, in tiles that keep the stored rows they come from in the first-level cache. A
    /// pixel is moved as four bytes: the fourth is overwritten by the next pixel, so the last of a run takes three.
    func turn(_ stored: UnsafePointer<UInt8>, width: Int, height: Int, into out: UnsafeMutablePointer<UInt8>) {
        let upright = swapsSides ? (width: height, height: width) : (width: width, height: height)
        let pitch = width * 3
        // Steps in the stored picture for one upright pixel to the right and one upright row down.
        let right = (swapsSides ? pitch : 3) * (startsAtFarX ? -1 : 1)
        let down = (swapsSides ? 3 : pitch) * (startsAtFarY ? -1 : 1)
        let start =
            (startsAtFarX ? -right * (upright.width - 1) : 0) + (startsAtFarY ? -down * (upright.height - 1) : 0)
        let tile = swapsSides ? 32 : upright.width
        for top in stride(from: 0, to: upright.height, by: tile) {
            let bottom = min(upright.height, top + tile)
            for left in stride(from: 0, to: upright.width, by: tile) {
                let count = min(upright.width, left + tile) - left
                for y in top..<bottom {
                    move(
                        stored + (start + y * down + left * right), step: right,
                        to: out + (y * upright.width + left) * 3, count: count)
                }
            }
        }
    }
}

@inline(__always)
private func move(
    _ source: UnsafePointer<UInt8>, step: Int, to target: UnsafeMutablePointer<UInt8>, count: Int
) {
    var from = UnsafeRawPointer(source)
    var to = UnsafeMutableRawPointer(target)
    for _ in 0..<count - 1 {
        to.storeBytes(of: from.loadUnaligned(as: UInt32.self), as: UInt32.self)
        from += step
        to += 3
    }
    to.copyMemory(from: from, byteCount: 3)
}
