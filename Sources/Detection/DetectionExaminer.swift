public import Compliance
public import Examining
import Inference
public import Records

/// Which slots and references hang where, and every board where the model knows boards.
///
/// Wants the quality of the photo before it: what lies in a damaged part is neither reported nor judged.
public final class DetectionExaminer: Examiner {
    public let identity = ExaminerVersion(name: "detection", version: "2")
    /// All that was found in the last photo down to the floor, before it was split into what is reported and candidates.
    public private(set) var found: [Detection] = []

    private let session: DetectorSession
    private let thresholds: [String: Double]
    private let knowsBoards: Bool
    private let floor: Double

    /// - Parameter floor: confidence down to which detections are wanted; never above that of candidates.
    public init(_ detector: Detector, floor: Double = Candidates.floor) {
        session = detector.makeSession()
        thresholds = detector.card.thresholds
        knowsBoards = detector.card.boards != nil
        self.floor = min(floor, Candidates.floor, thresholds.values.min() ?? Candidates.floor)
    }

    /// - Throws: `InferenceError`.
    public func examine(_ view: View, _ facts: inout Observation) throws {
        var scene = try session.see(view.pixels, floor: floor)
        if let quality = facts.quality {
            scene.detections = quality.sound(scene.detections)
            scene.places = quality.sound(scene.places)
            scene.boards.removeAll { !quality.isSound($0.box, $0.quad) }
        }
        found = scene.detections
        (facts.detections, facts.candidates) = Candidates.split(found, thresholds: thresholds)
        if knowsBoards {
            facts.boards = scene.boards
            facts.candidates = scene.places.filter { $0.confidence >= Candidates.floor }
        }
    }
}
