import Records

/// Every figure of one evaluation; its JSON keys are stable.
///
/// Shares and probabilities are 0…1, lengths pixels of the upright full-size photo unless a key says otherwise. A figure
/// that the truth cannot give (no truth of a label, no cabinet) is null, never 0.
public struct EvaluationReport: Hashable, Sendable, Codable {
    /// Detection scores of one label, or of all.
    public struct Detections: Hashable, Sendable, Codable {
        /// At the operating point, IoU ≥ 0.5; over all labels the counts are summed.
        public var precision: Double?
        public var recall: Double?
        public var f1: Double?
        /// pycocotools; over all labels the mean of the labels.
        public var ap50: Double?
        public var ap50To95: Double?
        public var ar1: Double?
        public var ar10: Double?
        public var ar100: Double?
        public var truePositives: Int
        public var falsePositives: Int
        public var falseNegatives: Int
        /// On truth that is not counted.
        public var dropped: Int
        /// nil over all labels.
        public var threshold: Double?

        enum CodingKeys: String, CodingKey {
            case precision, recall, f1, ap50, ar1, ar10, ar100, dropped, threshold
            case ap50To95 = "ap50_95"
            case truePositives = "true_positives"
            case falsePositives = "false_positives"
            case falseNegatives = "false_negatives"
        }
    }

    /// A median with its 95th percentile.
    public struct Spread: Hashable, Sendable, Codable {
        public var count: Int
        public var median: Double?
        public var p95: Double?
    }

    /// How well corners fit, over all corners of correctly found panels.
    public struct Corners: Hashable, Sendable, Codable {
        public var pixels: Spread
        /// Of the panel's width.
        public var percent: Spread
        /// The same over corners that lie in the frame.
        public var percentInFrame: Spread

        enum CodingKeys: String, CodingKey {
            case pixels, percent
            case percentInFrame = "percent_in_frame"
        }
    }

    /// Centering over every top ad that is asked for.
    public struct CenteringScore: Hashable, Sendable, Codable {
        /// Top ads asked for: not difficult, in photos of quality `ok`.
        public var asked: Int
        /// With a fixture offset.
        public var measured: Int
        /// |offset − truth|, cabinet widths.
        public var error: Spread
        /// Share of measured offsets whose true error lies within the stated uncertainty.
        public var coverage: Double?
        /// Stated uncertainty (half the 95 % interval), cabinet widths.
        public var uncertainty: Spread
        /// Share of asked top ads whose photo got a verdict.
        public var shareAssessed: Double?
        /// Share of right verdicts among those given, where the true offset is clear of the limit.
        public var verdictAccuracy: Double?
        public var verdictsScored: Int
        /// Asked top ads by what they were measured against.
        public var references: [String: Int]

        enum CodingKeys: String, CodingKey {
            case asked, measured, error, coverage, uncertainty, references
            case shareAssessed = "share_assessed"
            case verdictAccuracy = "verdict_accuracy"
            case verdictsScored = "verdicts_scored"
        }
    }

    /// Posters and blank boards that were taken for ads.
    public struct Traps: Hashable, Sendable, Codable {
        public var count: Int
        public var hit: Int
        public var share: Double?
        /// Hits by the label that was claimed.
        public var labels: [String: Int]
    }

    /// Photos without any labelled panel.
    public struct CleanPhotos: Hashable, Sendable, Codable {
        public var photos: Int
        public var withFalseDetection: Int
        public var share: Double?

        enum CodingKeys: String, CodingKey {
            case photos, share
            case withFalseDetection = "with_false_detection"
        }
    }

    /// Confidence against how often it was right.
    public struct Calibration: Hashable, Sendable, Codable {
        public struct Bin: Hashable, Sendable, Codable {
            public var lower: Double
            public var upper: Double
            public var count: Int
            public var meanConfidence: Double
            public var shareRight: Double

            enum CodingKeys: String, CodingKey {
                case lower, upper, count
                case meanConfidence = "mean_confidence"
                case shareRight = "share_right"
            }
        }
        /// Expected calibration error over all detections down to the floor (Guo et al. 2017, 15 equal bins).
        public var ece: Double?
        /// The same over detections at the operating point.
        public var eceAtThreshold: Double?
        public var bins: [Bin]

        enum CodingKeys: String, CodingKey {
            case ece, bins
            case eceAtThreshold = "ece_at_threshold"
        }
    }

    /// Truth under one condition.
    public struct Slice: Hashable, Sendable, Codable {
        /// Panels of this condition; in `dark`, `blur` and `finger` those that count only with `--include-difficult`, too.
        public var panels: Int
        public var found: Int
        public var recall: Double?
        /// Where the condition is the photo's: detections that are false there.
        public var falsePositives: Int?
        public var f1: Double?
        public var cornerPercent: Spread
        /// |fixture offset − truth| of the slice's top ads.
        public var centeringError: Spread

        enum CodingKeys: String, CodingKey {
            case panels, found, recall, f1
            case falsePositives = "false_positives"
            case cornerPercent = "corner_percent"
            case centeringError = "centering_error"
        }
    }

    /// Precision at the 101 recall points at IoU 0.5.
    public struct Curve: Hashable, Sendable, Codable {
        public var precision: [Double]
    }

    /// How the cabinet, which is not a label of the truth, is found.
    public struct Cabinet: Hashable, Sendable, Codable {
        public var photos: Int
        public var found: Int
        public var recall: Double?
        public var corners: Corners
    }

    public static let schema = "sightline.evaluation/1"

    public var schema: String = EvaluationReport.schema
    /// Model name and version, or whatever the caller names the run by.
    public var name: String
    public var photos: Int
    public var includeDifficult: Bool
    public var overall: Detections
    public var labels: [String: Detections]
    public var corners: Corners
    public var cabinet: Cabinet
    public var centering: CenteringScore
    /// Truth label to what was found in its place (`nothing` where nothing was); `nothing` as truth: false detections.
    public var confusion: [String: [String: Int]]
    public var distractors: Traps
    public var emptyFixtures: Traps
    public var cleanPhotos: CleanPhotos
    public var calibration: Calibration
    public var slices: [String: Slice]
    public var curves: [String: Curve]
    /// nil where no catalogue was given.
    public var creatives: CreativeScore?
    /// Photos that could not be audited, with the reason; they count as photos in which nothing was found.
    public var failures: [String: String]

    enum CodingKeys: String, CodingKey {
        case schema, name, photos, overall, labels, corners, cabinet, centering, confusion, distractors, calibration
        case slices, curves, failures, creatives
        case includeDifficult = "include_difficult"
        case emptyFixtures = "empty_fixtures"
        case cleanPhotos = "clean_photos"
    }
}

extension EvaluationReport.Spread {
    init(_ values: [Double]) {
        let sorted = values.sorted()
        self.init(count: values.count, median: percentile(sorted, 0.5), p95: percentile(sorted, 0.95))
    }
}

/// Linear between ranks, as numpy's default; nil for an empty list.
func percentile(_ sorted: [Double], _ share: Double) -> Double? {
    guard let last = sorted.last else { return nil }
    let rank = share * Double(sorted.count - 1)
    let low = Int(rank)
    guard low + 1 < sorted.count else { return last }
    return sorted[low] + (rank - Double(low)) * (sorted[low + 1] - sorted[low])
}

/// nil where there is nothing to divide by.
func ratio(_ part: Int, _ whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }
