public import Compliance
public import Examining
import Inference
public import Records

/// Which slots and references hang where.
///
/// Wants the quality of the photo before it: what lies in a damaged part is neither reported nor judged.
public final class DetectionExaminer: Examiner {
    public let identity = ExaminerVersion(name: "detection", version: "1")
    /// All that was found in the last photo down to the floor, before it was split into what is reported and candidates.
    public private(set) var found: [Detection] = []

    private let session: DetectorSession
    private let thresholds: [String: Double]
    private let floor: Double

    /// - Parameter floor: confidence down to which detections are wanted; never above that of candidates.
    public init(_ detector: Detector, floor: Double = Candidates.floor) {
        session = detector.makeSession()
        thresholds = Dictionary(detector.card.labels.map { ($0.name, $0.threshold) }) { first, _ in first }
        self.floor = min(floor, Candidates.floor, thresholds.values.min() ?? Candidates.floor)
    }

    /// - Throws: `InferenceError`.
    public func examine(_ view: View, _ facts: inout Observation) throws {
        found = try session.detect(view.pixels, floor: floor)
        if let quality = facts.quality { found = quality.sound(found) }
        (facts.detections, facts.candidates) = Candidates.split(found, thresholds: thresholds)
    }
}
