import Catalogue
import Geometry
public import Photo
public import Records

/// The artwork that should hang in a place, and the board that hangs there, seen from the front, with the differences marked.
public struct ArtworkPair: Sendable {
    /// How the board differs from the artwork.
    public enum Difference: Hashable, Sendable {
        /// In these parts, 0…1 of width and height; empty where no difference is in sight.
        case parts([Box])
        /// It is another print, or cannot be laid over the artwork.
        case whole
    }

    public let difference: Difference
    /// First the artwork, then the board: side by side, wide ones one above the other.
    public let drawn: Pixels

    /// Pixels along the longer side of each of the two.
    private static let longSide = 300.0
    private static let gap = 6
    /// Height of the two lines of text above each.
    private static let line = 36

    /// - Parameters:
    ///   - wanted: the creative that should hang there.
    ///   - board: as it was examined; its corners are those of the print where that was recognised.
    /// - Returns: nil for a creative that the catalogue does not have, and a board of no extent.
    /// - Throws: `PhotoError` for a catalogue whose thumbnails cannot be decoded.
    public init?(_ wanted: String, _ board: Board, in photo: Pixels, _ index: ArtworkIndex) throws(PhotoError) {
        guard let place = index.catalogue.place(of: wanted) else { return nil }
        let quad = photo.frame.pixel(board.quad ?? Quad(board.box))
        let artwork = try Pixels(
            upright: index.catalogue.entries[place].thumbnailJPEG, longSide: ArtworkPicture.thumbnailSide)
        let print = Self.scaled(width: Double(artwork.width), height: Double(artwork.height))
        let seen = Self.scaled(width: quad.meanWidth, height: quad.meanHeight)
        guard let left = Self.straight(Quad(artwork.frame.pixel(Self.extent(artwork))), print, artwork),
            let right = Self.straight(quad, seen, photo)
        else { return nil }
        difference = Self.difference(place, board, quad, artwork, photo, index)
        drawn = Self.drawn(left, right, wanted, board, difference)
    }

    // MARK: - Comparing

    private static func difference(
        _ wanted: Int, _ board: Board, _ quad: Quad, _ artwork: Pixels, _ photo: Pixels, _ index: ArtworkIndex
    ) -> Difference {
        guard let creative = board.creative, creative.family != nil, creative.turn == nil else { return .whole }
        let siblings = index.siblings(of: wanted)
        let possible = creative.ranked.filter { $0.score > 0 }.compactMap { index.catalogue.place(of: $0.id) }
        let best = creative.id.flatMap { index.catalogue.place(of: $0) } ?? possible.first { $0 != wanted }
        guard let best, siblings.contains(best), index.haveOneShape(best, wanted) else { return .whole }
        // Siblings differ where the catalogue says so: also where the photo does not show which of them it is.
        if best != wanted { return .parts(index.regions(best, wanted)) }
        guard let map = Homography(from: extent(artwork), to: quad) else { return .whole }
        let planes = ColourPlanes(artwork)
        guard let view = BoardView(photo, map: map, artwork: planes, unlike: []) else { return .whole }
        return .parts(PrintState.unlike(view, planes))
    }

    // MARK: - Drawing

    private static func extent(_ pixels: Pixels) -> Box { Box(0, 0, Double(pixels.width), Double(pixels.height)) }

    private static func scaled(width: Double, height: Double) -> Size {
        let scale = longSide / max(width, height, 1)
        return Size(
            width: max(8, Int(clamped: (width * scale).rounded())),
            height: max(8, Int(clamped: (height * scale).rounded())))
    }

    private static func straight(_ quad: Quad, _ size: Size, _ pixels: Pixels) -> Pixels? {
        guard quad.corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }), quad.isStrictlyConvex else { return nil }
        return Homography(from: Box(0, 0, Double(size.width), Double(size.height)), to: quad).flatMap {
            pixels.warped(by: $0, size: size)
        }
    }

    private static func drawn(
        _ left: Pixels, _ right: Pixels, _ wanted: String, _ board: Board, _ difference: Difference
    ) -> Pixels {
        let isWide = max(left.width, right.width) > 2 * max(left.height, right.height)
        let size =
            isWide
            ? Size(width: max(left.width, right.width), height: left.height + right.height + 2 * line + gap)
            : Size(width: left.width + right.width + gap, height: max(left.height, right.height) + line)
        var canvas = Pixels(width: size.width, height: size.height, filledWith: .white)
        let second = isWide ? (x: 0, y: left.height + line + gap) : (x: left.width + gap, y: 0)
        canvas.place(left, x: 0, y: line)
        canvas.place(right, x: second.x, y: second.y + line)
        canvas.write("should hang", wanted, x: 0, y: 0, width: left.width, line: line / 2)
        canvas.write("hangs", board.creative?.id, x: second.x, y: second.y, width: right.width, line: line / 2)
        for (picture, x, y) in [(left, 0, line), (right, second.x, second.y + line)] {
            mark(difference, Box(0, 0, Double(picture.width), Double(picture.height)), x: x, y: y, &canvas)
        }
        return canvas
    }

    private static func mark(_ difference: Difference, _ frame: Box, x: Int, y: Int, _ canvas: inout Pixels) {
        func moved(_ box: Box) -> Box {
            Box(
                Double(x) + box.x0 * frame.x1, Double(y) + box.y0 * frame.y1, Double(x) + box.x1 * frame.x1,
                Double(y) + box.y1 * frame.y1)
        }
        switch difference {
        case .whole: canvas.outline(moved(Box(0.005, 0.005, 0.995, 0.995)), width: 3, colour: .red)
        case .parts(let parts): for part in parts { canvas.outline(moved(part), width: 2, colour: .red) }
        }
    }
}

extension Pixels {
    /// Words, and below them a creative's name, where the drawings' font can write it; as large as a width allows.
    fileprivate mutating func write(_ words: String, _ id: String?, x: Int, y: Int, width: Int, line: Int) {
        let name = id.flatMap { $0.utf8.allSatisfy { (0x20..<0x7F).contains($0) } ? $0 : nil }
        for (row, text) in [words, name].compactMap({ $0 }).enumerated() {
            let wide = Pixels.textSize(text, scale: 1.4).width
            let scale = 1.4 * min(1, Double(width) / Double(max(1, wide)))
            self.text(text, at: Point(Double(x), Double(y + row * line)), scale: scale, colour: .white)
        }
    }

    /// Puts another picture in, with its upper left corner at a pixel; what does not fit is left out.
    mutating func place(_ other: Pixels, x: Int, y: Int) {
        let width = min(other.width, self.width - x)
        guard x >= 0, y >= 0, width > 0 else { return }
        var rgb = bytes
        for row in 0..<min(other.height, height - y) {
            let from = row * other.width * 3
            let to = ((y + row) * self.width + x) * 3
            rgb.replaceSubrange(to..<to + width * 3, with: other.bytes[from..<from + width * 3])
        }
        self = Pixels(width: self.width, height: height, rgb: rgb)
    }
}
