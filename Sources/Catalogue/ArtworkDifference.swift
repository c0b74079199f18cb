import Photo
import Records

/// Where two artworks of one shape differ.
///
/// Both at 1,024 pixels on the longer side, where a date's digits still have a dozen rows. A pixel differs when no pixel of the
/// other picture within one step comes closer than `threshold` in every channel, in either direction: a design that was saved
/// again, or moved by half a pixel, does not. Cells of 8 × 8 pixels with at least three such pixels make regions where they
/// lie within two cells of each other, and boxes around those; a box that is more than half empty is cut.
enum ArtworkDifference {
    static let longSide = 1024
    static let cell = 8
    static let leastPixels = 3
    static let threshold: Int = 32
    static let mostRegions = 12
    /// Pixels around a region: the edges of what differs have too few in their cells.
    static let margin = 4

    /// The picture that is compared.
    static func comparable(_ picture: borrowing Pixels) -> Pixels {
        var small = Pixels()
        picture.resize(longSide: longSide, into: &small)
        return small
    }

    /// The regions, the one with the most differing pixels first; 0…1 of the artwork's width and height.
    static func regions(_ one: Pixels, _ other: Pixels) -> [Box] {
        guard one.width > 0, one.height > 0, other.width > 0, other.height > 0 else { return [] }
        let (width, height) = (one.width, one.height)
        let (a, b) = (one.bytes, stretched(other, width, height))
        if a == b { return [] }
        var cells = CellMap(width: width, height: height)
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                for y in 0..<height {
                    for x in 0..<width where isOther(a, b, x, y, width, height) { cells.add(x, y) }
                }
            }
        }
        return boxes(cells.groups(most: mostRegions)).sorted {
            ($1.pixels, $0.y0, $0.x0) < ($0.pixels, $1.y0, $1.x0)
        }.map {
            let (w, h) = (Double(width), Double(height))
            return Box(
                Double(max(0, $0.x0 - margin)) / w, Double(max(0, $0.y0 - margin)) / h,
                Double(min(width, $0.x1 + margin)) / w, Double(min(height, $0.y1 + margin)) / h)
        }
    }

    private static func isOther(
        _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, _ x: Int, _ y: Int, _ width: Int,
        _ height: Int
    ) -> Bool {
        let at = (y &* width &+ x) &* 3
        if distance(a, at, b, at) < threshold { return false }
        var (isNearA, isNearB) = (false, false)
        for v in max(0, y - 1)...min(height - 1, y + 1) {
            for u in max(0, x - 1)...min(width - 1, x + 1) {
                let near = (v &* width &+ u) &* 3
                isNearA = isNearA || distance(a, at, b, near) < threshold
                isNearB = isNearB || distance(b, at, a, near) < threshold
            }
        }
        return !isNearA || !isNearB
    }

    /// The largest difference of a channel.
    private static func distance(
        _ a: UnsafeBufferPointer<UInt8>, _ i: Int, _ b: UnsafeBufferPointer<UInt8>, _ j: Int
    ) -> Int {
        max(
            abs(Int(a[i]) &- Int(b[j])),
            max(abs(Int(a[i &+ 1]) &- Int(b[j &+ 1])), abs(Int(a[i &+ 2]) &- Int(b[j &+ 2]))))
    }

    /// The picture's bytes at another size, a few pixels off at most: the nearest pixel.
    private static func stretched(_ picture: Pixels, _ width: Int, _ height: Int) -> [UInt8] {
        if picture.width == width, picture.height == height { return picture.bytes }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * height * 3)
        for y in 0..<height {
            let row = (2 * y + 1) * picture.height / (2 * height) * picture.width
            for x in 0..<width {
                let at = (row + (2 * x + 1) * picture.width / (2 * width)) * 3
                bytes.append(contentsOf: picture.bytes[at..<at + 3])
            }
        }
        return bytes
    }

    /// Boxes around the groups. A group whose box is mostly empty is cut into smaller ones, the emptiest first.
    private static func boxes(_ groups: [CellGroup]) -> [PixelRegion] {
        var (open, whole) = (groups, [CellGroup]())
        while open.count + whole.count < mostRegions, let at = open.indices.max(by: { open[$0].waste < open[$1].waste })
        {
            let group = open.remove(at: at)
            if group.waste * 2 > group.region.area, let (first, second) = group.divided() {
                open += [first, second]
            } else {
                whole.append(group)
            }
        }
        return (open + whole).map(\.region)
    }
}

/// A box of pixels with the number that differ in it.
struct PixelRegion: Hashable {
    var x0, y0, x1, y1: Int
    var pixels: Int

    var area: Int { (x1 - x0) * (y1 - y0) }

    func joined(_ other: PixelRegion) -> PixelRegion {
        PixelRegion(
            x0: min(x0, other.x0), y0: min(y0, other.y0), x1: max(x1, other.x1), y1: max(y1, other.y1),
            pixels: pixels + other.pixels)
    }
}
