import Digest
public import Inference
public import Records

/// The Text room: what is written on boards and tags, where, and how sure that is.
///
/// A `TextModel` is two networks, checked and shared: one finds lines, one reads a line. Each lane makes one `TextReader`,
/// which straightens what it is given, decides for the whole of it which side is up, and reads every line. `TextFields` finds
/// prices, periods and codes in the lines, `ProductLookUp` says which products they may be.
public final class TextModel: Sendable {
    /// What lines are looked for in, pixels: the smallest are for a tag or a board, the others for more.
    static let shapes = [(320, 320), (320, 224), (224, 320), (640, 640), (960, 960)].map { Size(width: $0, height: $1) }
    /// Widths of a line's picture, pixels; a line is drawn into the narrowest that holds it, a longer one is squeezed.
    static let widths = [96, 160, 240, 320, 480, 640, 960]

    public let card: TextCard
    /// What the networks compute in.
    public var precision: Precision { bf16 ? .bf16 : .f32 }
    /// By class; the first means none.
    let characters: [String]
    private let find: ModelBytes
    private let read: ModelBytes
    private let bf16: Bool
    private let folder: PathBytes
    private let spares: SparePool<TextNetworks>

    /// Loads the networks, and asks each once whether it answers.
    /// - Parameter folder: holds `card.json`; nil: `SIGHTLINE_TEXT`, the installed one, or the one built with the program.
    /// - Throws: `model_missing`, `model_card_invalid`, `model_hash_mismatch`, `model_unusable`, `runtime_missing`, …
    public init(folder: PathBytes? = nil, precision: PrecisionChoice = .automatic) throws(InferenceError) {
        let folder =
            if let folder { folder } else {
                try ProgramPlace.shippedNetwork(
                    variable: "SIGHTLINE_TEXT", folder: "text", room: "Text", holding: "card.json",
                    name: "the text networks")
            }
        self.folder = folder
        let path = folder.joining("card.json")
        card = try TextCard(json: try ModelBytes.read(path, limit: 1 << 20), path: path)
        find = try ModelBytes(file: folder.joining(card.find.file), sha256: card.find.sha256)
        read = try ModelBytes(file: folder.joining(card.read.file), sha256: card.read.sha256)
        characters = try TextModel.characters(card, folder)
        let runtime = try Runtime.load()
        bf16 = precision != .f32 && runtime.hasBF16
        spares = SparePool(TextNetworks())
        var first = TextNetworks()
        for network in [try finder(0, &first), try reader(0, &first)] {
            try network.requireFiniteAnswers { input in
                for index in 0..<network.inputCount { input[index] = Float(index / 3 % 256) / 128 - 1 }
            }
        }
        spares.put(first)
    }

    /// What one lane needs; networks are compiled when something of their size first comes.
    public func makeReader() -> TextReader { TextReader(self, spares.take() ?? TextNetworks()) }

    func takeBack(_ networks: TextNetworks) { spares.put(networks) }

    /// The network that finds lines in a picture of this index.
    func finder(_ index: Int, _ networks: inout TextNetworks) throws(InferenceError) -> Network {
        if let known = networks.finders[index] { return known }
        let size = TextModel.shapes[index]
        let made = try Network(
            find,
            Network.Declaration(
                role: "the network that finds lines", input: card.find.input, size: size,
                outputs: [
                    Network.Output(
                        name: card.find.output, channels: 1, height: size.height, width: size.width,
                        reason: "the probability of a line, per pixel")
                ]), bf16: bf16, path: folder.joining(card.find.file))
        networks.finders[index] = made
        return made
    }

    /// The network that reads a line in a picture of this index.
    func reader(_ index: Int, _ networks: inout TextNetworks) throws(InferenceError) -> Network {
        if let known = networks.readers[index] { return known }
        let width = TextModel.widths[index]
        // Steps × classes: a third dimension is all that the answer has.
        let made = try Network(
            read,
            Network.Declaration(
                role: "the network that reads lines", input: card.read.input,
                size: Size(width: width, height: card.height),
                outputs: [
                    Network.Output(
                        name: card.read.output, channels: width / card.stride, height: characters.count,
                        reason: "the probability of each character, per step")
                ]), bf16: bf16, path: folder.joining(card.read.file))
        networks.readers[index] = made
        return made
    }

    private static func characters(_ card: TextCard, _ folder: PathBytes) throws(InferenceError) -> [String] {
        let path = folder.joining(card.characters)
        let bytes = try ModelBytes.read(path, limit: 1 << 20)
        let hasher = SHA256Hasher()
        hasher.update(bytes)
        let hash = SHA256Digest.hex(hasher.finalize())
        guard hash == card.charactersSHA256 else {
            throw InferenceError(
                .modelHashMismatch, path: path, faults: ["SHA-256 is \(hash), the card says \(card.charactersSHA256)"],
                remedy: "The file was changed or damaged; copy the model folder again.")
        }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        return [""] + lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Compiled networks, each at its size; owned by one lane at a time.
struct TextNetworks {
    var finders = [Network?](repeating: nil, count: TextModel.shapes.count)
    var readers = [Network?](repeating: nil, count: TextModel.widths.count)
}
