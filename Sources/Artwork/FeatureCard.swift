import Inference
public import Records

/// What the feature network's `card.json` says of it (`sightline.features/1`).
///
/// The network sees an upright board, RGB 0…255, at one of a few sizes, and answers per cell of `stride` × `stride` pixels
/// with a descriptor of unit length and with its best point: score, and place in the cell.
public struct FeatureCard: Hashable, Sendable {
    public static let schema = "sightline.features/1"

    public let name: String
    public let version: String
    public let licence: String
    /// Name of an `.onnx` file in the card's folder.
    public let file: String
    /// Lower-case hex SHA-256 of the file.
    public let sha256: String
    /// Name of the input: 1 × 3 × height × width.
    public let input: String
    /// Sizes that boards are seen at.
    public let sizes: [Size]
    /// Sizes that whole pictures are seen at.
    public let pictures: [Size]
    /// Name of the output of descriptors: 1 × dimensions × height / stride × width / stride.
    public let descriptors: String
    /// Name of the output of points: 1 × 3 (score, x, y in the cell, pixels) × height / stride × width / stride.
    public let points: String
    /// Pixels of a cell's side.
    public let stride: Int
    /// Numbers of a descriptor.
    public let dimensions: Int

    /// Reads and checks a card.
    /// - Throws: `model_card_invalid` with every fault found.
    init(json: [UInt8], path: PathBytes?) throws(InferenceError) {
        guard var reader = CardReader(json: json) else {
            throw FeatureCard.invalid(["the card is not a JSON object"], path)
        }
        _ = reader.choice("schema", [FeatureCard.schema])
        let (name, version, licence) = (reader.text("name"), reader.text("version"), reader.text("licence"))
        let file = reader.value("file", "the name of an .onnx file beside the card") { json in
            json.text.flatMap { $0.hasSuffix(".onnx") && !$0.contains("/") && !$0.contains("\0") ? $0 : nil }
        }
        let sha256 = reader.text("sha256")
        let input = reader.text("input")
        let stride = reader.value("stride", "a whole number from 1 to 64") { json in
            json.integer.flatMap { (1...64).contains($0) ? $0 : nil }
        }
        let dimensions = reader.value("dimensions", "a whole number from 1 to 512") { json in
            json.integer.flatMap { (1...512).contains($0) ? $0 : nil }
        }
        let words = "a list of [width, height], multiples of the stride from 32 to 2048"
        let sizes = reader.value("sizes", words) { FeatureCard.sizes($0, stride ?? 1) }
        let pictures = reader.value("pictures", words) { FeatureCard.sizes($0, stride ?? 1) }
        var outputs = CardReader(reader.value("outputs", "an object", { $0.members }) ?? [:], prefix: "outputs.")
        let (descriptors, points) = (outputs.text("descriptors"), outputs.text("points"))
        reader.note(outputs.faults)
        guard reader.faults.isEmpty, let name, let version, let licence, let file, let sha256, let input, let stride,
            let dimensions, let sizes, let pictures, let descriptors, let points
        else { throw FeatureCard.invalid(reader.faults, path) }
        (self.name, self.version, self.licence, self.file, self.sha256) = (name, version, licence, file, sha256)
        (self.input, self.stride, self.dimensions) = (input, stride, dimensions)
        (self.sizes, self.pictures) = (sizes, pictures)
        (self.descriptors, self.points) = (descriptors, points)
    }

    private static func sizes(_ json: JSONValue, _ stride: Int) -> [Size]? {
        let sizes = json.list?.compactMap { pair -> Size? in
            let sides = pair.list?.compactMap(\.integer) ?? []
            guard sides.count == 2, sides.allSatisfy({ (32...2048).contains($0) && $0 % stride == 0 }) else {
                return nil
            }
            return Size(width: sides[0], height: sides[1])
        }
        guard let sizes, !sizes.isEmpty, sizes.count == json.list?.count else { return nil }
        return sizes
    }

    private static func invalid(_ faults: [String], _ path: PathBytes?) -> InferenceError {
        InferenceError(
            .modelCardInvalid, path: path, faults: faults,
            remedy: "Install the program with its share/ folder anew, or write the card with Sources/Training.")
    }

    /// Every size that the network may be run at.
    var allSizes: [Size] { sizes + pictures }

    /// Of some sizes, the one whose aspect is nearest.
    /// - Parameter aspect: width by height.
    static func nearest(_ sizes: [Size], to aspect: Double) -> Size? { byAspect(sizes, aspect).first }

    /// Sizes, those of the nearest aspect first; equals as they are given.
    static func byAspect(_ sizes: [Size], _ aspect: Double) -> [Size] {
        func off(_ size: Size) -> Double {
            let ratio = aspect * Double(size.height) / Double(max(1, size.width))
            return ratio >= 1 ? ratio : 1 / max(ratio, 1e-9)
        }
        let ranked = sizes.enumerated().sorted { a, b in
            off(a.element) == off(b.element) ? a.offset < b.offset : off(a.element) < off(b.element)
        }
        return ranked.map(\.element)
    }

    /// The network at one of its sizes.
    func declaration(_ size: Size) -> Network.Declaration {
        let (width, height) = (size.width / stride, size.height / stride)
        return Network.Declaration(
            role: "the feature network", input: input, size: size,
            outputs: [
                Network.Output(
                    name: descriptors, channels: dimensions, height: height, width: width,
                    reason: "a descriptor of \(dimensions) numbers per cell of \(stride) pixels"),
                Network.Output(
                    name: points, channels: 3, height: height, width: width,
                    reason: "score and place of a point per cell of \(stride) pixels"),
            ])
    }
}
