import Geometry
public import Records

/// What a reviewer says supersedes the facts of the machine and is judged by the same policy.
extension Judge {
    /// The panels of a record, as a reviewer sees them: each once, although an ad may be both a detection and a board.
    public static func panels(of record: Record) -> [Correction.Panel] {
        let boards = record.boards
        var seen = Set<Int>()
        var panels = record.detections.map { detection in
            let twin = boards.indices.first { !seen.contains($0) && isSame(boards[$0], detection) }
            twin.map { _ = seen.insert($0) }
            return Correction.Panel(
                slot: detection.slot, quad: detection.quad ?? Quad(detection.box),
                creative: twin.flatMap { boards[$0].creative?.id }, tags: detection.tags ?? [])
        }
        for (index, board) in boards.enumerated() where !seen.contains(index) {
            panels.append(
                Correction.Panel(
                    slot: board.slot, quad: board.quad ?? Quad(board.box), creative: board.creative?.id,
                    tags: board.tags ?? []))
        }
        return panels
    }

    /// Puts a reviewer's word into a record that holds the facts of a machine, or of an earlier word, and judges it.
    public func apply(_ word: ReviewersWord, to record: inout Record) {
        let found = Judge.panels(of: record)
        let correction = word.correction
        // Only what a machine has just found can contradict; a later word of a person simply stands.
        let isPersons = record.review?.answer == .corrected
        let conflict = record.review == nil && Judge.disagrees(found, with: word)
        let isSame =
            Judge.written(found) == Judge.written(correction.panels)
            && (correction.texts.map { $0 == record.texts } ?? true)
        let answer: Review.Answer = correction.cannotTell ? .cannotTell : isSame && !isPersons ? .confirmed : .corrected
        record.review = Review(by: word.by, at: word.at, verdict: .notAssessable, answer: answer, conflict: conflict)
        if answer == .corrected, !isSame {
            Judge.replaceFacts(of: &record, by: correction)
            // What a catalogue said was said of other creatives.
            record.findings.removeAll { FindingCode(code: $0.code)?.isOfCreative ?? false }
        }
        judge(&record)
        record.review?.verdict = record.verdict ?? .notAssessable
    }

    /// What a machine found now is neither what the reviewer says nor what the machine said when the reviewer looked.
    private static func disagrees(_ found: [Correction.Panel], with word: ReviewersWord) -> Bool {
        !word.correction.cannotTell && !agree(found, word.correction.panels) && !agree(found, word.machine)
    }

    /// The same panels in about the same places, and no two creatives that contradict each other.
    static func agree(_ one: [Correction.Panel], _ other: [Correction.Panel]) -> Bool {
        guard one.count == other.count else { return false }
        var left = other
        for panel in one {
            let match = left.indices.filter { left[$0].slot == panel.slot }.max {
                left[$0].quad.hull.iou(panel.quad.hull) < left[$1].quad.hull.iou(panel.quad.hull)
            }
            guard let match, left[match].quad.hull.iou(panel.quad.hull) >= 0.7 else { return false }
            if let a = panel.creative, let b = left[match].creative, a != b { return false }
            left.remove(at: match)
        }
        return true
    }

    private static func replaceFacts(of record: inout Record, by correction: Correction) {
        let (detections, boards) = (record.detections, record.boards)
        let size = Size(width: record.photo.width, height: record.photo.height)
        record.detections = correction.panels.compactMap { panel in
            guard let slot = panel.slot else { return nil }
            let tags = panel.tags.isEmpty ? nil : panel.tags
            // What was not touched keeps what the machine knows of it.
            if var same = detections.first(where: { $0.slot == slot && written($0.quad) == written(panel.quad) }) {
                same.tags = tags
                return same
            }
            return Detection(
                slot: slot, confidence: 1, box: panel.quad.hull.clamped(to: size), quad: panel.quad, tags: tags)
        }
        record.boards = correction.panels.compactMap { panel in
            let near = boards.filter { $0.box.iou(panel.quad.hull) >= 0.5 }
            let former = near.max { $0.box.iou(panel.quad.hull) < $1.box.iou(panel.quad.hull) }
            guard panel.slot != Slot.cabinet, panel.slot == nil || panel.creative != nil || former != nil else {
                return nil
            }
            return Board(panel, former: former, size)
        }
        record.candidates = nil
        if let texts = correction.texts { record.texts = texts }
    }

    /// Corners to the hundredth of a pixel, as they are written: what a page sends back unchanged is unchanged.
    private static func written(_ panels: [Correction.Panel]) -> [Correction.Panel] {
        panels.map { panel in
            var panel = panel
            panel.quad = written(panel.quad) ?? panel.quad
            return panel
        }
    }

    private static func written(_ quad: Quad?) -> Quad? {
        quad?.map { Point(rounded($0.x, decimals: 2), rounded($0.y, decimals: 2)) }
    }

    private static func isSame(_ board: Board, _ detection: Detection) -> Bool {
        board.box.iou(detection.box) >= 0.7 && (board.slot ?? detection.slot) == detection.slot
    }
}

extension Board {
    /// A reviewer's panel; what the reviewer did not say stays as the machine had it.
    fileprivate init(_ panel: Correction.Panel, former: Board?, _ size: Size) {
        let creative: RecognisedCreative? =
            switch panel.creative {
            case .none: former?.creative
            case .some(""): nil
            case .some(let id) where former?.creative?.id == id: former?.creative
            case .some(let id):
                RecognisedCreative(id: id, family: nil, score: 1, ranked: former?.creative?.ranked ?? [])
            }
        self.init(
            box: panel.quad.hull.clamped(to: size), quad: panel.quad, confidence: 1, slot: panel.slot,
            programme: former?.programme, creative: creative, state: former?.state,
            tags: panel.tags.isEmpty ? nil : panel.tags)
    }
}
