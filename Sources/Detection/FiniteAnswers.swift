import Records

/// Networks whose weights are damaged, or overflowed when they were made smaller, answer with NaN or infinities. Such
/// answers pass every threshold's test as "nothing", so a model is asked once before it is relied on.
extension Network {
    /// Runs the network on a ramp of grey.
    ///
    /// - Throws: `model_unusable` where an answer is not finite; `inference_failed`.
    func requireFiniteAnswers(_ card: ModelCard, path: PathBytes) throws(DetectionError) {
        let source = Size(width: 256, height: 64)
        let bytes = (0..<source.width * source.height * 3).map { UInt8($0 / 3 % source.width) }
        let letterbox = Letterbox(card: card, input: size)
        bytes.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { _ = letterbox.fill(input, from: base, size: source) }
        }
        try infer()
        let bad = zip(outputs, card.outputs).filter { map, _ in
            !areFinite(map.values, count: map.channels * map.width * map.height)
        }
        guard bad.isEmpty else { throw Network.unusable(bad.map { describeNotFinite($0.1.name) }, path: path) }
    }
}

extension PanelNetwork {
    /// Runs the panel network on one crop, a ramp of grey.
    ///
    /// - Throws: `model_unusable` where an answer is not finite; `inference_failed`.
    func requireFiniteAnswers(_ panel: ModelCard.Panel, path: PathBytes) throws(DetectionError) {
        let target = crop(0)
        for index in 0..<panel.size.width * panel.size.height * 3 { target[index] = Float(index / 3 % 256) }
        guard areFinite(try infer(1), count: ModelCard.Panel.answers) else {
            throw Network.unusable(["the panel network: \(describeNotFinite(panel.output))"], path: path)
        }
    }
}

extension DetectionError {
    /// A photo's answers that are not finite, of a model that was sound when it was loaded.
    static func notFinite(output: String) -> DetectionError {
        DetectionError(
            .inferenceFailed, faults: [describeNotFinite(output)],
            remedy: "The model overflows on this photo; use --precision f32, or package it anew with Sources/Training.")
    }
}

func areFinite(_ values: UnsafePointer<Float>, count: Int) -> Bool {
    UnsafeBufferPointer(start: values, count: count).allSatisfy(\.isFinite)
}

private func describeNotFinite(_ output: String) -> String {
    "output \"\(output)\" holds values that are not finite numbers"
}
