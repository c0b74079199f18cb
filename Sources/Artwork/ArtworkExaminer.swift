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
            note(match, view, at: index, &facts)
            if match.print != nil {
                let board = facts.boards[index]
                board.slot.map { ads.append(detection(board, in: $0, of: view.pixels.fullSize)) }
            } else if max(quad.meanWidth, quad.meanHeight) >= ArtworkExaminer.legible {
                unmatched.append(board)
            }
        }
        facts.detections = facts.detections.filter { found in
            guard slots.contains(found.slot) else { return true }
            return !(unmatched + ads.map(Board.init)).contains { $0.box.iou(found.box) > 0.5 }
        }
        facts.detections += ads
        facts.detections.sort { a, b in a.confidence == b.confidence ? a.slot < b.slot : a.confidence > b.confidence }
        facts.candidates.removeAll { candidate in ads.contains { $0.box.iou(candidate.box) > 0.5 } }
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

    private func note(_ match: BoardMatch, _ view: View, at index: Int, _ facts: inout Observation) {
        let entries = catalogue.catalogue.entries
        let ranked = match.ranked.map {
            RecognisedCreative.Candidate(id: entries[$0.place].creative.id, score: $0.score)
        }
        guard let print = match.print else {
            facts.boards[index].creative = RecognisedCreative(id: nil, family: nil, score: 0, ranked: ranked)
            return
        }
        let creative = entries[print.place].creative
        facts.boards[index].creative = RecognisedCreative(
            id: print.isDecided ? creative.id : nil, family: creative.family ?? creative.id,
            score: match.ranked.first { $0.place == print.place }?.score ?? 0, ranked: ranked,
            turn: print.turn == .upright ? nil : print.turn.degrees)
        facts.boards[index].quad = view.pixels.frame.full(print.turn.seen(of: print.quad))
        var state = facts.boards[index].state ?? BoardState()
        state.visible = print.state?.visible
        state.glare = print.state?.glare
        state.faded = print.state?.faded
        facts.boards[index].state = state
    }

    /// The ad on a board that was recognised.
    private func detection(_ board: Board, in slot: String, of frame: Size) -> Detection {
        let sure = board.creative.map { creative in creative.ranked.reduce(0) { $0 + $1.score } } ?? 0
        var box = board.box
        if let hull = board.quad?.hull.clipped(to: frame), hull.area > 0 {
            // The extent of what can be seen: where something stands before it, the detector knows better.
            box = board.state?.visible ?? 0 > 0.85 || hull.intersection(box).area == 0 ? hull : hull.intersection(box)
        }
        return Detection(slot: slot, confidence: min(1, max(board.confidence, sure)), box: box, quad: board.quad)
    }
}

extension Board {
    /// What was found in a slot, as a board of which nothing else is known.
    fileprivate init(_ found: Detection) {
        self.init(box: found.box, quad: found.quad, confidence: found.confidence, slot: found.slot)
    }
}
