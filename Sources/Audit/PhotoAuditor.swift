import Artwork
import Bundles
public import Compliance
public import Detection
import Digest
import Examining
import Foundation
public import Integrity
public import Judging
import Photo
public import Records
import Text

/// A photo's bytes with all that is known of it before it is opened.
public struct PhotoInput: Sendable {
    public var drop: String
    /// Relative to the drop.
    public var path: PathBytes
    public var bytes: [UInt8]
    public var sha256: String
    public var storeID: String?
    public var region: String?
    /// From the folder, `yyyy-mm-dd`.
    public var date: String?
    /// Where the registry has the store; nil where it does not say.
    public var storePlace: PlaceAndTime.Place?
    /// The salesperson whom the path names; only a pseudonym of it is kept.
    public var staff: String?
    /// Modification time of the file, seconds since 1970; nil where it is not known.
    public var modified: Double?

    public init(
        drop: String, path: PathBytes, bytes: [UInt8], sha256: String? = nil, storeID: String? = nil,
        region: String? = nil, date: String? = nil
    ) {
        self.drop = drop
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256 ?? SHA256Digest.hex(of: bytes)
        self.storeID = storeID
        self.region = region
        self.date = date
    }
}

extension PhotoInput {
    /// The file begins with all that the record was made of, and the picture ended in it: only bytes behind the
    /// picture came since (what phones and gateways append), or the file's time changed. Its record stands on, with
    /// the size and hash of the bytes that were audited.
    func holdsPicture(of record: Record) -> Bool {
        let former = record.photo.bytes
        guard former > 0, former <= bytes.count, JPEGLayout(bytes).endOfImage.map({ $0 <= former }) ?? false else {
            return false
        }
        return SHA256Digest.hex(of: Array(bytes[..<former])) == record.photo.sha256
    }
}

/// What an audit leaves: the record, its evidence, and an overlay where one was asked for.
public struct AuditedPhoto: Sendable {
    public var record: Record
    public var evidence: [Evidence]
    /// What the photo looks like, for the ledger; nil for a rejected one.
    public var likeness: Records.Likeness?
    /// The whole photo, reduced, with boxes, quads, the reference line and the offset drawn in.
    public var overlay: [UInt8]?
}

/// The Audit room's core: one photo from its bytes to its record. Owned by a lane, with the lane's decoder, examiners and
/// buffers; nothing in it touches a drop, the ledger or a clock, so the same bytes give the same record.
public final class PhotoAuditor {
    private let settings: AuditSettings
    private let versions: Versions
    private let plan: ExaminationPlan
    private let detection: DetectionExaminer
    private let longSide: Int
    private let judge: Judge
    private let decoder: PhotoDecoder
    private let painter: PhotoPainter
    private var pixels = Pixels()
    /// The lane's own; taken after each photo.
    private var times = StageTimes()

    /// Makes the lane's tools.
    /// - Parameters:
    ///   - lanes: how many share the machine; they share what progressive pictures may hold in memory.
    ///   - floor: confidence down to which `examine` gives detections.
    public init(
        settings: AuditSettings, detector: Detector, lanes: Int = 1, floor: Double = Candidates.floor
    ) throws {
        self.settings = settings
        judge = Judge(
            policy: settings.policy, uncertainty: try UncertaintyModel(of: detector.card),
            catalogue: settings.artworks?.catalogue)
        versions = Versions(
            program: ProgramVersion.current, model: "\(detector.card.name) \(detector.card.version)",
            modelSHA256: detector.modelSHA256, precision: detector.precision.rawValue, policy: judge.policyName,
            catalogue: settings.artworks?.catalogue.sha256)
        detection = DetectionExaminer(detector, floor: floor)
        plan = ExaminationPlan.standard(
            detection, settings.artworks.map { ArtworkExaminer($0, slots: detector.card.slots) },
            try settings.textExaminer())
        longSide = detector.card.longestSide
        var limits = DecodeLimits()
        limits.coefficientBytes = min(limits.coefficientBytes, (320 << 20) / max(1, lanes))
        decoder = try PhotoDecoder(limits: limits)
        painter = try PhotoPainter(settings: settings)
    }

    /// Audits one photo; what cannot be audited gets a rejected record with a reason.
    /// - Throws: `InferenceError` or a `PhotoError` that is the machine's fault, not the photo's: try again.
    public func audit(_ input: PhotoInput) throws -> AuditedPhoto {
        let start = StageTimes.now
        let layout = JPEGLayout(input.bytes)
        var exif = readExif(input.bytes, layout: layout, zone: settings.zone)
        completeTime(&exif, folderDate: input.date)
        times.note(.exif, since: start)
        let decoded: DecodedInfo
        do throws(PhotoError) {
            decoded = try decode(input.bytes, layout, exif)
        } catch {
            if error.isOurs { throw error }
            return rejected(input, exif, layout, error)
        }
        var facts = try plan.examine(view(input.bytes, layout, decoded, exif), &times)
        PlaceAndTime.measure(exif, store: input.storePlace, modified: input.modified, into: &facts.measures)
        if EditorTables.areIn(input.bytes) { facts.measures[PhotoMeasure.editorTables] = 1 }
        if MakerData.isMissing(input.bytes, layout: layout, exif: exif) {
            facts.measures[PhotoMeasure.makerDataMissing] = 1
        }
        var record = Record(
            photo: source(input, exif, size: decoded.size), state: .audited, exif: exif, facts: facts,
            examiners: plan.identities, versions: versions)
        record.device = CaptureDevice(body: readBody(input.bytes, layout: layout), staff: input.staff)
        record = try record.asKept()
        var now = StageTimes.now
        guard let assessment = judge.judge(&record) else { return AuditedPhoto(record: record, evidence: []) }
        now = times.note(.judge, since: now)
        defer { times.note(.evidence, since: now) }
        let counter = try painter.evidence(pixels, detections: facts.detections, assessment: assessment)
        let pairs = try painter.pairs(pixels, of: record)
        var evidence = (counter.map { [$0] } ?? []) + (try painter.boards(pixels, of: record))
        evidence += try painter.evidence(pairs)
        if !evidence.isEmpty {
            record.evidence = Evidence.folder(
                sha256: record.photo.sha256, drop: record.photo.drop, path: record.photo.path)
        }
        let overlay =
            settings.overlays
            ? try painter.overlay(
                pixels, detections: record.detections, assessment: assessment, pairs: pairs.map(\.pair)) : nil
        return AuditedPhoto(
            record: record, evidence: evidence, likeness: facts.likeness, overlay: overlay)
    }

    /// What the pipeline makes of a photo, with every detection down to the floor, for measuring it.
    ///
    /// The assessment is made from those at the card's thresholds, as in `audit`.
    public func examine(
        _ jpeg: [UInt8]
    ) throws -> (size: Size, detections: [Detection], assessment: Assessment, boards: [Board]) {
        let layout = JPEGLayout(jpeg)
        let exif = readExif(jpeg, layout: layout, zone: settings.zone)
        let decoded = try decode(jpeg, layout, exif)
        let facts = try plan.examine(view(jpeg, layout, decoded, exif), &times)
        let assessment = judge.assess(
            detections: facts.detections, candidates: facts.candidates, boards: facts.boards, size: decoded.size,
            exif: exif, quality: facts.quality)
        // Where artworks were matched, what they say replaces the detector's word.
        let found = settings.artworks == nil ? detection.found : facts.detections + facts.candidates
        return (decoded.size, found, assessment, facts.boards)
    }

    /// What the photos since the last call took; nothing is left.
    func takeTimes() -> StageTimes {
        defer { times = StageTimes() }
        return times
    }

    private func view(_ jpeg: [UInt8], _ layout: JPEGLayout, _ decoded: DecodedInfo, _ exif: ExifFacts) -> View {
        View(
            pixels: pixels, decoded: decoded, exif: exif,
            source: View.Source(jpeg: jpeg, layout: layout, orientation: exif.appliedOrientation))
    }

    private func decode(_ jpeg: [UInt8], _ layout: JPEGLayout, _ exif: ExifFacts) throws(PhotoError) -> DecodedInfo {
        let start = StageTimes.now
        defer { times.note(.decode, since: start) }
        return try decoder.decode(
            jpeg, layout: layout, orientation: exif.appliedOrientation, atLeast: longSide, into: &pixels)
    }

    private func rejected(
        _ input: PhotoInput, _ exif: ExifFacts, _ layout: JPEGLayout, _ error: PhotoError
    ) -> AuditedPhoto {
        var size = Size(width: 0, height: 0)
        if let frame = layout.frame {
            size =
                exif.appliedOrientation.swapsSides
                ? Size(width: frame.height, height: frame.width) : Size(width: frame.width, height: frame.height)
        }
        let record = Record(
            photo: source(input, exif, size: size), state: .rejected,
            reason: error.reason, exif: exif, versions: versions)
        return AuditedPhoto(record: record, evidence: [], overlay: nil)
    }

    private func source(_ input: PhotoInput, _ exif: ExifFacts, size: Size) -> PhotoSource {
        PhotoSource(
            drop: input.drop, path: input.path, storeID: input.storeID, region: input.region,
            date: input.date ?? exif.capturedAt?.value.map { $0.day(in: settings.zone) }, sha256: input.sha256,
            bytes: input.bytes.count, width: size.width, height: size.height,
            orientation: exif.appliedOrientation.rawValue)
    }

    /// Where EXIF gives no capture time, midday of the folder's date stands in, and is named as the source. The folder also goes before
    /// the time of the last change (DateTime): an edit of another day says nothing of the visit.
    private func completeTime(_ exif: inout ExifFacts, folderDate: String?) {
        guard let folderDate, let midday = CaptureTime(midday: folderDate, zone: settings.zone) else { return }
        var problems = [exif.capturedAt?.problem].compactMap { $0 }
        if let value = exif.capturedAt?.value {
            guard exif.capturedAtIsLastChange, value.rfc3339.prefix(10) != folderDate else { return }
            problems.append("DateTime: \(value.rfc3339), the last change of the file")
        }
        exif.capturedAt = Sourced(
            midday, source: "folder", problem: problems.isEmpty ? nil : problems.joined(separator: "; "))
    }
}
