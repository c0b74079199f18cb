import Inference
import Photo
import Records

/// One lane's second look: crops of a photo's detections through the panel network, all of them in one inference; as
/// often as the card says, each time where the last look saw the panels.
final class SecondLook {
    /// What the panel network says of one detection.
    struct Look {
        /// Of the detection, in the list that was given.
        let index: Int
        /// With refined corners, decoded pixels.
        let quad: Quad
        /// One standard deviation per coordinate of each corner TL TR BR BL, decoded pixels.
        let deviations: [Double]
        /// In the order of the card's `logits`.
        let logits: [Float]
    }

    let panel: ModelCard.Panel
    private let cropper: PanelCropper
    private(set) var compiled: Network?

    init(_ panel: ModelCard.Panel, _ network: Network?) {
        self.panel = panel
        cropper = PanelCropper(panel)
        compiled = network
    }

    /// Looks at the most confident detections that can be looked at; the rest are dropped.
    ///
    /// - Parameter found: confidences and quads in decoded pixels.
    /// - Throws: `inference_failed`.
    func look(
        at found: [(confidence: Double, quad: Quad)], in pixels: borrowing Pixels, of detector: Detector
    ) throws(InferenceError) -> [Look] {
        let best = found.indices.sorted {
            (found[$0].confidence, $1) > (found[$1].confidence, $0)  // the first of equals
        }
        let views = best.lazy.compactMap { [panel] index in
            PanelView(found[index].quad, panel: panel).map { (index: index, view: $0) }
        }.prefix(panel.most)
        var chosen = Array(views)
        guard !chosen.isEmpty else { return [] }
        let network = try network(of: detector)
        for _ in 1..<max(panel.looks, 1) {
            crop(chosen.map(\.view), of: pixels, into: network)
            let answers = try finiteAnswers(network, chosen.count)
            for place in chosen.indices {
                let quad = chosen[place].view.refined(answers + place * panel.answers)
                if let next = PanelView(quad, panel: panel) { chosen[place].view = next }
            }
        }
        crop(chosen.map(\.view), of: pixels, into: network)
        let answers = try finiteAnswers(network, chosen.count)
        return chosen.enumerated().map { place, one in
            let own = answers + place * panel.answers
            return Look(
                index: one.index, quad: one.view.refined(own), deviations: one.view.deviations(own),
                logits: (16..<panel.answers).map { own[$0] })
        }
    }

    /// What a crop's answers say; 0, which says nothing, where the card has no such logit.
    func logit(_ meaning: ModelCard.Panel.Meaning, of look: Look) -> Float {
        panel.logits.firstIndex(of: meaning).map { look.logits[$0] } ?? 0
    }

    /// The answers of one inference; a network that gives what is not finite has said nothing.
    private func finiteAnswers(_ network: Network, _ count: Int) throws(InferenceError) -> UnsafePointer<Float> {
        try network.infer(count)
        let answers = network.outputs[0].values
        guard areFinite(answers, count: count * panel.answers) else {
            throw InferenceError.notFinite(output: panel.output)
        }
        return answers
    }

    /// The lane's network, compiled when it is first needed.
    func network(of detector: Detector) throws(InferenceError) -> Network {
        if let compiled { return compiled }
        guard let network = try detector.makePanelNetwork() else {
            preconditionFailure("a second look without a panel network")
        }
        compiled = network
        return network
    }

    /// Cuts crops of these quads, as often as they are looked at, into the network's input, those that can be cut.
    func crop(_ quads: [Quad], of pixels: borrowing Pixels, _ detector: Detector) throws(InferenceError) {
        let views = quads.prefix(panel.most).compactMap { PanelView($0, panel: panel) }
        let network = try network(of: detector)
        for _ in 0..<panel.looks { crop(views, of: pixels, into: network) }
    }

    private func crop(_ views: [PanelView], of pixels: borrowing Pixels, into network: Network) {
        let (width, height) = (pixels.width, pixels.height)
        pixels.bytes.withUnsafeBufferPointer { buffer in
            guard let bytes = buffer.baseAddress else { return }
            let photo = PhotoBytes(bytes: bytes, width: width, height: height)
            for (index, view) in views.enumerated() {
                cropper.fill(network.input + index * network.inputCount, with: view, of: photo)
            }
        }
    }
}
