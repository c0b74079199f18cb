public import Inference
public import Photo
public import Records

/// The parts of detection on their own: what a whole audit is measured against.
extension DetectorSession {
    /// Runs the network of one size on whatever its input holds.
    public func inferBare(sizeIndex: Int = 0) throws(InferenceError) {
        try network(sizeIndex).infer()
    }

    /// Runs the panel network on this many crops of whatever its input holds, as often as a photo's crops are looked at;
    /// nothing where there is none.
    public func inferPanelsBare(_ count: Int) throws(InferenceError) {
        guard count > 0, let secondLook else { return }
        let network = try secondLook.network(of: detector)
        for _ in 0..<(detector.card.panel?.looks ?? 1) {
            try network.infer(min(count, network.declaration.mostPictures))
        }
    }

    /// Cuts the crops of these quads, in decoded pixels and as often as they are looked at, into the panel network's input; nothing where there is none.
    public func cropBare(_ quads: [Quad], of pixels: borrowing Pixels) throws(InferenceError) {
        try secondLook?.crop(quads, of: pixels, detector)
    }
}
