import Digest
public import Records
import Synchronization
import SystemCalls

/// The Detection room: decoded pixels in, detections out.
///
/// A `Detector` is a checked model: its card has no fault, its file has the card's hash, the runtime can compile it and
/// its outputs have the shapes that the card promises. It is shared by all lanes. Each lane makes one
/// `DetectorSession`, which owns everything that inference writes to: a compiled network for every input size, its
/// request and buffers, and the tables of the resize. A network runs on its caller's thread and starts no other, so N
/// lanes are N threads; nothing is shared between lanes but the model's bytes.
///
/// The runtime is OpenVINO's C library, loaded when it is needed (see `Runtime`); the model is ONNX or OpenVINO IR with
/// its card (see `ModelCard`).
public final class Detector: Sendable {
    public let card: ModelCard
    public let runtime: Runtime
    /// What inference really runs in, for a record's versions.
    public let precision: Precision
    /// SHA-256 of the model that is loaded, lower-case hex; equals the card's.
    public let modelSHA256: String
    public let folder: PathBytes
    let bytes: ModelBytes
    let bf16: Bool
    /// The network that was compiled to check the model; the first session takes it over.
    private let spare: Mutex<Network?>

    /// Loads and checks a model.
    ///
    /// - Parameters:
    ///   - modelFolder: holds `card.json` and the model file; see `ModelLocation`.
    ///   - runtime: nil finds and loads it.
    ///   - precision: what to compute in; `Detector.precision` says what came of it.
    public init(
        modelFolder: PathBytes, runtime: Runtime? = nil, precision choice: PrecisionChoice = .automatic
    ) throws(DetectionError) {
        let cardPath = modelFolder.joining("card.json")
        let card = try ModelCard(json: try readFile(cardPath, limit: 4 << 20), path: cardPath)
        let modelPath = modelFolder.joining(card.file)
        let bytes = try readModel(card, modelPath)
        let hash = bytes.sha256
        if hash != card.sha256 {
            throw DetectionError(
                .modelHashMismatch, path: modelPath, faults: ["SHA-256 is \(hash), the card says \(card.sha256)"],
                remedy: "The file was changed or damaged; copy the model folder again.")
        }
        let runtime = if let runtime { runtime } else { try Runtime.load() }
        if choice == .bf16 && !runtime.hasBF16 {
            throw DetectionError(
                .precisionUnavailable, faults: ["this processor does not compute in bf16"],
                remedy: "Use precision auto or f32.")
        }
        // A quantised model runs what is not quantised in f32, so that `int8` means one thing everywhere.
        bf16 = card.precision == .f32 && choice != .f32 && runtime.hasBF16
        let first = try Network(bytes, card: card, size: card.input.sizes[0], bf16: bf16, path: modelPath)
        precision = card.precision == .int8 ? .int8 : first.runsBF16() ? .bf16 : .f32
        spare = Mutex(first)
        self.card = card
        self.runtime = runtime
        self.bytes = bytes
        modelSHA256 = hash
        folder = modelFolder
    }

    /// What one lane needs to detect; networks other than the first are compiled when a photo first needs them.
    public func makeSession() -> DetectorSession {
        DetectorSession(self, first: spare.withLock { $0.take() })
    }

    func makeNetwork(_ size: Size) throws(DetectionError) -> Network {
        try Network(bytes, card: card, size: size, bf16: bf16, path: folder.joining(card.file))
    }
}

extension ModelBytes {
    /// Of the model file; of an IR, of the `.xml` followed by the `.bin`.
    var sha256: String {
        let hasher = SHA256Hasher()
        hasher.update(model)
        hasher.update(weights)
        return SHA256Digest.hex(hasher.finalize())
    }
}

private func readFile(_ path: PathBytes, limit: Int) throws(DetectionError) -> [UInt8] {
    do throws(SystemError) {
        return try FileSystem.read(path, limit: limit)
    } catch {
        throw DetectionError(
            .modelMissing, path: path, faults: ["cannot be read: \(error)"],
            remedy: "Check --model and the folder's permissions.")
    }
}

/// Reads the model file and, of an IR, its weights.
private func readModel(_ card: ModelCard, _ path: PathBytes) throws(DetectionError) -> ModelBytes {
    let limit = 256 << 20
    let model = try readFile(path, limit: limit)
    guard card.file.hasSuffix(".xml") else { return ModelBytes(model: model, weights: []) }
    let weights = PathBytes(Array(path.bytes.dropLast(4)) + Array(".bin".utf8))
    return ModelBytes(model: model, weights: try readFile(weights, limit: limit))
}
