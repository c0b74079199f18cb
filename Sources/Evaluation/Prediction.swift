import Interchange
public import Judging
public import Records

/// What the pipeline said of one photo.
public struct Prediction: Sendable {
    /// Every detection down to the evaluation's confidence floor, upright full-size frame.
    public var detections: [Detection]
    /// What the shipped pipeline makes of the detections at the card's thresholds; nil where only detections are scored.
    public var assessment: Assessment?
    /// Boards with what was recognised on them; empty where nobody looked.
    public var boards: [Board]
    /// Why the photo could not be audited; nil when it was.
    public var failure: String?

    public init(
        detections: [Detection], assessment: Assessment? = nil, boards: [Board] = [], failure: String? = nil
    ) {
        self.boards = boards
        self.detections = detections
        self.assessment = assessment
        self.failure = failure
    }
}

/// How detections are scored.
public struct EvaluationOptions: Hashable, Sendable {
    /// Confidence from which a detection counts at the operating point, by label.
    public var thresholds: [String: Double]
    /// The threshold of a label that has none.
    public var defaultThreshold: Double
    /// Counts what the truth marks as difficult and what lies in photos whose quality is not `ok`.
    public var includeDifficult: Bool
    /// Largest compliant absolute offset, cabinet widths.
    public var centreLimit: Double
    /// Verdicts are scored where the true offset is farther than this from the limit.
    public var verdictMargin: Double
    /// A detection of a photo whose quality is not `ok` that matches no truth is dropped too. Off, as in pycocotools:
    /// such a detection is false.
    public var dropStrayInUnclearPhotos: Bool

    public init(
        thresholds: [String: Double], defaultThreshold: Double = 0.5, includeDifficult: Bool = false,
        centreLimit: Double = 0.10, verdictMargin: Double = 0.02, dropStrayInUnclearPhotos: Bool = false
    ) {
        self.thresholds = thresholds
        self.defaultThreshold = defaultThreshold
        self.includeDifficult = includeDifficult
        self.centreLimit = centreLimit
        self.verdictMargin = verdictMargin
        self.dropStrayInUnclearPhotos = dropStrayInUnclearPhotos
    }

    func threshold(_ label: String) -> Double { thresholds[label] ?? defaultThreshold }

    /// Neither asked for nor counted against.
    func ignores(_ panel: TruthPanel, in photo: TruthPhoto) -> Bool {
        if panel.isCrowd { return true }
        return !includeDifficult && (panel.difficult || photo.quality != "ok")
    }
}
