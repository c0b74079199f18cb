public import Records

/// Which point of a text lies at the place given for it.
public enum TextAnchor: Hashable, Sendable {
    case topLeft, topCentre, bottomLeft, bottomCentre, centre
}

extension Pixels {
    /// Writes one line of text in DejaVu Sans, moved so that it stays within the picture.
    ///
    /// The font holds ASCII and `± ° − × → ← … ·`; another character appears as a box.
    ///
    /// - Parameters:
    ///   - place: full-size coordinates of the anchor.
    ///   - scale: a capital letter is seven times this high, in pixels of this picture.
    ///   - backing: colour of the plate behind the text, for contrast; nil for none.
    public mutating func text(
        _ text: String, at place: Point, anchor: TextAnchor = .topLeft, scale: Double = 2, colour: Colour = .white,
        backing: Colour? = .black
    ) {
        let plate = Self.textSize(text, scale: scale)
        guard plate.width > 0, let corner = corner(of: plate, at: frame.pixel(place), anchor) else { return }
        if let backing {
            fillPixels(
                corner.x..<min(width, corner.x + plate.width), corner.y..<min(height, corner.y + plate.height), backing,
                0.75)
        }
        let line = TextLine(scale)
        var pen = Double(corner.x) + line.margin
        let baseline = Double(corner.y) + line.margin + line.ascent
        for character in text.prefix(Self.longestText) {
            let glyph = Lettering.standard.glyph(character)
            fill(
                glyph.contours.map {
                    $0.map { Point(pen + Double($0.x) * line.unit, baseline - Double($0.y) * line.unit) }
                },
                colour)
            pen += Double(glyph.advance) * line.unit
        }
    }

    private static let longestText = 256

    /// The plate that `text` would take, in pixels of the picture.
    public static func textSize(_ text: String, scale: Double) -> Size {
        guard !text.isEmpty else { return Size(width: 0, height: 0) }
        let line = TextLine(scale)
        let width = Double(Lettering.standard.width(text.prefix(longestText))) * line.unit
        return Size(
            width: Int((width + line.margin * 2).rounded(.up)),
            height: Int((line.ascent + line.descent + line.margin * 2).rounded(.up)))
    }

    /// The measures of a line of text, in pixels.
    private struct TextLine {
        /// Pixels per unit of the font.
        let unit: Double
        var ascent: Double { Double(Lettering.capital) * unit }
        /// Of the letters that reach below the baseline.
        var descent: Double { Double(Lettering.descent) * unit }
        var margin: Double { max(2, 250 * unit) }

        init(_ scale: Double) {
            unit = (scale.isFinite ? min(64, max(1, scale)) : 1) * 7 / Double(Lettering.capital)
        }
    }

    private func corner(of size: Size, at p: Point, _ anchor: TextAnchor) -> (x: Int, y: Int)? {
        guard p.x.isFinite, p.y.isFinite else { return nil }
        let w = Double(size.width)
        let h = Double(size.height)
        let (dx, dy): (Double, Double) =
            switch anchor {
            case .topLeft: (0, 0)
            case .topCentre: (w / 2, 0)
            case .bottomLeft: (0, h)
            case .bottomCentre: (w / 2, h)
            case .centre: (w / 2, h / 2)
            }
        let x = max(0, min(p.x - dx, Double(width) - w))
        let y = max(0, min(p.y - dy, Double(height) - h))
        return (Int(x.rounded()), Int(y.rounded()))
    }
}
