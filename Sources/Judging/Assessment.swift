public import Compliance
public import Records

/// What the facts of one photo say about the display, and what the policy makes of it.
public struct Assessment: Hashable, Sendable {
    /// nil without a top ad.
    public var centering: Centering?
    /// In a fixed order: the camera's clock, doubts about time and place, the photo, then slot by slot by name, then its relations to others.
    public var findings: [Finding]
    public var verdict: Verdict
    /// Tilt and share in the frame of each panel that was judged, by slot name.
    public var panels: [PanelMeasure]
    /// What an overlay draws; nil without a reference.
    public var geometry: FixtureGeometry?
    /// A slot whose ad is missing, and where it should hang.
    public struct EmptyPlace: Hashable, Sendable {
        public var slot: String
        /// Upright full-size frame; may lie partly outside.
        public var quad: Quad

        public init(slot: String, quad: Quad) {
            self.slot = slot
            self.quad = quad
        }
    }

    /// How the cabinet lies in the photo; nil where it was not found.
    public var cabinet: CabinetMeasure?

    /// The places of ads that are missing in violation of the policy, an empty frame's among them, by slot name.
    public var emptyPlaces: [EmptyPlace] = []

    public init(
        centering: Centering?, findings: [Finding], verdict: Verdict, panels: [PanelMeasure] = [],
        geometry: FixtureGeometry? = nil
    ) {
        self.centering = centering
        self.findings = findings
        self.verdict = verdict
        self.panels = panels
        self.geometry = geometry
    }
}

/// Measures centering, tilt and presence, and judges them by a policy: a pure function.
///
/// - Parameters:
///   - detections: those at or above the model's thresholds; the cabinet's among them under its internal label.
///   - candidates: what was found below the thresholds (`Candidates.split`).
///   - boards: every board that was found, whatever is on it; empty where the model knows only ads.
///   - size: upright full size of the photo.
///   - exif: the 35-mm focal length narrows the camera where it is stated.
///   - quality: brightness, sharpness and truncation; nil judges none of them.
///   - model: corner errors of the detector.
///   - terms: what the catalogue says of the visit; nil: creatives are not judged.
///   - visit: the day of the visit, `yyyy-mm-dd`, that the camera's clock is held against; nil where there is none.
public func assess(
    detections: [Detection], candidates: [Detection] = [], boards: [Board] = [], size: Size,
    exif: ExifFacts = ExifFacts(),
    quality: PhotoQuality?, policy: Policy, model: UncertaintyModel = .standard, visit: String? = nil,
    terms: CreativeTerms? = nil
) -> Assessment {
    let display = DisplayMeasurement(
        detections: detections, candidates: candidates, size: size, exif: exif, model: model)
    let judgement = Judgement(policy: policy, display: display, boards: boards, quality: quality, terms: terms)
    let conflict = FindingCode.captureTimeConflict(exif, visit: visit)
    var assessment = Assessment(
        centering: display.centering, findings: (conflict.map { [$0] } ?? []) + judgement.findings,
        verdict: judgement.verdict, panels: display.panels,
        geometry: display.geometry(centreLimit: policy.slots[Slot.topAd]?.centreLimit))
    assessment.cabinet = display.cabinet
    assessment.emptyPlaces = judgement.findings.compactMap { finding in
        guard finding.severity == .violation else { return nil }
        switch FindingCode(code: finding.code) {
        case .missing(let slot): return display.place(of: slot).map { .init(slot: slot, quad: $0) }
        case .boardBlank(let slot):
            return boards.first { $0.slot == slot }.map { .init(slot: slot, quad: $0.quad ?? Quad($0.box)) }
        default: return nil
        }
    }
    return assessment
}
