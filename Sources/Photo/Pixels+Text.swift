public import Records

/// Which point of a text lies at the place given for it.
public enum TextAnchor: Hashable, Sendable {
    case topLeft, topCentre, bottomLeft, bottomCentre, centre
}

extension Pixels {
    /// Writes one line of text in a 5 × 7 bitmap font, moved so that it stays within the picture.
    ///
    /// The font holds ASCII and `± ° − × → ← …`; another character appears as a box.
    ///
    /// - Parameters:
    ///   - place: full-size coordinates of the anchor.
    ///   - scale: pixels of this picture a pixel of the font.
    ///   - backing: colour of the plate behind the text, for contrast; nil for none.
    public mutating func text(
        _ text: String, at place: Point, anchor: TextAnchor = .topLeft, scale: Int = 2, colour: Colour = .white,
        backing: Colour? = .black
    ) {
        let scale = min(64, max(1, scale))
        let glyphs = text.prefix(256).map { Font.glyph($0) }
        let margin = scale * 2
        let size = Size(width: (glyphs.count * 6 - 1) * scale + margin * 2, height: 7 * scale + margin * 2)
        guard !glyphs.isEmpty, let corner = corner(of: size, at: frame.pixel(place), anchor) else { return }
        if let backing {
            fillPixels(
                corner.x..<min(width, corner.x + size.width), corner.y..<min(height, corner.y + size.height), backing,
                0.75)
        }
        for (index, glyph) in glyphs.enumerated() {
            draw(glyph, corner.x + margin + index * 6 * scale, corner.y + margin, scale, colour)
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

    private mutating func draw(_ glyph: [UInt8], _ left: Int, _ top: Int, _ scale: Int, _ colour: Colour) {
        for (row, bits) in glyph.enumerated() {
            for column in 0..<5 where bits & (16 >> UInt8(column)) != 0 {
                let x = left + column * scale
                let y = top + row * scale
                guard x < width, y < height else { continue }
                fillPixels(x..<min(width, x + scale), y..<min(height, y + scale), colour, 1)
            }
        }
    }
}

/// A bitmap font of our own: seven rows of five pixels, each row a digit of base 32, the leftmost pixel worth 16.
private enum Font {
    static func glyph(_ character: Character) -> [UInt8] { table[character] ?? box }

    private static let box = rows("VHHHHHV")
    private static let drawn = """
        0EHJLPHE 14C4444E 2EH1248V 3V2421HE 426AIV22 5VGU11HE 668GUHHE 7V124888 8EHHEHHE 9EHHF12C
        AEHHVHHH BUHHUHHU CEHGGGHE DSIHHHIS EVGGUGGV FVGGUGGG GEHGNHHF HHHHVHHH IE44444E J72222IC KHIKOKIH
        LGGGGGGV MHRLLHHH NHHPLJHH OEHHHHHE PUHHUGGG QEHHHLID RUHHUKIH SFGGE11U TV444444 UHHHHHHE VHHHHHA4
        WHHHLLLA XHHA4AHH YHHHA444 ZV1248GV a00E1FHF bGGMPHHU c00EGGHE d11DJHHF e00EHVGE f698S888 g0FHHF1E
        hGGMPHHH i40C444E j20622IC kGGIKOKI lC44444E m00QLLHH n00MPHHH o00EHHHE p00UHUGG q00DJF11 r00MPGGG
        s00EGE1U t88S8896 u00HHHJD v00HHHA4 w00HHLLA x00HA4AH y00HHF1E z00V248V .00000CC ,0000C48 :0CC0CC0
        ;0CC0C48 !4444404 ?EH12404 'C480000 "AAA0000 #AAVAVAA $4FKE5U4 %OP248J3 &CIK8LID (2488842 )8422248
        *04LEL40 +044V440 -000V000 −000V000 /01248G0 <248G842 =00V0V00 >8421248 @EH1DLLE [E88888E \\0G84210
        ]E22222E ^4AH0000 _000000V `8420000 {2448442 |4444444 }8442448 ~008L200 ±44V440V °CIIC000 ×0HA4AH0
        →042V240 ←048V840 …000000L ·000CC00
        """
    private static let table: [Character: [UInt8]] = {
        var table: [Character: [UInt8]] = [" ": rows("0000000")]
        for entry in drawn.split(whereSeparator: \.isWhitespace) {
            if let character = entry.first { table[character] = rows(entry.dropFirst()) }
        }
        return table
    }()

    private static func rows(_ digits: some StringProtocol) -> [UInt8] {
        digits.map { UInt8(String($0), radix: 32) ?? 0 }
    }
}
