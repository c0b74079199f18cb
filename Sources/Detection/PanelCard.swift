import Inference
public import Records

extension ModelCard {
    /// What a card says of its panel network: how crops of the detections are cut, and what its answers mean.
    ///
    /// Each crop shows one detection's quad at fixed places, so that the network sees every panel from the front and
    /// its surroundings around it; a panel that is higher than wide lies on its side. Answers per crop: the shifts of the
    /// corners TL TR BR BL (x, y), the logarithms of the Laplace scales of these, both in `unit` crop pixels, and the
    /// logits that the card names.
    public struct Panel: Hashable, Sendable {
        /// Name of an `.onnx` file in the model's folder.
        public let file: String
        /// Lower-case hex SHA-256 of the file.
        public let sha256: String
        /// Name of the input: crops × 3 × height × width, RGB 0…255.
        public let input: String
        /// Name of the output: crops × (16 + logits).
        public let output: String
        /// Of a crop, pixels.
        public let size: Size
        /// The part of the crop to each side of the quad, of the width and of the height.
        public let marginX: Double
        public let marginY: Double
        /// Crop pixels that an answer of 1 represents.
        public let unit: Double
        /// Samples of the photo that a crop pixel is averaged from, at most, across and down.
        public let taps: Int
        /// How often a detection is looked at, each time where the last look saw it; the last one's logits count.
        public let looks: Int
        /// Confidence of the first network from which a detection is looked at again; what has less is dropped.
        public let floor: Double

        /// Detections of one photo that are examined again, at most; the rest are dropped.
        public let most: Int

        /// What the logits say, in their order.
        public let logits: [Meaning]

        /// What a logit may say of a crop.
        public enum Meaning: String, Hashable, Sendable, CaseIterable {
            /// A programme ad hangs here, asked by networks that know no boards.
            case ad
            case board
            case cabinet
            /// The board's print looks like a programme ad.
            case programme
            /// Nothing is printed on the board.
            case blank
        }

        /// Answers per crop.
        var answers: Int { 16 + logits.count }

        /// The logit that decides on labels of this kind.
        func meaning(of kind: ModelCard.Kind) -> Meaning {
            switch kind {
            case .slot: .ad
            case .board: .board
            case .reference: .cabinet
            }
        }

        /// Notes a fault for each label on which no logit decides.
        func noteMissing(for labels: [ModelCard.Label], _ reader: inout CardReader) {
            for missing in Set(labels.map { meaning(of: $0.kind) }).subtracting(logits).map(\.rawValue).sorted() {
                reader.fault("panel.logits", "must name \(missing), which decides on some of the labels")
            }
        }
    }
}

func readPanel(_ reader: inout CardReader) -> ModelCard.Panel? {
    guard let members = reader.optional("panel", "an object", { $0.members }) else { return nil }
    var inner = CardReader(members, prefix: "panel.")
    defer { reader.note(inner.faults) }
    let file = inner.value("file", "the name of an .onnx file in the model's folder") { json in
        fileName(json).flatMap { $0.hasSuffix(".onnx") ? $0 : nil }
    }
    let sha256 = inner.value("sha256", "64 lower-case hex digits", digest)
    let input = inner.text("input")
    let output = inner.text("output")
    let size = inner.value("size", "[width, height], each from 16 to 512") { json -> Size? in
        let sides = json.list?.compactMap(\.integer) ?? []
        guard sides.count == 2, json.list?.count == 2, sides.allSatisfy({ (16...512).contains($0) }) else { return nil }
        return Size(width: sides[0], height: sides[1])
    }
    let margin = inner.value("margin", "two numbers from 0 to 0.45") { numbers($0, 2, in: 0...0.45) }
    let unit = inner.number("unit", in: 0.01...1000)
    let taps = inner.value("taps", "a whole number from 1 to 8") { json in
        json.integer.flatMap { (1...8).contains($0) ? $0 : nil }
    }
    let looks = inner.optional("looks", "a whole number from 1 to 4") { json in
        json.integer.flatMap { (1...4).contains($0) ? $0 : nil }
    }
    let floor = inner.number("floor", in: 0.001...0.999)
    let most = inner.optional("most", "a whole number from 1 to 64") { json in
        json.integer.flatMap { (1...64).contains($0) ? $0 : nil }
    }
    let known = ModelCard.Panel.Meaning.allCases.map(\.rawValue).joined(separator: ", ")
    let named = inner.optional("logits", "a list of different ones of \(known)") { json -> [ModelCard.Panel.Meaning]? in
        let names = json.list?.compactMap { $0.text.flatMap(ModelCard.Panel.Meaning.init(rawValue:)) } ?? []
        return names.count == json.list?.count && Set(names).count == names.count ? names : nil
    }
    guard let file, let sha256, let input, let output, let size, let margin, let unit, let taps, let floor else {
        return nil
    }
    return ModelCard.Panel(
        file: file, sha256: sha256, input: input, output: output, size: size, marginX: margin[0], marginY: margin[1],
        unit: unit, taps: taps, looks: looks ?? 1, floor: floor, most: most ?? 16, logits: named ?? [.ad, .cabinet])
}

/// A label's `second`, which must be there exactly where the card has a panel network.
func readCombination(_ reader: inout CardReader, hasPanel: Bool) -> ModelCard.Combination? {
    if hasPanel { return reader.value("second", combinationWords) { combination($0) } }
    if !(reader.members["second"]?.isNull ?? true) {
        reader.fault("second", "needs the card's panel, the network that it weighs")
    }
    return nil
}

let combinationWords = "three numbers: of the first logit, of the panel network's, and the offset"

func combination(_ json: JSONValue) -> ModelCard.Combination? {
    numbers(json, 3, in: -1e6...1e6).map { ModelCard.Combination(first: $0[0], second: $0[1], offset: $0[2]) }
}

private func numbers(_ json: JSONValue, _ count: Int, in range: ClosedRange<Double>) -> [Double]? {
    let list = json.list?.compactMap(\.number) ?? []
    return list.count == count && json.list?.count == count && list.allSatisfy(range.contains) ? list : nil
}
