public import Examining
import Geometry
import Photo
public import Records

/// Which of the company's creatives hangs on each board, and in what state.
///
/// Wants detection before it. A board that shows an artwork of the catalogue is a programme ad, however unsure the detector
/// was; one that could have been recognised and shows none is not. Of a model that knows only ads, boards are what it found
/// in a slot, however unsure.
public final class ArtworkExaminer: Examiner {
    public let identity = ExaminerVersion(name: "artwork", version: "1")
    /// Pixels of the examined picture along a board's longer side from which an artwork would be recognised.
    private static let legible = 60.0

    private let matcher: BoardMatcher
    private let catalogue: ArtworkIndex
    private let slots: Set<String>

    /// - Parameter slots: names of detections that are ads; all others are what they are measured against.
    public init(_ catalogue: ArtworkIndex, slots: [String]) {
        self.catalogue = catalogue
        self.slots = Set(slots)
        matcher = BoardMatcher(catalogue, catalogue.model.makeSession())
    }

    /// - Throws: `inference_failed`; `PhotoError` for a catalogue whose thumbnails cannot be decoded.
    public func examine(_ view: View, _ facts: inout Observation) throws {
        if facts.boards.isEmpty { facts.boards = boards(of: facts) }
        var ads: [Detection] = []
        var unmatched: [Board] = []
        for index in facts.boards.indices {
            let board = facts.boards[index]
            guard board.state?.blank ?? 0 < 0.5 else { continue }
            let quad = view.pixels.frame.pixel(board.quad ?? Quad(board.box))
            let match = try matcher.match(quad, in: view.pixels)
            facts.boards[index].take(match, of: catalogue.catalogue) { view.pixels.frame.full($0) }
            if match.print != nil {
                if let ad = facts.boards[index].ad(in: view.pixels.fullSize) { ads.append(ad) }
            } else if max(quad.meanWidth, quad.meanHeight) >= ArtworkExaminer.legible {
                unmatched.append(board)
            }
        }
        RecognisedAds.merge(ads, unmatched: unmatched, slots: slots, &facts.detections, &facts.candidates)
    }

    /// What the detector found in slots, each place once.
    private func boards(of facts: Observation) -> [Board] {
        var boards: [Board] = []
        for found in facts.detections + facts.candidates where slots.contains(found.slot) {
            guard !boards.contains(where: { $0.box.iou(found.box) > 0.5 }) else { continue }
            boards.append(Board(found))
        }
        return boards
    }
}

extension Board {
    /// What was found in a slot, as a board of which nothing else is known.
    fileprivate init(_ found: Detection) {
        self.init(box: found.box, quad: found.quad, confidence: found.confidence, slot: found.slot)
    }
}
