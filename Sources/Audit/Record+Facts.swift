import Examining
import Records

extension Record {
    /// A record of what examiners found, judged by nobody yet.
    init(
        photo: PhotoSource, state: PhotoState, exif: ExifFacts, facts: Observation, examiners: [ExaminerVersion],
        versions: Versions
    ) {
        self.init(
            photo: photo, state: state, exif: exif, detections: facts.detections, candidates: facts.candidates,
            quality: facts.quality, versions: versions)
        boards = facts.boards
        fingerprint = facts.fingerprint
        capture = facts.capture
        texts = facts.texts
        measures = facts.measures
        self.examiners = examiners
    }
}
