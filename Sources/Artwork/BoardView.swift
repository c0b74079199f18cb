import Geometry
import Photo
import Records

/// A board laid over the artwork that hangs on it, with light and sharpness known: from it siblings are distinguished and the
/// board's state is judged.
struct BoardView {
    /// From the artwork's thumbnail to the photo's pixels.
    let map: Homography
    /// The photo as it lies over the thumbnail.
    let seen: ColourPlanes
    /// Which of its pixels lie in the photo.
    let inside: [Bool]
    let light: LightFit
    /// The light without what hides a part of the board.
    let lightOfWhole: LightFit
    /// Deviation of the blur that makes the artwork as sharp as the photo, pixels of the thumbnail.
    let blur: Double

    private static let blurs = [0, 0.8, 1.5, 2.3]

    /// - Parameters:
    ///   - artwork: its thumbnail.
    ///   - unlike: parts in which the board may show a sibling, 0…1 of width and height.
    /// - Returns: nil where too little of the board is in the photo.
    init?(_ photo: Pixels, map: Homography, artwork: ColourPlanes, unlike: [Box]) {
        let size = Size(width: artwork.width, height: artwork.height)
        guard let warped = photo.warped(by: map, size: size) else { return nil }
        self.map = map
        seen = ColourPlanes(warped)
        inside = BoardView.inside(map, size, photo)
        var common = inside
        for box in unlike {
            let part = PixelRange(box, width: size.width, height: size.height, around: 2)
            for y in part.rows { for x in part.left..<part.right { common[y * size.width + x] = false } }
        }
        if common.count(where: { $0 }) < 400 { common = inside }
        var best: (deviation: Double, blur: Double)?
        for blur in BoardView.blurs {
            let print = blur > 0 ? artwork.green.blurred(blur) : artwork.green
            guard let deviation = LightFit.deviation(seen.green, of: print, usable: common) else { return nil }
            if deviation < best?.deviation ?? .infinity { best = (deviation, blur) }
        }
        guard let best else { return nil }
        let print = artwork.blurred(best.blur)
        guard let light = LightFit(seen, of: print, usable: common),
            let whole = LightFit(seen, of: print, usable: common, hidden: true)
        else { return nil }
        lightOfWhole = whole
        blur = best.blur
        self.light = light
    }

    private static func inside(_ map: Homography, _ size: Size, _ photo: Pixels) -> [Bool] {
        let (width, height) = (Double(photo.width), Double(photo.height))
        return (0..<size.width * size.height).map { index in
            let there = map.image(of: Point(Double(index % size.width) + 0.5, Double(index / size.width) + 0.5))
            return there.x >= 0 && there.y >= 0 && there.x < width && there.y < height
        }
    }

    /// What a part of an artwork would look like in this photo.
    /// - Parameters:
    ///   - artwork: of the thumbnail's size.
    ///   - light: nil for that of what siblings are compared in.
    func prediction(of artwork: ColourPlanes, in part: PixelRange, _ light: LightFit? = nil) -> ColourPlanes {
        let light = light ?? self.light
        let (width, height) = (Float(seen.width), Float(seen.height))
        return artwork.part(part).blurred(blur).mapped { channel, index, value in
            light.predicted(
                value, channel, x: (Float(part.left + index % part.width) + 0.5) / width - 0.5,
                y: (Float(part.top + index / part.width) + 0.5) / height - 0.5)
        }
    }
}
