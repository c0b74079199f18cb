public import Catalogue
public import Compliance
import Digest
public import Records

/// The Judging room's door: facts, relations and policy give findings and a verdict.
///
/// It is the only one that makes a finding or a verdict: of a photo just examined, of a stored record by another policy,
/// and, called by the ledger inside its transaction, of what only the ledger can know. Judging is a pure function: the
/// same record, policy and uncertainty give the same findings, in the same order.
public struct Judge: Sendable {
    public let policy: Policy
    /// The policy as records name it: name, version and the first digits of the hash of its canonical JSON.
    public let policyName: String
    private let uncertainty: UncertaintyModel
    private let modelSHA256: String?
    let catalogue: CompiledCatalogue?

    /// - Parameters:
    ///   - uncertainty: the corner errors of the detector's model.
    ///   - modelSHA256: that model; the standard errors hold for records of other models. nil: `uncertainty` holds for all.
    ///   - catalogue: which creative may and should hang where; nil: what one said before stays.
    public init(
        policy: Policy, uncertainty: UncertaintyModel = .standard, modelSHA256: String? = nil,
        catalogue: CompiledCatalogue? = nil
    ) {
        self.catalogue = catalogue
        self.policy = policy
        self.uncertainty = uncertainty
        self.modelSHA256 = modelSHA256
        policyName = Judge.name(of: policy)
    }

    /// Judges all of a record anew, from the facts and relations in it: centering, the cabinet's measures, findings, verdict
    /// and the policy's name are replaced, all else stays. A rejected record has nothing to judge.
    /// - Returns: what was measured on the way, for overlays; nil for a rejected record.
    @discardableResult
    public func judge(_ record: inout Record) -> Assessment? {
        record.versions.policy = policyName
        guard record.state == .audited else { return nil }
        var assessment = Judging.assess(
            detections: record.detections, candidates: record.candidates ?? [], boards: record.boards,
            size: Size(width: record.photo.width, height: record.photo.height),
            exif: record.exif.correcting(clock: record.device?.clock),
            quality: record.quality, policy: policy, model: uncertainty(for: record), visit: record.photo.date,
            terms: terms(store: record.photo.storeID, date: record.photo.date, former: record.findings))
        if record.versions.catalogue != nil, let catalogue { record.versions.catalogue = catalogue.sha256 }
        record.centering = assessment.centering
        record.measures[PhotoMeasure.cabinetWidth] = assessment.cabinet?.width
        record.measures[PhotoMeasure.cabinetInPhoto] = assessment.cabinet?.shareInPhoto
        let doubts = self.doubts(of: record)
        // The camera's clock against the visit comes first, then what else is doubtful in time and place.
        let clock = assessment.findings.prefix { $0.code == FindingCode.captureTimeConflict.code }
        let texts = self.texts(of: record)
        record.findings = clock + doubts + assessment.findings.dropFirst(clock.count) + texts
        let isViolated = (doubts + texts).contains { $0.severity == .violation }
        record.verdict = isViolated ? .nonCompliant : assessment.verdict
        if record.review?.answer == .cannotTell {
            // What the machine saw there counts for nothing, and nobody is accused of it.
            record.findings = clock + doubts + [FindingCode.reviewerCannotTell.finding(.warning)]
            record.verdict = doubts.contains { $0.severity == .violation } ? .nonCompliant : .notAssessable
        }
        judgeRelations(&record)
        assessment.findings = record.findings
        assessment.verdict = record.verdict ?? assessment.verdict
        return assessment
    }

    /// Judges facts of which there is no record: a measurement.
    public func assess(
        detections: [Detection], candidates: [Detection], boards: [Board], size: Size, exif: ExifFacts,
        quality: PhotoQuality?, store: String? = nil, date: String? = nil
    ) -> Assessment {
        Judging.assess(
            detections: detections, candidates: candidates, boards: boards, size: size, exif: exif, quality: quality,
            policy: policy, model: uncertainty, terms: terms(store: store, date: date))
    }

    private func terms(store: String?, date: String?, former: [Finding] = []) -> CreativeTerms {
        CreativeTerms(catalogue, former: former, store: store, day: date.flatMap(CalendarDay.init))
    }

    /// Corners that a person set have no model's errors.
    private func uncertainty(for record: Record) -> UncertaintyModel {
        if record.review?.answer == .corrected { return .standard }
        return modelSHA256 == nil || modelSHA256 == record.versions.modelSHA256 ? uncertainty : .standard
    }

    /// The name of a policy in records.
    public static func name(of policy: Policy) -> String {
        let json = (try? CanonicalJSON.encode(policy)).map { Array($0) } ?? []
        return "\(policy.name)/\(policy.version)#\(SHA256Digest.hex(of: json).prefix(12))"
    }
}
