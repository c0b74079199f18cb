import Catalogue
import Geometry
public import Records

extension Board {
    /// Puts in what was recognised on it; its corners become the print's.
    /// - Parameter frame: from the examined picture to the upright full-size frame.
    mutating func take(_ match: BoardMatch, of catalogue: CompiledCatalogue, frame: (Quad) -> Quad) {
        let entries = catalogue.entries
        let ranked = match.ranked.map {
            RecognisedCreative.Candidate(id: entries[$0.place].creative.id, score: $0.score)
        }
        guard let print = match.print else {
            creative = RecognisedCreative(id: nil, family: nil, score: 0, ranked: ranked)
            return
        }
        let seen = entries[print.place].creative
        creative = RecognisedCreative(
            id: print.isDecided ? seen.id : nil, family: seen.family ?? seen.id,
            score: match.ranked.first { $0.place == print.place }?.score ?? 0, ranked: ranked,
            turn: print.turn == .upright ? nil : print.turn.degrees)
        quad = frame(print.turn.seen(of: print.quad))
        var state = state ?? BoardState()
        state.visible = print.state?.visible
        state.glare = print.state?.glare
        state.faded = print.state?.faded
        self.state = state
    }

    /// The ad on a board that was recognised in a slot; nil where it hangs in none.
    /// - Parameter frame: upright full size of the photo.
    public func ad(in frame: Size) -> Detection? {
        guard let slot else { return nil }
        let sure = creative.map { creative in creative.ranked.reduce(0) { $0 + $1.score } } ?? 0
        var extent = box
        if let hull = quad?.hull.clipped(to: frame), hull.area > 0 {
            // The extent of what can be seen: where something stands before it, the detector knows better.
            extent = state?.visible ?? 0 > 0.85 || hull.intersection(box).area == 0 ? hull : hull.intersection(box)
        }
        return Detection(slot: slot, confidence: min(1, max(confidence, sure)), box: extent, quad: quad)
    }
}

/// What recognised boards change in the detections of a photo.
public enum RecognisedAds {
    /// The ads take the place of what was detected there; most confident first.
    /// - Parameters:
    ///   - unmatched: boards that could have been recognised and were not: no ads.
    ///   - slots: names of detections that are ads; all others are what they are measured against.
    public static func merge(
        _ ads: [Detection], unmatched: [Board] = [], slots: Set<String>, _ detections: inout [Detection],
        _ candidates: inout [Detection]
    ) {
        let boxes = unmatched.map(\.box) + ads.map(\.box)
        detections = detections.filter { found in
            !slots.contains(found.slot) || !boxes.contains { $0.iou(found.box) > 0.5 }
        }
        detections += ads
        detections.sort { a, b in a.confidence == b.confidence ? a.slot < b.slot : a.confidence > b.confidence }
        candidates.removeAll { candidate in ads.contains { $0.box.iou(candidate.box) > 0.5 } }
    }
}
