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

    /// Writes a stored RGB picture upright. `out` holds `width × height` pixels; the two must not overlap.
    ///
    /// For turned pictures it goes through square tiles that fit the first-level cache.
    func turn(_ stored: UnsafePointer<UInt8>, width: Int, height: Int, into out: UnsafeMutablePointer<UInt8>) {
        let upright = swapsSides ? height : width
        // Steps in `out`, in bytes, for one stored pixel to the right and one stored row down.
        let right = 3 * (swapsSides ? upright : 1) * (swapsSides ? (startsAtFarY ? -1 : 1) : (startsAtFarX ? -1 : 1))
        let down = 3 * (swapsSides ? 1 : upright) * (swapsSides ? (startsAtFarX ? -1 : 1) : (startsAtFarY ? -1 : 1))
        let start = (right < 0 ? -right * (width - 1) : 0) + (down < 0 ? -down * (height - 1) : 0)
        let tile = swapsSides ? 32 : width
        for top in stride(from: 0, to: height, by: swapsSides ? tile : 1) {
            let bottom = min(height, top + (swapsSides ? tile : 1))
            for left in stride(from: 0, to: width, by: tile) {
                let end = min(width, left + tile)
                for y in top..<bottom {
                    var source = stored + (y * width + left) * 3
                    var target = out + (start + y * down + left * right)
                    for _ in left..<end {
                        target[0] = source[0]
                        target[1] = source[1]
                        target[2] = source[2]
                        source += 3
                        target += right
                    }
                }
            }
        }
    }
}
