public import Photo
public import Records

/// The Examining room: the contract between the auditor and those who look at a photo.
///
/// An examiner asks one question of a photo. One belongs to one lane, which gives it one `View` after the other; it adds
/// facts to an `Observation` and knows nothing of policy, ledger or clock. A new question is a new examiner, a place in the
/// auditor's plan, a rule in Judging and two words in the strings table.
///
/// Contract, held by one test suite over every examiner of the plan: the same view gives the same facts, whatever was
/// examined before and in whichever lane; any pixels give facts or an error, never a crash; memory does not grow with the
/// number of photos.
public protocol Examiner: AnyObject {
    /// As records name it; the name is also its stage in metrics. A version changes whenever its facts may.
    var identity: ExaminerVersion { get }

    /// Adds what it finds.
    /// - Parameter facts: what the examiners before it in the plan found.
    /// - Throws: what is the machine's or the model's fault, not the photo's: the photo is tried again.
    func examine(_ view: View, _ facts: inout Observation) throws
}

/// A photo as examiners see it.
public struct View: Sendable {
    /// The upright photo, decoded at a scale at which the detector loses nothing. Borrowed: what keeps it longer than the
    /// call makes the next decode copy it.
    public let pixels: Pixels
    /// What the decoder found: size, orientation, damage.
    public let decoded: DecodedInfo
    public let exif: ExifFacts
    /// What the pixels were decoded from, for who must see more closely; nil where there is none.
    public let source: Source?

    /// A photo's bytes and how they are to be decoded.
    public struct Source: Sendable {
        public let jpeg: [UInt8]
        public let layout: JPEGLayout
        public let orientation: Orientation

        public init(jpeg: [UInt8], layout: JPEGLayout, orientation: Orientation) {
            self.jpeg = jpeg
            self.layout = layout
            self.orientation = orientation
        }
    }

    public init(pixels: Pixels, decoded: DecodedInfo, exif: ExifFacts, source: Source? = nil) {
        self.pixels = pixels
        self.decoded = decoded
        self.exif = exif
        self.source = source
    }
}

/// The facts of one photo, each once; they go into its record as they are.
public struct Observation: Hashable, Sendable {
    /// Slots and references at or above the model's thresholds, most confident first.
    public var detections: [Detection] = []
    /// What was found below the thresholds.
    public var candidates: [Detection] = []
    public var quality: PhotoQuality?
    public var boards: [Board] = []
    public var fingerprint: Fingerprint?
    /// For the ledger, not for the record.
    public var likeness: Likeness?
    public var capture: Capture?
    public var texts: [ReadText] = []
    /// Numbers of small examiners, by name (`Record.measures`).
    public var measures: [String: Double] = [:]

    public init() {}
}
