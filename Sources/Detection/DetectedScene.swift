public import Records

/// What the detector finds in one photo, in upright full-size coordinates.
public struct DetectedScene: Hashable, Sendable {
    /// Slots and references at or above the floor or the card's thresholds, most confident first. Of a card with boards:
    /// the boards that look like programme ads, by place and print; `confidence` is the probability of all of that.
    public var detections: [Detection] = []
    /// Every board that is one at the card's threshold, whatever is on it, most confident first; empty for a card without
    /// boards.
    public var boards: [Board] = []
    /// What hangs, or may hang, in a slot's place and is neither reported as an ad nor a board in `boards` with that slot:
    /// it keeps the place from being called empty. `slot` is the likeliest one, `confidence` the probability that there is a
    /// board and that it hangs in some slot's place.
    public var places: [Detection] = []
}

/// One candidate after all networks, in the full-size photo.
struct FoundPanel {
    var candidate: Candidate
    var confidence: Double
    var box: Box
    var quad: Quad
    /// One standard deviation per coordinate of each corner, photo pixels; nil where no panel network looked.
    var deviations: [Double]?
    /// Logits of the panel network; 0 where there is none.
    var programme: Float
    var blank: Float
}

extension DetectedScene {
    /// - Parameter floor: replaces the card's thresholds; boards always count from the card's.
    init(_ found: [FoundPanel], card: ModelCard, floor: Double?) {
        for panel in found {
            let label = card.labels[panel.candidate.label]
            if let boards = card.boards, label.kind == .board {
                add(panel, BoardAnswers(panel, boards), boards, label.threshold, floor: floor)
            } else if panel.confidence >= floor ?? label.threshold {
                detections.append(panel.detection(label.name, panel.confidence, card))
            }
        }
        detections.sort(by: precedes)
        places.sort(by: precedes)
        boards.sort { a, b in
            a.confidence == b.confidence ? boxPrecedes(a.box, b.box) : a.confidence > b.confidence
        }
    }

    private mutating func add(
        _ panel: FoundPanel, _ answers: BoardAnswers, _ card: ModelCard.Boards, _ threshold: Double, floor: Double?
    ) {
        let ad = panel.confidence * answers.ad
        if ad >= floor ?? card.threshold {
            detections.append(
                Detection(
                    slot: answers.likeliest, confidence: ad, box: panel.box, quad: panel.quad,
                    cornerSigmas: panel.deviations ?? answers.deviations(of: panel.quad)))
        }
        let isBoard = panel.confidence >= threshold
        if isBoard {
            boards.append(
                Board(
                    box: panel.box, quad: panel.quad, confidence: panel.confidence, slot: answers.slot,
                    programme: answers.programme, state: BoardState(blank: answers.blank)))
        }
        if ad < card.threshold, !isBoard || answers.slot == nil {
            let confidence = panel.confidence * answers.inPlace
            places.append(Detection(slot: answers.likeliest, confidence: confidence, box: panel.box, quad: panel.quad))
        }
    }
}

extension FoundPanel {
    /// - Parameter card: one without boards states no corner errors: its networks were not measured so.
    fileprivate func detection(_ name: String, _ confidence: Double, _ card: ModelCard) -> Detection {
        Detection(
            slot: name, confidence: confidence, box: box, quad: quad,
            cornerSigmas: card.boards == nil ? nil : deviations)
    }
}

/// Most confident first, then by name and box, so that equal input gives equal order.
private func precedes(_ a: Detection, _ b: Detection) -> Bool {
    if a.confidence != b.confidence { return a.confidence > b.confidence }
    if a.slot != b.slot { return a.slot < b.slot }
    return boxPrecedes(a.box, b.box)
}

private func boxPrecedes(_ a: Box, _ b: Box) -> Bool {
    [a.x0, a.y0, a.x1, a.y1].lexicographicallyPrecedes([b.x0, b.y0, b.x1, b.y1])
}
