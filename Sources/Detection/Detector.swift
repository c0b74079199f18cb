import Digest
public import Records
import Synchronization
import SystemCalls

/// The Detection room: decoded pixels in, detections out.
///
/// A `Detector` is a checked model: its card has no fault, its files have the card's hashes, the runtime can compile
/// them, their outputs have the shapes that the card promises, and they answer a plain picture with finite numbers. It is shared by all lanes. Each lane makes one
/// `DetectorSession`, which owns everything that inference writes to: a compiled network for every input size, its
/// request and buffers, and the tables of the resize. A network runs on its caller's thread and starts no other, so N
/// lanes are N threads; nothing is shared between lanes but the models' bytes.
///
/// Two networks: the first sees the whole photo and says what hangs where; the panel network, where the card has one,
/// looks at each of these again, close up and from the front, and says whether it is so and where the corners are.
///
/// The runtime is OpenVINO's C library, loaded when it is needed (see `Runtime`); the model is ONNX or OpenVINO IR with
/// its card (see `ModelCard`).
public final class Detector: Sendable {
    /// Largest card, bytes.
    static let cardLimit = 4 << 20

    public let card: ModelCard
    public let runtime: Runtime
    /// What the first network's inference really runs in, for a record's versions; the panel network is always f32.
    public let precision: Precision
    /// One hash for the files that are loaded, lower-case hex; see `ModelCard.modelSHA256`.
    public var modelSHA256: String { card.modelSHA256 }
    public let folder: PathBytes
    let bytes: ModelBytes
    /// The panel network's file, where the card has one.
    private let panelBytes: ModelBytes?
    let bf16: Bool
    private let choice: PrecisionChoice
    private let cardText: [UInt8]
    /// Networks that no session has: what was compiled to check the model, and what sessions left that have ended.
    private let spares: Mutex<[Networks]>

    /// A lane's networks; those that are nil are compiled when they are first needed.
    ///
    /// Not for two threads at once, so they are handed over whole: from the detector to one session, and back by its end.
    struct Networks: @unchecked Sendable {
        /// One place a size of the card.
        var first: [Network?]
        var panel: PanelNetwork?
    }

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
        cardText = try readFile(cardPath, limit: Detector.cardLimit)
        let card = try ModelCard(json: cardText, path: cardPath)
        let modelPath = modelFolder.joining(card.file)
        let bytes = try readModel(card, modelPath)
        try check(bytes, card.sha256, modelPath)
        panelBytes = try card.panel.map { (panel) throws(DetectionError) in
            let path = modelFolder.joining(panel.file)
            let bytes = ModelBytes(model: try readFile(path, limit: modelLimit), weights: [])
            try check(bytes, panel.sha256, path)
            return bytes
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
        let second = try compilePanel(card, panelBytes, modelFolder)
        try first.requireFiniteAnswers(card, path: modelPath)
        if let panel = card.panel, let second {
            try second.requireFiniteAnswers(panel, path: modelFolder.joining(panel.file))
        }
        let others = Array(repeating: Network?.none, count: card.input.sizes.count - 1)
        spares = Mutex([Networks(first: [first] + others, panel: second)])
        self.choice = choice
        self.card = card
        self.runtime = runtime
        self.bytes = bytes
        folder = modelFolder
    }

    /// What one lane needs to detect: the networks of a session that has ended, or new ones, compiled when a photo first
    /// needs them.
    public func makeSession() -> DetectorSession {
        let nothing = Networks(first: Array(repeating: nil, count: card.input.sizes.count), panel: nil)
        return DetectorSession(self, spares.withLock { $0.popLast() } ?? nothing)
    }

    /// Frees the networks that no session has, once all lanes have theirs: fewer lanes than before leave some.
    public func freeSpares() { spares.withLock { $0 = [] } }

    func takeBack(_ networks: Networks) { spares.withLock { $0.append(networks) } }

    /// Whether a detector made of this folder now would be no other: card and model files are what they were.
    public func isStill(_ modelFolder: PathBytes, _ precision: PrecisionChoice) -> Bool {
        guard modelFolder == folder, precision == choice else { return false }
        do throws(DetectionError) {
            guard try readFile(folder.joining("card.json"), limit: Detector.cardLimit) == cardText else { return false }
            guard try readModel(card, folder.joining(card.file)).sha256 == card.sha256 else { return false }
            guard let panel = card.panel else { return true }
            return SHA256Digest.hex(of: try readFile(folder.joining(panel.file), limit: modelLimit)) == panel.sha256
        } catch {
            return false
        }
    }

    func makeNetwork(_ size: Size) throws(DetectionError) -> Network {
        try Network(bytes, card: card, size: size, bf16: bf16, path: folder.joining(card.file))
    }

    /// nil where the card has none.
    func makePanelNetwork() throws(DetectionError) -> PanelNetwork? {
        try compilePanel(card, panelBytes, folder)
    }
}

private func compilePanel(
    _ card: ModelCard, _ bytes: ModelBytes?, _ folder: PathBytes
) throws(DetectionError) -> PanelNetwork? {
    guard let panel = card.panel, let bytes else { return nil }
    return try PanelNetwork(bytes, panel: panel, path: folder.joining(panel.file))
}

private func check(_ bytes: ModelBytes, _ expected: String, _ path: PathBytes) throws(DetectionError) {
    let hash = bytes.sha256
    if hash == expected { return }
    throw DetectionError(
        .modelHashMismatch, path: path, faults: ["SHA-256 is \(hash), the card says \(expected)"],
        remedy: "The file was changed or damaged; copy the model folder again.")
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

/// Largest model file, bytes.
private let modelLimit = 256 << 20

func readFile(_ path: PathBytes, limit: Int) throws(DetectionError) -> [UInt8] {
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
    let model = try readFile(path, limit: modelLimit)
    guard card.file.hasSuffix(".xml") else { return ModelBytes(model: model, weights: []) }
    let weights = PathBytes(Array(path.bytes.dropLast(4)) + Array(".bin".utf8))
    return ModelBytes(model: model, weights: try readFile(weights, limit: modelLimit))
}
