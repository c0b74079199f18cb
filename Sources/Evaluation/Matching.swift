import Geometry
import Interchange
import Records

/// How the detections of one photo and label at or above a threshold fare against its truth at IoU ≥ 0.5.
///
/// Most confident first, each detection takes the free truth it overlaps best; truth that counts goes before ignored
/// truth, and any number of detections may lie on ignored truth.
struct LabelMatch {
    /// Detection and truth by their places in the lists given.
    var pairs: [(detection: Int, truth: Int)] = []
    var falseOnes: [Int] = []
    /// On ignored truth: neither right nor wrong.
    var dropped: [Int] = []
    var missed: [Int] = []

    static let iou = 0.5

    init(detections: [Detection], truth: [TruthPanel], ignored: [Bool]) {
        var taken = [Bool](repeating: false, count: truth.count)
        for d in stableSorted(Array(detections.indices), by: { detections[$0].confidence > detections[$1].confidence })
        {
            func best(_ wanted: Bool) -> Int? {
                truth.indices.filter { ignored[$0] == wanted && (wanted || !taken[$0]) }
                    .map { ($0, detections[d].box.iou(truth[$0].box)) }
                    .filter { $0.1 >= LabelMatch.iou }.max { $0.1 < $1.1 }?.0
            }
            if let t = best(false) {
                taken[t] = true
                pairs.append((d, t))
            } else if best(true) != nil {
                dropped.append(d)
            } else {
                falseOnes.append(d)
            }
        }
        missed = truth.indices.filter { !ignored[$0] && !taken[$0] }
    }
}

/// One photo with its truth and what was predicted for it, split by label once.
struct ScoredPhoto {
    let truth: TruthPhoto
    let prediction: Prediction
    let options: EvaluationOptions

    func panels(_ label: String) -> [TruthPanel] { truth.panels.filter { $0.label == label } }

    /// Down to the floor.
    func detections(_ label: String) -> [Detection] { prediction.detections.filter { $0.slot == label } }

    /// At the operating point.
    func confident(_ label: String) -> [Detection] {
        let threshold = options.threshold(label)
        return detections(label).filter { $0.confidence >= threshold }
    }

    func ignored(_ panels: [TruthPanel]) -> [Bool] { panels.map { options.ignores($0, in: truth) } }

    /// The match of one label at the operating point.
    func match(_ label: String) -> (match: LabelMatch, detections: [Detection], panels: [TruthPanel]) {
        let found = confident(label)
        let panels = panels(label)
        var match = LabelMatch(detections: found, truth: panels, ignored: ignored(panels))
        if options.dropStrayInUnclearPhotos, !options.includeDifficult, truth.quality != "ok" {
            match.dropped += match.falseOnes
            match.falseOnes = []
        }
        return (match, found, panels)
    }

    func cocoCase(_ label: String) -> COCOMetrics.Case {
        COCOMetrics.Case(
            detections: detections(label).map { ($0.confidence, $0.box) },
            truth: panels(label).map { ($0.box, options.ignores($0, in: truth), $0.isCrowd) })
    }
}
