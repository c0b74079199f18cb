import Inference
import Records

/// What `card.json` says of the two networks that read (`sightline.text/1`).
///
/// One finds lines: a BGR picture in, per pixel the probability that the core of a line lies there. The other reads one line:
/// a BGR picture of fixed height in, per step of `stride` pixels a probability for each character (CTC: the first class
/// is "none").
public struct TextCard: Hashable, Sendable {
    public static let schema = "sightline.text/1"

    /// One network's file and its names.
    public struct Part: Hashable, Sendable {
        /// Name of an `.onnx` file in the card's folder.
        public let file: String
        /// Lower-case hex SHA-256 of the file.
        public let sha256: String
        public let input: String
        public let output: String
    }

    public let name: String
    public let version: String
    public let licence: String
    /// Finds lines.
    public let find: Part
    /// Reads one.
    public let read: Part
    /// Height of a line's picture, pixels.
    public let height: Int
    /// Pixels of a step along the line.
    public let stride: Int
    /// Name of the file that lists the characters, one per line, in the order of the classes from 1.
    public let characters: String
    public let charactersSHA256: String

    /// Reads and checks a card.
    /// - Throws: `model_card_invalid` with every fault found.
    init(json: [UInt8], path: PathBytes?) throws(InferenceError) {
        guard var reader = CardReader(json: json) else {
            throw TextCard.invalid(["the card is not a JSON object"], path)
        }
        _ = reader.choice("schema", [TextCard.schema])
        let (name, version, licence) = (reader.text("name"), reader.text("version"), reader.text("licence"))
        var found = CardReader(reader.value("find", "an object", { $0.members }) ?? [:], prefix: "find.")
        var reading = CardReader(reader.value("read", "an object", { $0.members }) ?? [:], prefix: "read.")
        let find = TextCard.part(&found)
        let read = TextCard.part(&reading)
        let height = TextCard.whole("height", 16...128, &reading)
        let stride = TextCard.whole("stride", 1...32, &reading)
        let characters = TextCard.fileName("characters", ".txt", &reading)
        let hash = reading.text("characters_sha256")
        reader.note(found.faults + reading.faults)
        guard reader.faults.isEmpty, let name, let version, let licence, let find, let read, let height, let stride,
            let characters, let hash
        else { throw TextCard.invalid(reader.faults, path) }
        (self.name, self.version, self.licence) = (name, version, licence)
        (self.find, self.read, self.height, self.stride) = (find, read, height, stride)
        (self.characters, charactersSHA256) = (characters, hash)
    }

    private static func part(_ reader: inout CardReader) -> Part? {
        let file = fileName("file", ".onnx", &reader)
        let (sha256, input, output) = (reader.text("sha256"), reader.text("input"), reader.text("output"))
        guard let file, let sha256, let input, let output else { return nil }
        return Part(file: file, sha256: sha256, input: input, output: output)
    }

    private static func fileName(_ key: String, _ ending: String, _ reader: inout CardReader) -> String? {
        reader.value(key, "the name of a \(ending) file beside the card") { json in
            json.text.flatMap { $0.hasSuffix(ending) && !$0.contains("/") && !$0.contains("\0") ? $0 : nil }
        }
    }

    private static func whole(_ key: String, _ range: ClosedRange<Int>, _ reader: inout CardReader) -> Int? {
        reader.value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { json in
            json.integer.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    static func invalid(_ faults: [String], _ path: PathBytes?) -> InferenceError {
        InferenceError(
            .modelCardInvalid, path: path, faults: faults,
            remedy: "Install the program with its share/ folder anew, or write the card with Sources/Training.")
    }
}
