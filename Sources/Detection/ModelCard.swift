import Digest
public import Inference
public import Records

/// What a model folder's `card.json` says of its model (`sightline.model/1`): what goes in, what comes out, what the
/// labels are called and from which confidence on they count.
///
/// A card that is wrong is refused with a reason for each fault. `training` and `measured` are for people and are
/// not read.
public struct ModelCard: Hashable, Sendable {
    public static let schema = "sightline.model/1"
    /// The decoding that this program knows: one dense map per stride of class logits, distances to the box's sides and
    /// offsets to the panel's corners.
    public static let decoding = "dense_ltrb_corners"

    /// What a label represents.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// The place of an ad; reported.
        case slot
        /// What ads are measured against, such as the display cabinet; never reported as an ad.
        case reference
        /// Any flat panel, whatever is on it; the card's `boards` tell slots and programme ads apart.
        case board
    }

    public struct Label: Hashable, Sendable {
        public let name: String
        public let kind: Kind
        /// Confidence from which a detection counts, 0…1.
        public let threshold: Double
        /// confidence = 1 / (1 + exp(−(slope · logit + offset))) (Platt, 1999), of the first network alone.
        public let calibration: Calibration
        /// How both networks' logits make the confidence; nil where the card has no panel network.
        public let second: Combination?
    }

    /// probability = 1 / (1 + exp(−(first · z + second · s + offset))), z the first network's logit and s the panel
    /// network's: of an ad for slots, of a board for boards, of a cabinet for references.
    public struct Combination: Hashable, Sendable {
        public let first: Double
        public let second: Double
        public let offset: Double
    }

    public struct Calibration: Hashable, Sendable {
        public let slope: Double
        public let offset: Double

        public init(slope: Double, offset: Double) {
            self.slope = slope
            self.offset = offset
        }
    }

    public struct Output: Hashable, Sendable {
        public let name: String
        /// Input pixels per cell.
        public let stride: Int
    }

    public struct Input: Hashable, Sendable {
        public let name: String
        /// Sizes that the model may be run at, in the card's order; a photo takes the one that holds it largest.
        public let sizes: [Size]
        /// Per channel R, G, B: the network sees (value − mean) / deviation of values 0…255.
        public let mean: [Float]
        public let deviation: [Float]
        /// Value 0…255 of what the photo does not cover.
        public let pad: Float
    }

    public let name: String
    public let version: String
    public let licence: String
    /// Name of the model file in the folder: `.onnx`, or `.xml` with the `.bin` of the same name beside it.
    public let file: String
    /// Lower-case hex SHA-256 of the model file; of an IR, of the `.xml` followed by the `.bin`.
    public let sha256: String
    /// The second network, which looks at each detection again; nil where there is none.
    public let panel: Panel?
    /// `f32`, or `int8` for a quantised model.
    public let precision: Precision
    public let input: Input
    public let outputs: [Output]
    public let labels: [Label]
    /// nil for a card whose labels are slots.
    public let boards: Boards?
    /// Of two boxes of one label that overlap more than this, the less confident goes.
    public let suppressionIoU: Double
    /// Detections of one label that are kept.
    public let maxPerLabel: Int
    /// The card's `uncertainty` as one JSON object: how wrong corners may be, for who measures with them; not read here.
    public let uncertainty: [UInt8]?

    /// Names of the slots, in the card's order.
    public var slots: [String] { boards?.slots ?? labels.filter { $0.kind == .slot }.map(\.name) }
    /// Names of the references, in the card's order.
    public var references: [String] { labels.filter { $0.kind == .reference }.map(\.name) }
    /// Everything that a detection may be called: slots, then references.
    public var detectable: [String] { slots + references }
    /// Channels of every output: logits, four distances, eight corner offsets, and what is said of boards.
    public var channels: Int { labels.count + 12 + (boards?.answers ?? 0) }
    /// The longest side of any input size: a photo decoded smaller than this loses detail that the model could use.
    public var longestSide: Int { input.sizes.map { max($0.width, $0.height) }.max() ?? 0 }
    /// One hash for all of the model's files, as records carry it: `sha256` where there is no panel network, else the
    /// SHA-256 of both hashes as two lines of text (what `printf '%s\n' A B | sha256sum` prints).
    public var modelSHA256: String {
        guard let panel else { return sha256 }
        return SHA256Digest.hex(of: Array("\(sha256)\n\(panel.sha256)\n".utf8))
    }
    /// Name and version, as records carry it.
    public var title: String { "\(name) \(version)" }

    /// Confidence from which a detection counts, by what it is called.
    public var thresholds: [String: Double] {
        let named = labels.filter { $0.kind != .board }.map { ($0.name, $0.threshold) }
        return Dictionary(named + (boards.map { b in b.slots.map { ($0, b.threshold) } } ?? [])) { first, _ in first }
    }
    /// The confidence from which a detection of this name counts; nil for a name that the card does not know.
    public func threshold(of name: String) -> Double? { thresholds[name] }
}
