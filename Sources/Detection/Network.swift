import COpenVINO
import Records

/// A model file's bytes, shared by all lanes that compile it.
struct ModelBytes: Sendable {
    /// ONNX, or the XML of an IR.
    let model: [UInt8]
    /// The `.bin` of an IR; empty for ONNX.
    let weights: [UInt8]
}

/// The model compiled for one input size, with one inference request and its buffers; owned by one lane.
///
/// It runs on its caller's thread and starts none. Frees everything in `deinit`.
final class Network {
    let size: Size
    /// The card's outputs, in the card's order.
    let outputs: [Map]
    /// Height × width × 3 floats, channels innermost; written in place.
    let input: UnsafeMutablePointer<Float>
    private let handle: OpaquePointer

    /// One output: `channels` planes of `height` × `width` floats; overwritten by the next inference.
    struct Map {
        let stride: Int
        let channels: Int
        let width: Int
        let height: Int
        let values: UnsafePointer<Float>

        /// Values of a channel, row by row.
        func plane(_ channel: Int) -> UnsafePointer<Float> { values + channel * width * height }
    }

    /// Compiles the model.
    ///
    /// - Throws: `model_unusable`, with every way in which the model differs from its card.
    init(_ bytes: ModelBytes, card: ModelCard, size: Size, bf16: Bool, path: PathBytes) throws(DetectionError) {
        var error = cov_error()
        let compiled = bytes.model.withUnsafeBytes { model in
            bytes.weights.withUnsafeBytes { weights in
                card.input.name.withCString { name in
                    var options = cov_options(
                        model: model.baseAddress, model_size: model.count, weights: nil, weights_size: 0,
                        input_name: name, width: Int64(size.width), height: Int64(size.height), most: 0, bf16: bf16)
                    if !weights.isEmpty {
                        options.weights = weights.baseAddress
                        options.weights_size = weights.count
                    }
                    return cov_compile(&options, &error)
                }
            }
        }
        guard let handle = compiled else { throw Network.unusable([message(of: error)], path: path) }
        var maps: [Map] = []
        let faults = Network.find(card.outputs, channels: card.channels, size: size, in: handle, &maps)
        guard faults.isEmpty, let input = cov_input(handle) else {
            cov_free(handle)
            throw Network.unusable(faults, path: path)
        }
        self.handle = handle
        self.size = size
        self.input = input
        outputs = maps
    }

    deinit { cov_free(handle) }

    /// Runs the network on what `input` holds; afterwards `outputs` hold the result.
    func infer() throws(DetectionError) {
        var error = cov_error()
        if cov_infer(handle, &error) != 0 {
            throw DetectionError(
                .inferenceFailed, faults: [message(of: error)],
                remedy: "Check the runtime and the model with `sightline doctor`.")
        }
    }

    /// What OpenVINO says it computes in.
    func runsBF16() -> Bool {
        var error = cov_error()
        var value = [CChar](repeating: 0, count: 128)
        guard cov_property(handle, "INFERENCE_PRECISION_HINT", &value, &error) == 0 else { return false }
        return value.starts(with: "bf16".utf8CString.dropLast())
    }

    /// Matches the card's outputs with the model's; gives what does not fit.
    private static func find(
        _ wanted: [ModelCard.Output], channels: Int, size: Size, in handle: OpaquePointer, _ maps: inout [Map]
    ) -> [String] {
        var faults: [String] = []
        let names = (0..<cov_output_count(handle)).map { String(cString: cov_output_name(handle, $0)) }
        for output in wanted {
            guard let index = names.firstIndex(of: output.name), let values = cov_output(handle, index) else {
                faults.append("the model has no output \"\(output.name)\" (it has \(names.joined(separator: ", ")))")
                continue
            }
            var shape: [Int64] = [0, 0, 0, 0]
            cov_output_shape(handle, index, &shape)
            let expected = [1, channels, size.height / output.stride, size.width / output.stride].map(Int64.init)
            if shape != expected {
                faults.append(
                    "output \"\(output.name)\" is \(shape), expected \(expected): \(channels - 12) labels + 12 channels "
                        + "at stride \(output.stride) of a \(size.width)x\(size.height) input")
            }
            maps.append(
                Map(
                    stride: output.stride, channels: channels, width: Int(expected[3]), height: Int(expected[2]),
                    values: values))
        }
        return faults
    }

    static func unusable(_ faults: [String], path: PathBytes) -> DetectionError {
        DetectionError(
            .modelUnusable, path: path, faults: faults,
            remedy: "The model does not fit its card or this runtime; package it anew with Sources/Training.")
    }
}
