import Foundation
import Geometry
import Inference
import Records

/// One detection before suppression, in input pixels.
struct Candidate {
    var label: Int
    var logit: Float
    var box: Box
    var quad: Quad
    /// What the cell says of a board besides (`ModelCard.Boards`); empty for other labels.
    var more: [Float] = []

    var isFinite: Bool {
        (box.x0 + box.y0 + box.x1 + box.y1 + quad.corners.reduce(0) { $0 + $1.x + $1.y }).isFinite
            && more.allSatisfy(\.isFinite)
    }
}

/// Turns the network's dense maps into detections (`dense_ltrb_corners`).
///
/// A cell (x, y) of a map at stride s stands at ((x + ½)s, (y + ½)s) of the input. Its channels are K class logits,
/// the distances left, top, right, bottom to the visible box's sides, and the offsets (dx, dy) to the artwork's corners
/// TL, TR, BR, BL; distances and offsets in strides. Thresholds are turned into logits first, so that only the few
/// cells that pass cost anything.
struct DenseDecoder {
    let card: ModelCard
    /// Candidates a label that enter suppression, best first; what bounds its cost at a low floor.
    static let candidateLimit = 400

    /// The smallest logit that gives this confidence.
    static func logit(of confidence: Double, _ calibration: ModelCard.Calibration) -> Double {
        let bounded = min(max(confidence, 1e-9), 1 - 1e-9)
        return (log(bounded / (1 - bounded)) - calibration.offset) / calibration.slope
    }

    static func confidence(of logit: Float, _ calibration: ModelCard.Calibration) -> Double {
        1 / (1 + exp(-(calibration.slope * Double(logit) + calibration.offset)))
    }

    /// Candidates of one label that reach its threshold (or the floor), in the order of maps and cells.
    ///
    /// - Throws: `inference_failed` where a logit, or the box or corners of a cell that counts, is not finite: a network
    ///   that answers so has said nothing, which must not pass for "nothing hangs here".
    func candidates(
        of label: Int, in maps: [Network.Map], floor: Double?, into found: inout [Candidate]
    ) throws(InferenceError) {
        let rule = card.labels[label]
        let threshold = floor ?? rule.threshold
        // A hair below, then the exact test on the confidence itself.
        let bar = Float(DenseDecoder.logit(of: threshold, rule.calibration) - 1e-4)
        for (map, output) in zip(maps, card.outputs) {
            let scores = map.plane(label)
            var areFinite = true
            let logitsAreFinite = scan(scores, count: map.width * map.height, from: bar) { cell in
                guard DenseDecoder.confidence(of: scores[cell], rule.calibration) >= threshold else { return }
                let candidate = candidate(label, cell, map)
                areFinite = areFinite && candidate.isFinite
                if candidate.box.x0 < candidate.box.x1, candidate.box.y0 < candidate.box.y1 { found.append(candidate) }
            }
            guard logitsAreFinite, areFinite else { throw InferenceError.notFinite(output: output.name) }
        }
    }

    /// Calls `body` for every value that is at least `bar`, sixteen at a time; false where any value is not finite.
    private func scan(_ values: UnsafePointer<Float>, count: Int, from bar: Float, _ body: (Int) -> Void) -> Bool {
        let raw = UnsafeRawPointer(values)
        let most = Float.greatestFiniteMagnitude
        var areFinite = true
        var index = 0
        while index + 16 <= count {
            let block = raw.loadUnaligned(fromByteOffset: index * 4, as: SIMD16<Float>.self)
            // NaN fails every comparison.
            areFinite = areFinite && all((block .<= most) .& (block .>= -most))
            if any(block .>= bar) {
                for lane in 0..<16 where block[lane] >= bar { body(index + lane) }
            }
            index += 16
        }
        while index < count {
            areFinite = areFinite && values[index].isFinite
            if values[index] >= bar { body(index) }
            index += 1
        }
        return areFinite
    }

    /// The box and quad of a cell.
    private func candidate(_ label: Int, _ cell: Int, _ map: Network.Map) -> Candidate {
        let stride = Double(map.stride)
        let x = (Double(cell % map.width) + 0.5) * stride
        let y = (Double(cell / map.width) + 0.5) * stride
        let first = card.labels.count
        func value(_ channel: Int) -> Double { Double(map.plane(first + channel)[cell]) * stride }
        let box = Box(x - value(0), y - value(1), x + value(2), y + value(3))
        let quad = Quad(
            Point(x + value(4), y + value(5)), Point(x + value(6), y + value(7)),
            Point(x + value(8), y + value(9)), Point(x + value(10), y + value(11)))
        let isBoard = card.labels[label].kind == .board
        let more = isBoard ? (first + 12..<card.channels).map { map.plane($0)[cell] } : []
        return Candidate(label: label, logit: map.plane(label)[cell], box: box, quad: quad, more: more)
    }
}

/// Greedy non-maximum suppression: the most confident stays, what overlaps it too much goes (Dalal & Triggs, 2005).
///
/// Ties are broken by the box, so the result does not depend on the order of the input.
func suppress(_ candidates: [Candidate], above iou: Double, keep: Int) -> [Candidate] {
    var kept: [Candidate] = []
    for candidate in candidates.sorted(by: precedes).prefix(DenseDecoder.candidateLimit) where kept.count < keep {
        if kept.allSatisfy({ $0.box.iou(candidate.box) <= iou }) { kept.append(candidate) }
    }
    return kept
}

/// More confident first, then by label and box.
func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
    if a.logit != b.logit { return a.logit > b.logit }
    if a.label != b.label { return a.label < b.label }
    let left = [a.box.x0, a.box.y0, a.box.x1, a.box.y1]
    let right = [b.box.x0, b.box.y0, b.box.x1, b.box.y1]
    return left.lexicographicallyPrecedes(right)
}
