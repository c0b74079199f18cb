import COpenVINO
public import Records

/// The Inference room: the only door to OpenVINO.
///
/// A network is declared (its input, its outputs and their shapes), compiled from a file's bytes and then held against
/// its declaration: what differs is refused with every difference. A lane owns each network that it runs, with one
/// request and its buffers, and hands it to the next lane by a `SparePool`. A network runs on its caller's thread and
/// starts no other, so N lanes are N threads. The runtime is OpenVINO's C library, loaded when it is needed (`Runtime`).
/// What a card says of a network is checked by `CardReader`, fault by fault.
public final class Network {
    /// What a network must be.
    public struct Declaration: Sendable {
        /// How messages call it, such as `the panel network`; nil for a model's only or first one.
        public var role: String?
        public var input: String
        /// Of the input, pixels.
        public var size: Size
        /// Pictures that one inference may take; 0: always exactly one.
        public var mostPictures: Int
        public var outputs: [Output]

        public init(role: String? = nil, input: String, size: Size, mostPictures: Int = 0, outputs: [Output]) {
            self.role = role
            self.input = input
            self.size = size
            self.mostPictures = mostPictures
            self.outputs = outputs
        }
    }

    /// What an output must be, of one picture.
    public struct Output: Sendable {
        public var name: String
        public var channels: Int
        public var height: Int
        public var width: Int
        /// Why it must be so, for whoever reads the fault.
        public var reason: String

        public init(name: String, channels: Int, height: Int = 1, width: Int = 1, reason: String) {
            self.name = name
            self.channels = channels
            self.height = height
            self.width = width
            self.reason = reason
        }
    }

    /// One output: `channels` planes of `height` × `width` floats per picture; overwritten by the next inference.
    public struct Map {
        /// Input pixels per cell.
        package let stride: Int
        package let channels: Int
        package let width: Int
        package let height: Int
        package var values: UnsafePointer<Float>

        package init(stride: Int, channels: Int, width: Int, height: Int, values: UnsafePointer<Float>) {
            self.stride = stride
            self.channels = channels
            self.width = width
            self.height = height
            self.values = values
        }

        /// Values of a channel, row by row.
        package func plane(_ channel: Int) -> UnsafePointer<Float> { values + channel * width * height }
    }

    public let declaration: Declaration
    /// The declared outputs, in their order.
    public private(set) var outputs: [Map]
    /// Pictures × height × width × 3 floats, channels innermost; written in place.
    package let input: UnsafeMutablePointer<Float>
    /// Where the outputs are in the compiled model.
    private let places: [Int]
    private let handle: OpaquePointer
    private let path: PathBytes

    /// Compiles the model.
    ///
    /// - Parameter path: of the model's file, for messages.
    /// - Throws: `model_unusable`, with every way in which the model differs from its declaration.
    public init(
        _ bytes: ModelBytes, _ declaration: Declaration, bf16: Bool, path: PathBytes
    ) throws(InferenceError) {
        var error = cov_error()
        let compiled = bytes.model.withUnsafeBytes { model in
            bytes.weights.withUnsafeBytes { weights in
                declaration.input.withCString { name in
                    var options = cov_options(
                        model: model.baseAddress, model_size: model.count, weights: nil, weights_size: 0,
                        input_name: name, width: Int64(declaration.size.width),
                        height: Int64(declaration.size.height), most: Int64(declaration.mostPictures), bf16: bf16)
                    if !weights.isEmpty {
                        options.weights = weights.baseAddress
                        options.weights_size = weights.count
                    }
                    return cov_compile(&options, &error)
                }
            }
        }
        guard let handle = compiled else { throw declaration.unusable([message(of: error)], path: path) }
        let found = declaration.find(in: handle)
        guard found.faults.isEmpty, let input = cov_input(handle) else {
            cov_free(handle)
            throw declaration.unusable(found.faults, path: path)
        }
        self.handle = handle
        self.declaration = declaration
        self.input = input
        self.path = path
        outputs = found.maps
        places = found.places
    }

    deinit { cov_free(handle) }

    /// Floats of one picture in the input.
    package var inputCount: Int { declaration.size.width * declaration.size.height * 3 }

    /// Runs the network on what `input` holds; afterwards `outputs` hold the result.
    /// - Parameter pictures: how many of the input's; only where more than one are declared.
    /// - Throws: `inference_failed`.
    public func infer(_ pictures: Int? = nil) throws(InferenceError) {
        var error = cov_error()
        let status =
            if let pictures, declaration.mostPictures > 0 {
                cov_infer_some(handle, Int64(pictures), &error)
            } else {
                cov_infer(handle, &error)
            }
        guard status == 0 else { throw failed(message(of: error)) }
        // One that takes any number of pictures puts its answers elsewhere each time.
        guard declaration.mostPictures > 0 else { return }
        for (index, place) in places.enumerated() {
            guard let values = cov_output(handle, place) else { throw failed("an output is gone") }
            outputs[index].values = values
        }
    }

    private func failed(_ cause: String) -> InferenceError {
        InferenceError(
            .inferenceFailed, faults: [declaration.named(cause)],
            remedy: "Check the runtime and the model with `sightline doctor`.")
    }

    /// What OpenVINO says it computes in.
    public func runsBF16() -> Bool {
        var error = cov_error()
        var value = [CChar](repeating: 0, count: 128)
        guard cov_property(handle, "INFERENCE_PRECISION_HINT", &value, &error) == 0 else { return false }
        return value.starts(with: "bf16".utf8CString.dropLast())
    }

    /// Asks the network once before it is relied on: damaged weights, or weights that overflowed when they were made
    /// smaller, answer with NaN or infinities, which pass every threshold's test as "nothing".
    ///
    /// - Parameter fill: writes a plain picture into the input.
    /// - Throws: `model_unusable` where an answer is not finite; `inference_failed`.
    package func requireFiniteAnswers(_ fill: (UnsafeMutablePointer<Float>) -> Void) throws(InferenceError) {
        fill(input)
        try infer(declaration.mostPictures > 0 ? 1 : nil)
        let bad = zip(outputs, declaration.outputs).filter { map, _ in
            !areFinite(map.values, count: map.channels * map.width * map.height)
        }
        guard bad.isEmpty else {
            throw declaration.unusable(bad.map { InferenceError.sentence(notFinite: $0.1.name) }, path: path)
        }
    }
}

extension Network.Declaration {
    /// Matches the declared outputs with the model's; says what does not fit.
    fileprivate func find(in handle: OpaquePointer) -> (maps: [Network.Map], places: [Int], faults: [String]) {
        var (maps, places, faults): ([Network.Map], [Int], [String]) = ([], [], [])
        let names = (0..<cov_output_count(handle)).map { String(cString: cov_output_name(handle, $0)) }
        for output in outputs {
            guard let index = names.firstIndex(of: output.name), let values = cov_output(handle, index) else {
                faults.append("the model has no output \"\(output.name)\" (it has \(names.joined(separator: ", ")))")
                continue
            }
            var shape: [Int64] = [0, 0, 0, 0]
            cov_output_shape(handle, index, &shape)
            let expected = [1, output.channels, output.height, output.width].map(Int64.init)
            if shape != expected {
                faults.append("output \"\(output.name)\" is \(shape), expected \(expected): \(output.reason)")
            }
            places.append(index)
            maps.append(
                Network.Map(
                    stride: size.width / max(1, output.width), channels: output.channels, width: output.width,
                    height: output.height, values: values))
        }
        return (maps, places, faults)
    }

    fileprivate func named(_ fault: String) -> String { role.map { "\($0): \(fault)" } ?? fault }

    fileprivate func unusable(_ faults: [String], path: PathBytes) -> InferenceError {
        InferenceError(
            .modelUnusable, path: path, faults: faults.map(named),
            remedy: "The model does not fit its card or this runtime; package it anew with Sources/Training.")
    }
}
