import Artwork
import Capture
import Detection
import Examining
import Text

extension ExaminationPlan {
    /// What is asked of every photo, in this order. A new question about a photo takes its place here.
    static func standard(
        _ detection: DetectionExaminer, _ artwork: ArtworkExaminer? = nil, _ text: TextExaminer? = nil
    ) -> ExaminationPlan {
        let asked: [(any Examiner)?] = [QualityExaminer(), detection, artwork, text, FingerprintExaminer()]
        return ExaminationPlan(asked.compactMap { $0 })
    }
}
