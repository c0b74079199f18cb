import Artwork
import Capture
import Detection
import Examining

extension ExaminationPlan {
    /// What is asked of every photo, in this order. A new question about a photo takes its place here.
    static func standard(_ detection: DetectionExaminer, _ artwork: ArtworkExaminer? = nil) -> ExaminationPlan {
        let asked: [(any Examiner)?] = [QualityExaminer(), detection, artwork, FingerprintExaminer()]
        return ExaminationPlan(asked.compactMap { $0 })
    }
}
