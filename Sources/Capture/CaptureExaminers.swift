public import Examining
public import Records

/// Brightness, sharpness, truncation and damage: what the photo itself is like.
public final class QualityExaminer: Examiner {
    public let identity = ExaminerVersion(name: "quality", version: "1")

    public init() {}

    public func examine(_ view: View, _ facts: inout Observation) {
        facts.quality = view.pixels.quality(of: view.decoded)
    }
}

/// What the photo looks like, to be compared with others.
public final class FingerprintExaminer: Examiner {
    public let identity = ExaminerVersion(name: "fingerprint", version: "1")
    private let hash = PerceptualHash()

    public init() {}

    public func examine(_ view: View, _ facts: inout Observation) {
        facts.fingerprint = hash.fingerprint(of: view.pixels)
    }
}
