public import Examining
public import Records

/// What the photo itself is like: brightness, sharpness, truncation and damage; blur, what is blown out, what covers the
/// lens, and how the camera was held.
public final class QualityExaminer: Examiner {
    public let identity = ExaminerVersion(name: "quality", version: "2")
    private var grid = CellGrid()

    public init() {}

    public func examine(_ view: View, _ facts: inout Observation) {
        var quality = view.pixels.quality(of: view.decoded)
        grid.read(view.pixels)
        let blur = Blur(grid)
        quality.blur = blur?.most
        quality.motion = blur?.spread
        quality.overexposed = grid.blownShare
        quality.covered = CoveredLens(grid)?.share
        quality.tilt = CameraTilt(grid)?.degrees
        facts.quality = quality
    }
}

/// What the photo looks like, to be compared with others: its hash, and the picture that the hash is made of. Boards found
/// before it are marked in that picture.
public final class FingerprintExaminer: Examiner {
    public let identity = ExaminerVersion(name: "fingerprint", version: "1")
    private let hash = PerceptualHash()

    public init() {}

    public func examine(_ view: View, _ facts: inout Observation) {
        guard let picture = hash.picture(of: view.pixels) else { return }
        facts.fingerprint = hash.fingerprint(ofPicture: picture)
        let (width, height) = (Double(view.pixels.fullSize.width), Double(view.pixels.fullSize.height))
        let boards = facts.detections.filter { $0.slot != Slot.cabinet }.map(\.box)
        facts.likeness = Likeness(
            luma: picture,
            boards: boards.map { Box($0.x0 / width, $0.y0 / height, $0.x1 / width, $0.y1 / height) })
    }
}
