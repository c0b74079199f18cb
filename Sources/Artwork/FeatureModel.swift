public import Inference
import Photo
public import Records

/// The feature network, checked and shared by all lanes; each lane makes one `FeatureSession`.
public final class FeatureModel: Sendable {
    public let card: FeatureCard
    let bytes: ModelBytes
    let bf16: Bool
    private let folder: PathBytes
    private let spares: SparePool<[Network?]>

    /// Loads the network, and asks it once whether it answers.
    /// - Throws: `model_missing`, `model_card_invalid`, `model_hash_mismatch`, `model_unusable`, `runtime_missing`, …
    public init(
        folder: PathBytes, runtime: Runtime? = nil, precision: PrecisionChoice = .automatic
    ) throws(InferenceError) {
        let path = folder.joining("card.json")
        card = try FeatureCard(json: try ModelBytes.read(path, limit: 1 << 20), path: path)
        bytes = try ModelBytes(file: folder.joining(card.file), sha256: card.sha256)
        let runtime = if let runtime { runtime } else { try Runtime.load() }
        bf16 = precision != .f32 && runtime.hasBF16
        self.folder = folder
        let first = try Network(bytes, card.declaration(card.sizes[0]), bf16: bf16, path: folder.joining(card.file))
        try first.requireFiniteAnswers { input in
            for index in 0..<first.inputCount { input[index] = Float(index / 3 % 256) }
        }
        spares = SparePool([first] + [Network?](repeating: nil, count: card.allSizes.count - 1))
    }

    /// What one lane needs; networks are compiled when a board of their size first comes.
    public func makeSession() -> FeatureSession {
        FeatureSession(self, spares.take() ?? [Network?](repeating: nil, count: card.allSizes.count))
    }

    func takeBack(_ networks: [Network?]) { spares.put(networks) }

    func makeNetwork(_ size: Size) throws(InferenceError) -> Network {
        try Network(bytes, card.declaration(size), bf16: bf16, path: folder.joining(card.file))
    }
}

/// One lane's feature networks. Not for two threads at once.
public final class FeatureSession {
    public let model: FeatureModel
    private var networks: [Network?]

    init(_ model: FeatureModel, _ networks: [Network?]) {
        self.model = model
        self.networks = networks
    }

    deinit { model.takeBack(networks) }

    /// The points of a picture, best first.
    /// - Parameters:
    ///   - picture: of one of the card's sizes.
    ///   - most: points that are kept.
    /// - Throws: `inference_failed`, also for a picture of another size.
    func describe(_ picture: Pixels, most: Int) throws(InferenceError) -> Features {
        let size = Size(width: picture.width, height: picture.height)
        guard let index = model.card.allSizes.firstIndex(of: size) else {
            throw InferenceError(
                .inferenceFailed, faults: ["the feature network is not made for \(size.width)x\(size.height) pixels"],
                remedy: "")
        }
        let network = if let known = networks[index] { known } else { try model.makeNetwork(size) }
        networks[index] = network
        picture.bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<min(bytes.count, network.inputCount) { network.input[index] = Float(bytes[index]) }
        }
        try network.infer()
        let (descriptors, points) = (network.outputs[0], network.outputs[1])
        for (map, name) in [(descriptors, model.card.descriptors), (points, model.card.points)]
        where !areFinite(map.values, count: map.channels * map.width * map.height) {
            throw InferenceError.notFinite(output: name)
        }
        return Features(descriptors: descriptors, points: points, size: size, stride: model.card.stride, most: most)
    }
}
