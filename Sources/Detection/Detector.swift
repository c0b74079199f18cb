import Digest
public import Inference
public import Records

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
    let spares: SparePool<LaneNetworks>

    /// Loads and checks a model.
    ///
    /// - Parameters:
    ///   - modelFolder: holds `card.json` and the model file; see `ModelLocation`.
    ///   - runtime: nil finds and loads it.
    ///   - precision: what to compute in; `Detector.precision` says what came of it.
    public init(
        modelFolder: PathBytes, runtime: Runtime? = nil, precision choice: PrecisionChoice = .automatic
    ) throws(InferenceError) {
        let cardPath = modelFolder.joining("card.json")
        cardText = try ModelBytes.read(cardPath, limit: Detector.cardLimit)
        let card = try ModelCard(json: cardText, path: cardPath)
        let modelPath = modelFolder.joining(card.file)
        let bytes = try ModelBytes(file: modelPath, sha256: card.sha256)
        let panelBytes = try card.panel.map { (panel) throws(InferenceError) in
            try ModelBytes(file: modelFolder.joining(panel.file), sha256: panel.sha256)
        }
        let runtime = if let runtime { runtime } else { try Runtime.load() }
        if choice == .bf16 && !runtime.hasBF16 {
            throw InferenceError(
                .precisionUnavailable, faults: ["this processor does not compute in bf16"],
                remedy: "Use precision auto or f32.")
        }
        // A quantised model runs what is not quantised in f32, so that `int8` means one thing everywhere.
        bf16 = card.precision == .f32 && choice != .f32 && runtime.hasBF16
        let size = card.input.sizes[0]
        let first = try Network(bytes, card.declaration(size), bf16: bf16, path: modelPath)
        precision = card.precision == .int8 ? .int8 : first.runsBF16() ? .bf16 : .f32
        let second = try compilePanel(card, panelBytes, modelFolder)
        try first.requireFiniteAnswers { PlainPicture.fill($0, card, size) }
        if let second { try second.requireFiniteAnswers { PlainPicture.fill($0, count: second.inputCount) } }
        let others = [Network?](repeating: nil, count: card.input.sizes.count - 1)
        spares = SparePool(LaneNetworks(first: [first] + others, panel: second))
        self.panelBytes = panelBytes
        self.choice = choice
        self.card = card
        self.runtime = runtime
        self.bytes = bytes
        folder = modelFolder
    }

    /// What one lane needs to detect: the networks of a session that has ended, or new ones, compiled when a photo first
    /// needs them.
    public func makeSession() -> DetectorSession {
        let nothing = LaneNetworks(first: Array(repeating: nil, count: card.input.sizes.count), panel: nil)
        return DetectorSession(self, spares.take() ?? nothing)
    }

    /// Frees the networks that no session has, once all lanes have theirs: fewer lanes than before leave some.
    public func freeSpares() { spares.removeAll() }

    /// Whether a detector made of this folder now would be no other: card and model files are what they were.
    public func isStill(_ modelFolder: PathBytes, _ precision: PrecisionChoice) -> Bool {
        guard modelFolder == folder, precision == choice else { return false }
        do throws(InferenceError) {
            let text = try ModelBytes.read(folder.joining("card.json"), limit: Detector.cardLimit)
            guard text == cardText, try ModelBytes(file: folder.joining(card.file)).sha256 == card.sha256 else {
                return false
            }
            guard let panel = card.panel else { return true }
            return try ModelBytes(file: folder.joining(panel.file)).sha256 == panel.sha256
        } catch {
            return false
        }
    }

    func makeNetwork(_ size: Size) throws(InferenceError) -> Network {
        try Network(bytes, card.declaration(size), bf16: bf16, path: folder.joining(card.file))
    }

    /// nil where the card has none.
    func makePanelNetwork() throws(InferenceError) -> Network? { try compilePanel(card, panelBytes, folder) }
}

private func compilePanel(
    _ card: ModelCard, _ bytes: ModelBytes?, _ folder: PathBytes
) throws(InferenceError) -> Network? {
    guard let panel = card.panel, let bytes else { return nil }
    return try Network(bytes, panel.declaration, bf16: false, path: folder.joining(panel.file))
}
