import COpenVINO
import Records

/// The panel network compiled for one lane, with its request and buffers: up to `ModelCard.Panel.mostLooks` crops in
/// one inference.
///
/// One compiled model takes any number of crops. Measured on one core with four crops: 0.50 ms, against 0.54 ms for four
/// inferences of one crop and 0.42 ms for a model compiled for just four; a model for every number is not worth its
/// memory. It computes in f32 whatever the first network does. It runs on its caller's thread and starts none.
final class PanelNetwork {
    /// Crops × height × width × 3 floats, written in place.
    let input: UnsafeMutablePointer<Float>
    private let panel: ModelCard.Panel
    private let handle: OpaquePointer
    private let output: Int

    /// Compiles the network.
    ///
    /// - Throws: `model_unusable` where it differs from its card.
    init(_ bytes: ModelBytes, panel: ModelCard.Panel, path: PathBytes) throws(DetectionError) {
        var error = cov_error()
        let compiled = bytes.model.withUnsafeBytes { model in
            panel.input.withCString { name in
                var options = cov_options(
                    model: model.baseAddress, model_size: model.count, weights: nil, weights_size: 0, input_name: name,
                    width: Int64(panel.size.width), height: Int64(panel.size.height),
                    most: Int64(ModelCard.Panel.mostLooks), bf16: false)
                return cov_compile(&options, &error)
            }
        }
        guard let handle = compiled else {
            throw Network.unusable(["the panel network: \(message(of: error))"], path: path)
        }
        var index = 0
        let fault = PanelNetwork.find(panel.output, in: handle, &index)
        guard fault == nil, let input = cov_input(handle) else {
            cov_free(handle)
            throw Network.unusable([fault ?? "the panel network has no input"], path: path)
        }
        self.input = input
        self.handle = handle
        self.panel = panel
        output = index
    }

    deinit { cov_free(handle) }

    /// Where the input holds the crop of this number.
    func crop(_ index: Int) -> UnsafeMutablePointer<Float> { input + index * panel.size.width * panel.size.height * 3 }

    /// Runs the network on the first crops; gives `ModelCard.Panel.answers` values a crop, valid until the next call.
    func infer(_ count: Int) throws(DetectionError) -> UnsafePointer<Float> {
        var error = cov_error()
        guard cov_infer_some(handle, Int64(count), &error) == 0, let answers = cov_output(handle, output) else {
            throw DetectionError(
                .inferenceFailed, faults: ["the panel network: \(message(of: error))"],
                remedy: "Check the runtime and the model with `sightline doctor`.")
        }
        return answers
    }

    /// Looks for the output; says what does not fit, with one crop in the input.
    private static func find(_ wanted: String, in handle: OpaquePointer, _ index: inout Int) -> String? {
        let names = (0..<cov_output_count(handle)).map { String(cString: cov_output_name(handle, $0)) }
        guard let found = names.firstIndex(of: wanted) else {
            return "the panel network has no output \"\(wanted)\" (it has \(names.joined(separator: ", ")))"
        }
        index = found
        var shape: [Int64] = [0, 0, 0, 0]
        cov_output_shape(handle, found, &shape)
        let answers = Int64(ModelCard.Panel.answers)
        guard shape != [1, answers, 1, 1] else { return nil }
        return "the panel network's output \"\(wanted)\" is \(shape) for one crop, expected [1, \(answers)]: 8 shifts, "
            + "8 deviations and 2 logits"
    }
}
