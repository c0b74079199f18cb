import Capture
import Detection
import Examining

extension ExaminationPlan {
    /// What is asked of every photo, in this order. A new question about a photo takes its place here.
    static func standard(_ detection: DetectionExaminer) -> ExaminationPlan {
        ExaminationPlan([QualityExaminer(), detection, FingerprintExaminer()])
    }
}
