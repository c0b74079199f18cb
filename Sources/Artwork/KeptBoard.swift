import Geometry
public import Photo
public import Records

/// What is kept of a board that could not be named: its picture, seen from the front, small enough for every photo.
///
/// A later catalogue may have the artwork: the picture is then matched, and the photo need not be opened (`KeptBoardMatcher`).
public enum KeptBoard {
    /// The most that one takes.
    public static let byteLimit = 6 * 1024
    /// Of one photo at most, the most confident first.
    public static let mostPerPhoto = 4
    /// Pixels along the longer side, at most: what the feature network sees of a board.
    static let longSide = 448.0
    /// Share of the board's sides that is shown around it: corners that the detector sets have errors.
    static let margin = 0.04
    /// Confidence from which there is a board: what is less sure may be a person.
    private static let leastConfidence = 0.3
    /// Pixels along its longer side in the examined picture, below which nothing is recognised.
    private static let leastSide = 60.0

    /// Its print was compared with a catalogue, and which creative it is stayed open: none was recognised where one
    /// should hang, or one of several siblings was.
    public static func isOpen(_ board: Board) -> Bool {
        guard let creative = board.creative, creative.id == nil else { return false }
        if creative.family != nil { return true }
        return board.slot != nil && board.confidence >= leastConfidence && board.state?.blank ?? 0 < 0.5
    }

    /// What the picture shows of the photo, corners TL TR BR BL; upright full-size frame.
    static func quad(of board: Board) -> Quad {
        let quad = board.quad ?? Quad(board.box)
        guard let map = Homography(from: Box(0, 0, 1, 1), to: quad) else { return quad }
        return Quad(Box(-margin, -margin, 1 + margin, 1 + margin)).map { map.image(of: $0) }
    }

    /// The board seen from the front; nil where it is too small to be recognised.
    public static func picture(of board: Board, in pixels: Pixels) -> Pixels? {
        let quad = pixels.frame.pixel(quad(of: board))
        let (across, down) = (quad.meanWidth, quad.meanHeight)
        guard quad.corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }), quad.isStrictlyConvex,
            max(across, down) >= leastSide
        else { return nil }
        let scale = min(1, longSide / max(across, down))
        let size = Size(
            width: max(8, Int(clamped: (across * scale).rounded())),
            height: max(8, Int(clamped: (down * scale).rounded())))
        let frame = Box(0, 0, Double(size.width), Double(size.height))
        return Homography(from: frame, to: quad).flatMap { pixels.warped(by: $0, size: size) }
    }
}

/// Matches kept boards with a catalogue. One lane's; not for two threads at once.
public final class KeptBoardMatcher {
    private let catalogue: ArtworkIndex
    private let matcher: BoardMatcher

    public init(_ catalogue: ArtworkIndex) {
        self.catalogue = catalogue
        matcher = BoardMatcher(catalogue, catalogue.model.makeSession())
    }

    /// The board with what its picture says by this catalogue; nil where nothing more is known than before.
    /// - Parameter jpeg: the picture of the board as it is in the record.
    /// - Throws: `inference_failed`; `PhotoError` for a picture that cannot be decoded.
    public func named(_ board: Board, jpeg: [UInt8]) throws -> Board? {
        let picture = try Pixels(upright: jpeg, longSide: Int(KeptBoard.longSide))
        let (width, height) = (Double(picture.width), Double(picture.height))
        let border = KeptBoard.margin / (1 + 2 * KeptBoard.margin)
        let inner = Box(width * border, height * border, width * (1 - border), height * (1 - border))
        let match = try matcher.match(Quad(inner), in: picture)
        guard let print = match.print, print.isDecided || board.creative?.family == nil,
            let map = Homography(from: Box(0, 0, width, height), to: KeptBoard.quad(of: board))
        else { return nil }
        var named = board
        named.take(match, of: catalogue.catalogue) { $0.map { map.image(of: $0) } }
        // The photo itself says better where the corners are than a small picture of it.
        if let quad = board.quad { named.quad = quad }
        return named
    }
}
