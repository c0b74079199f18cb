import Foundation
import Geometry
public import Inference
public import Photo
public import Records

/// One lane's detector: networks, buffers and tables that are reused from photo to photo. Not for two threads at once.
public final class DetectorSession {
    public let detector: Detector
    private let decoder: DenseDecoder
    /// One place per size of the card; filled when first needed.
    private var networks: [Network?]
    private var letterboxes: [Letterbox]
    private var candidates: [Candidate] = []
    let secondLook: SecondLook?
    /// Detections of the last photo that the panel network looked at.
    public private(set) var panelsLookedAt = 0

    init(_ detector: Detector, _ compiled: LaneNetworks) {
        self.detector = detector
        decoder = DenseDecoder(card: detector.card)
        networks = compiled.first
        secondLook = detector.card.panel.map { SecondLook($0, compiled.panel) }
        letterboxes = detector.card.input.sizes.map { Letterbox(card: detector.card, input: $0) }
    }

    deinit { detector.spares.put(LaneNetworks(first: networks, panel: secondLook?.compiled)) }

    /// Finds the panels of a photo.
    ///
    /// - Parameters:
    ///   - pixels: the upright photo, decoded at any scale (`card.longestSide` or more loses nothing).
    ///   - floor: a confidence that replaces the card's thresholds, for evaluation; nil for the card's.
    /// - Returns: detections in upright full-size coordinates, most confident first; boxes are cut to the photo,
    ///   corners are not.
    /// - Throws: `inference_failed` for pixels without an area, or where the runtime fails or a network answers with
    ///   what is not finite.
    public func detect(_ pixels: borrowing Pixels, floor: Double? = nil) throws(InferenceError) -> [Detection] {
        try see(pixels, floor: floor).detections
    }

    /// Finds the panels of a photo, and every board where the card knows boards; as `detect`.
    public func see(_ pixels: borrowing Pixels, floor: Double? = nil) throws(InferenceError) -> DetectedScene {
        let size = Size(width: pixels.width, height: pixels.height)
        guard size.width > 0, size.height > 0, pixels.bytes.count == size.width * size.height * 3 else {
            throw InferenceError(.inferenceFailed, faults: ["the photo has no pixels"], remedy: "")
        }
        let choice = sizeIndex(for: size)
        let network = try network(choice)
        let place = letterboxes[choice].fill(network.input, from: pixels)
        try network.infer()
        let first = try collect(network.outputs, floor: detector.card.panel?.floor ?? floor)
        let found =
            if let secondLook {
                try lookAgain(secondLook, at: first, in: pixels, place)
            } else {
                first.compactMap { panel($0, place, frame: pixels.frame, full: pixels.fullSize) }
            }
        return DetectedScene(found, card: detector.card, floor: floor)
    }

    /// Index in the card's sizes of the one that holds this photo largest; the first of equals.
    public func sizeIndex(for size: Size) -> Int {
        let scales = detector.card.input.sizes.map { LetterboxGeometry.scale(of: size, in: $0) }
        return scales.indices.max { scales[$0] < scales[$1] || (scales[$0] == scales[$1] && $0 > $1) } ?? 0
    }

    func network(_ index: Int) throws(InferenceError) -> Network {
        if let network = networks[index] { return network }
        let network = try detector.makeNetwork(detector.card.input.sizes[index])
        networks[index] = network
        return network
    }

    /// What stays after suppression, in input pixels.
    private func collect(_ maps: [Network.Map], floor: Double?) throws(InferenceError) -> [Candidate] {
        var kept: [Candidate] = []
        for label in detector.card.labels.indices {
            candidates.removeAll(keepingCapacity: true)
            try decoder.candidates(of: label, in: maps, floor: floor, into: &candidates)
            kept += suppress(candidates, above: detector.card.suppressionIoU, keep: detector.card.maxPerLabel)
        }
        return kept
    }

    /// Candidates as the panel network sees them.
    private func lookAgain(
        _ secondLook: SecondLook, at found: [Candidate], in pixels: borrowing Pixels, _ place: LetterboxGeometry
    ) throws(InferenceError) -> [FoundPanel] {
        let looks = try secondLook.look(
            at: found.map { (confidence($0), $0.quad.map(place.decoded)) }, in: pixels, of: detector)
        panelsLookedAt = looks.count
        let (frame, full) = (pixels.frame, pixels.fullSize)
        return looks.compactMap { look -> FoundPanel? in
            let candidate = found[look.index]
            let label = detector.card.labels[candidate.label]
            guard let second = label.second, var box = box(candidate, place, frame, full) else { return nil }
            let logit = secondLook.logit(secondLook.panel.meaning(of: label.kind), of: look)
            let (before, quad) = (frame.full(candidate.quad.map(place.decoded)), frame.full(look.quad))
            box = moved(box, from: before, to: quad, in: full)
            let scale = max(frame.scaleX, frame.scaleY)
            return FoundPanel(
                candidate: candidate, confidence: second.probability(candidate.logit, logit), box: box, quad: quad,
                deviations: look.deviations.map { $0 * scale },
                programme: secondLook.logit(.programme, of: look), blank: secondLook.logit(.blank, of: look))
        }
    }

    /// In the full-size photo; nil where nothing of the box lies in it.
    private func panel(
        _ candidate: Candidate, _ place: LetterboxGeometry, frame: PixelFrame, full: Size
    ) -> FoundPanel? {
        guard let box = box(candidate, place, frame, full) else { return nil }
        let quad = frame.full(candidate.quad.map(place.decoded))
        return FoundPanel(
            candidate: candidate, confidence: confidence(candidate), box: box, quad: quad, deviations: nil,
            programme: 0, blank: 0)
    }

    /// The box of a candidate in the full-size photo; nil where nothing of it lies there.
    private func box(_ candidate: Candidate, _ place: LetterboxGeometry, _ frame: PixelFrame, _ full: Size) -> Box? {
        let low = place.decoded(Point(candidate.box.x0, candidate.box.y0))
        let high = place.decoded(Point(candidate.box.x1, candidate.box.y1))
        let box = frame.full(Box(low.x, low.y, high.x, high.y)).clipped(to: full)
        return box.area > 0 ? box : nil
    }

    /// The first network's confidence.
    private func confidence(_ candidate: Candidate) -> Double {
        DenseDecoder.confidence(of: candidate.logit, detector.card.labels[candidate.label].calibration)
    }
}

extension Letterbox {
    fileprivate func fill(_ target: UnsafeMutablePointer<Float>, from pixels: borrowing Pixels) -> LetterboxGeometry {
        let size = Size(width: pixels.width, height: pixels.height)
        return pixels.bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return LetterboxGeometry(source: size, input: input) }
            return fill(target, from: base, size: size)
        }
    }
}
