import Geometry
public import Records

/// The display as the detections show it: where the top ad stands, how each panel hangs, and where the places of the
/// others lie. A pure function of its inputs; what is allowed is for Judging to say.
///
/// The most confident detection of a slot counts. `centering.photoOffset` needs no reference; `fixtureOffset` is the
/// top ad's x in the adjusted scene (`FixtureFit`), in cabinet widths. All places: upright full-size frame, pixels.
public struct DisplayMeasurement: Sendable {
    /// nil without a top ad.
    public let centering: Centering?
    /// Tilt and share in the frame of each panel that was found, by slot name.
    public let panels: [PanelMeasure]
    private let candidates: [Detection]
    private let fit: FixtureFit?

    /// - Parameters:
    ///   - detections: those at or above the model's thresholds; the cabinet's among them under its internal label.
    ///   - candidates: what was found below the thresholds (`Candidates.split`).
    ///   - size: upright full size of the photo.
    ///   - exif: the 35-mm focal length narrows the camera where it is stated.
    ///   - model: corner errors of the detector.
    public init(
        detections: [Detection], candidates: [Detection] = [], size: Size, exif: ExifFacts = ExifFacts(),
        model: UncertaintyModel = .standard
    ) {
        let best = bestBySlot(detections)
        let fit = fitFixture(best, size: size, exif: exif, model: model)
        centering = measureCentering(best[Slot.topAd], fit: fit, size: size, model: model)
        panels = best.values.filter { $0.slot != Slot.cabinet }.sorted { $0.slot < $1.slot }.map {
            measurePanel($0, fit: fit, size: size)
        }
        self.candidates = candidates
        self.fit = fit
        let cabinet = best[Slot.cabinet]?.confidence ?? 0
        switch fit?.reference {
        case .cabinet: showsCounter = !panels.isEmpty || cabinet >= DisplayMeasurement.loneCabinet
        case .cduPair: showsCounter = true
        case .panel, .photo, nil: showsCounter = false
        }
    }

    /// Share of the slot's usual place that the photo shows, 0…1, the worst over the depths at which it may be; nil
    /// where nothing fixes the display's place, or the slot has no known place.
    public func shareInView(of slot: String) -> Double? {
        fit.flatMap { SlotPlaces.shareInView(slot, fit: $0) }
    }

    /// Confidence from which a cabinet counts where no ad is found beside it. Measured with detector 0.4.0:
    /// lone cabinets of counters without a top ad from 0.98 up in 70 rendered photos; on 505 scans of books, paintings and
    /// posters it finds eight, 0.55 to 0.96, and calls four of those photos (0.61 to 0.85) a counter without its ad.
    static let loneCabinet = 0.9

    /// Whether the photo surely shows a counter: its cabinet with an ad or by itself beyond doubt, or ads at both sides of
    /// it. One panel alone may be anything that looks like one, such as the cover of a book.
    public let showsCounter: Bool

    /// Where the slot's ad should hang; nil where nothing fixes the display's place, or the slot has no known place.
    public func place(of slot: String) -> Quad? {
        fit.flatMap { SlotPlaces.places(of: slot, fit: $0).first }
    }

    /// The likeliest candidate, of any slot, whose middle lies in the slot's usual place.
    public func candidate(for slot: String) -> Detection? {
        fit.flatMap { SlotPlaces.candidate(for: slot, among: candidates, fit: $0) }
    }

    /// What an overlay draws; nil without a reference.
    /// - Parameter centreLimit: largest absolute offset allowed, cabinet widths; nil draws no limits.
    public func geometry(centreLimit: Double?) -> FixtureGeometry? {
        fit.map { fixtureGeometry($0, centreLimit: centreLimit) }
    }
}

/// How one panel hangs.
public struct PanelMeasure: Hashable, Sendable {
    public var slot: String
    /// In-plane tilt against the cabinet, degrees, positive clockwise as seen; nil without a reference or a quad.
    public var tilt: Double?
    /// Share of the panel inside the frame, 0…1.
    public var shareInFrame: Double
}

/// The measurement of centering as it lies in the photo: upright full-size frame.
public struct FixtureGeometry: Hashable, Sendable {
    /// The cabinet's front as adjusted; without a cabinet detection, only its width means anything.
    public var cabinet: Quad
    /// The cabinet's centre line from its foot up to the height of the top ad.
    public var centreLine: [Point]
    /// The top ad's true centre; nil without a top ad.
    public var adCentre: Point?
    /// The point of the centre line level with the top ad's centre.
    public var centreAtAd: Point?
    /// Lines at ± the policy's limit, each from the cabinet's top to above the ad; empty without a limit.
    public var limitLines: [[Point]]
}

/// The most confident detection of each slot; among equals the larger, then the one further up and left.
private func bestBySlot(_ detections: [Detection]) -> [String: Detection] {
    func better(_ a: Detection, _ b: Detection) -> Bool {
        if a.confidence != b.confidence { return a.confidence > b.confidence }
        if a.box.area != b.box.area { return a.box.area > b.box.area }
        return (a.box.y0, a.box.x0) < (b.box.y0, b.box.x0)
    }
    return Dictionary(detections.map { ($0.slot, $0) }) { a, b in better(b, a) ? b : a }
}

/// Adjusts the scene to what was found; where the cabinet makes no sense, without it.
private func fitFixture(
    _ best: [String: Detection], size: Size, exif: ExifFacts, model: UncertaintyModel
) -> FixtureFit? {
    guard size.width > 0, size.height > 0 else { return nil }
    var observed = ObservedPanels()
    let slots: [(String, FixtureFit.Panel)] = [
        (Slot.cabinet, .cabinet), (Slot.topAd, .topAd), (Slot.cduVerticalLeft, .left), (Slot.cduVerticalRight, .right),
    ]
    for (slot, panel) in slots {
        guard let detection = best[slot] else { continue }
        let relative = panel == .cabinet ? model.cabinetRelative : model.panelRelative
        observed[panel] = ObservedPanel(detection, relative: relative, size: size, model: model)
    }
    var logFocal = FixturePriors.logFocal
    if let stated = exif.focalLength35mm?.value, (8...800).contains(stated) {
        logFocal = .init(mean: naturalLogarithm(Double(stated) / 36), sigma: FixturePriors.logFocalExifSigma)
    }
    if let fit = FixtureFit(observed, size: size, logFocal: logFocal) { return fit }
    guard observed.cabinet != nil else { return nil }
    observed.cabinet = nil
    return FixtureFit(observed, size: size, logFocal: logFocal)
}

private func measureCentering(
    _ top: Detection?, fit: FixtureFit?, size: Size, model: UncertaintyModel
) -> Centering? {
    guard let top, size.width > 0 else { return nil }
    let width = Double(size.width)
    var centering = Centering(
        photoOffset: (top.box.centre.x - width / 2) / width, fixtureOffset: nil, uncertainty: nil, reference: .photo)
    guard let fit, fit.observed.topAd != nil, let sigma = fit.topAdSigma() else { return centering }
    let offset = fit.place(.topAd).x
    guard offset.isFinite, sigma.isFinite else { return centering }
    centering.reference = fit.reference
    centering.fixtureOffset = offset
    centering.uncertainty = 1.96 * sigma * model.scale(fit.reference)
    return centering
}

private func measurePanel(_ detection: Detection, fit: FixtureFit?, size: Size) -> PanelMeasure {
    let quad = detection.quad ?? Quad(detection.box)
    var tilt: Double?
    if detection.quad != nil, let fit, fit.reference != .panel {
        tilt = inPlaneTilt(quad, camera: fit.camera)
    }
    return PanelMeasure(slot: detection.slot, tilt: tilt, shareInFrame: quad.shareInside(size))
}

extension FixtureFit {
    /// What the offset is measured against.
    var reference: Reference {
        if observed.cabinet != nil { return .cabinet }
        return observed.left != nil && observed.right != nil ? .cduPair : .panel
    }
}

extension UncertaintyModel {
    func scale(_ reference: Reference) -> Double {
        switch reference {
        case .cabinet: cabinetScale
        case .cduPair: pairScale
        case .panel, .photo: panelScale
        }
    }
}
