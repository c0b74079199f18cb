/// How a candidate path stands in the ledger; `discovered` is the sum of all of them at any instant.
public enum PhotoState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Has a record with detections.
    case audited
    /// Its content cannot be audited; final until the content changes.
    case rejected
    /// I/O or the program's fault; tried again.
    case failed
    /// The same bytes in the same store as an audited photo.
    case duplicate
    /// Seen, not audited yet (claimed or not).
    case pending
}

/// Why a photo was rejected or failed: a stable code for machines and a sentence for people.
public struct Reason: Hashable, Sendable, Codable {
    /// `unsupported_format`, `no_pixels`, `too_many_pixels`, `read_error`, …
    public var code: String
    /// What happened and what to do, one line.
    public var message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

/// Where a photo came from and what its file is.
public struct PhotoSource: Hashable, Sendable, Codable {
    public var drop: String
    /// Relative to the drop.
    public var path: PathBytes
    public var storeID: String?
    public var region: String?
    /// Day of the visit, `yyyy-mm-dd`: from the folder, else from the capture time in the branch's zone.
    public var date: String?
    /// SHA-256 of the file, lower-case hex.
    public var sha256: String
    /// File size.
    public var bytes: Int
    /// Upright full size; 0 where there are no pixels.
    public var width: Int
    public var height: Int
    /// EXIF orientation that was applied, 1…8.
    public var orientation: Int

    public init(
        drop: String, path: PathBytes, storeID: String?, region: String?, date: String?, sha256: String, bytes: Int,
        width: Int, height: Int, orientation: Int
    ) {
        self.drop = drop
        self.path = path
        self.storeID = storeID
        self.region = region
        self.date = date
        self.sha256 = sha256
        self.bytes = bytes
        self.width = width
        self.height = height
        self.orientation = orientation
    }

    enum CodingKeys: String, CodingKey {
        case drop, path
        case storeID = "store_id"
        case region, date, sha256, bytes, width, height, orientation
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(drop, forKey: .drop)
        try c.encode(path, forKey: .path)
        try c.encode(storeID, forKey: .storeID)
        try c.encode(region, forKey: .region)
        try c.encode(date, forKey: .date)
        try c.encode(sha256, forKey: .sha256)
        try c.encode(bytes, forKey: .bytes)
        try c.encode(width, forKey: .width)
        try c.encode(height, forKey: .height)
        try c.encode(orientation, forKey: .orientation)
    }
}

/// What made a record: anyone with the same versions and the same bytes gets the same record.
public struct Versions: Hashable, Sendable, Codable {
    public var program: String
    public var model: String
    public var modelSHA256: String
    /// `f32`, `bf16` or `int8`: what the inference really ran in.
    public var precision: String
    /// Name and hash of the policy.
    public var policy: String
    /// SHA-256 of the compiled catalogue, lower-case hex; left out where none was given.
    public var catalogue: String?

    public init(
        program: String, model: String, modelSHA256: String, precision: String, policy: String, catalogue: String? = nil
    ) {
        self.program = program
        self.model = model
        self.modelSHA256 = modelSHA256
        self.precision = precision
        self.policy = policy
        self.catalogue = catalogue
    }

    enum CodingKeys: String, CodingKey {
        case program, model
        case modelSHA256 = "model_sha256"
        case precision, policy, catalogue
    }
}

/// All that is known of one photo after the audit. Its JSON keys are a published format, `sightline.record/2`.
///
/// Each fact is in it once. Version 2 has every key of version 1; records of version 1 are read as version 2 in which
/// nobody asked the newer questions.
public struct Record: Hashable, Sendable, Codable {
    /// What this program writes.
    public static let schema = "sightline.record/2"
    /// What it reads.
    public static let readableSchemas = ["sightline.record/1", schema]

    /// The version that it was read as; it is written as `Record.schema`.
    public var schema: String = Record.schema
    public var photo: PhotoSource
    /// `audited` or `rejected`.
    public var state: PhotoState
    /// Why it was rejected; nil when audited.
    public var reason: Reason?
    public var exif: ExifFacts
    /// Who or what took it, under a pseudonym; nil, and left out of the JSON, where neither EXIF nor the path says.
    public var device: CaptureDevice?
    /// Slots and references found, most confident first.
    public var detections: [Detection]
    /// What was found below the thresholds, most confident first: no result, but a reason not to call a panel missing.
    /// nil in records of older versions; left out of the JSON where there is none.
    public var candidates: [Detection]?
    /// nil without a top ad.
    public var centering: Centering?
    public var findings: [Finding]
    /// nil when rejected.
    public var verdict: Verdict?
    /// Brightness, share of the file decoded and the like that policies judge without opening the photo again.
    public var quality: PhotoQuality?
    public var versions: Versions
    /// Panels of every kind, most confident first.
    public var boards: [Board] = []
    public var fingerprint: Fingerprint?
    public var capture: Capture?
    /// Made by the ledger.
    public var relations: [Relation] = []
    public var texts: [ReadText] = []
    /// Numbers that small examiners state, by name; where such a number grows into a fact of its own, it gets a key.
    public var measures: [String: Double] = [:]
    /// Whose facts these are, in the order in which they were asked.
    public var examiners: [ExaminerVersion] = []
    public var review: Review?
    /// Folder of its evidence in the bundle that holds it, `evidence/<photo>`; nil where it has none, and in records of
    /// older versions.
    public var evidence: String?

    public init(
        photo: PhotoSource, state: PhotoState, reason: Reason? = nil, exif: ExifFacts = ExifFacts(),
        detections: [Detection] = [], candidates: [Detection]? = nil, centering: Centering? = nil,
        findings: [Finding] = [], verdict: Verdict? = nil,
        quality: PhotoQuality? = nil, versions: Versions
    ) {
        self.photo = photo
        self.state = state
        self.reason = reason
        self.exif = exif
        self.detections = detections
        self.candidates = candidates.flatMap { $0.isEmpty ? nil : $0 }
        self.centering = centering
        self.findings = findings
        self.verdict = verdict
        self.quality = quality
        self.versions = versions
    }
}
