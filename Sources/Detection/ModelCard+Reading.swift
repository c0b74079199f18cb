public import Inference
public import Records

extension ModelCard {
    /// Reads and checks a card.
    ///
    /// - Throws: `model_card_invalid` with every fault found.
    public init(json: [UInt8], path: PathBytes? = nil) throws(InferenceError) {
        guard var reader = CardReader(json: json) else {
            throw ModelCard.invalid(["the card is not a JSON object"], path: path)
        }
        _ = reader.choice("schema", [ModelCard.schema])
        let name = reader.text("name")
        let version = reader.text("version")
        let licence = reader.text("licence")
        let file = reader.value("file", "the name of an .onnx or .xml file in the model's folder", fileName)
        let sha256 = reader.value("sha256", "64 lower-case hex digits", digest)
        let precision = reader.choice("precision", ["f32", "int8"]).flatMap(Precision.init(rawValue:))
        let outputs = readOutputs(&reader)
        let stride = outputs?.map(\.stride).max() ?? 1
        let input = readInput(&reader, stride: stride)
        _ = reader.choice("decoding", [ModelCard.decoding])
        let panel = readPanel(&reader)
        let labels = readLabels(&reader)
        let boards = readBoards(&reader, labels: labels)
        if let panel, let labels { panel.noteMissing(for: labels, &reader) }
        let suppression = readSuppression(&reader)
        let maxPerLabel = reader.optional("max_per_label", "a whole number from 1 to 1000") { json in
            json.integer.flatMap { (1...1000).contains($0) ? $0 : nil }
        }
        let uncertainty = reader.optional("uncertainty", "an object") { $0.members == nil ? nil : $0.written }
        guard reader.faults.isEmpty, let name, let version, let licence, let file, let sha256, let precision,
            let input, let outputs, let labels, let suppression
        else {
            throw ModelCard.invalid(reader.faults, path: path)
        }
        self.init(
            name: name, version: version, licence: licence, file: file, sha256: sha256, panel: panel,
            precision: precision, input: input, outputs: outputs, labels: labels, boards: boards,
            suppressionIoU: suppression, maxPerLabel: maxPerLabel ?? 100, uncertainty: uncertainty)
    }

    /// Reads the card of a model folder; the networks themselves are not opened.
    ///
    /// - Throws: `model_missing`, `model_card_invalid`.
    public init(folder: PathBytes) throws(InferenceError) {
        let path = folder.joining("card.json")
        try self.init(json: try ModelBytes.read(path, limit: Detector.cardLimit), path: path)
    }

    static func invalid(_ faults: [String], path: PathBytes?) -> InferenceError {
        InferenceError(
            .modelCardInvalid, path: path, faults: faults,
            remedy:
                "Correct the card, write it again with Sources/Training, or leave --model out to use the shipped model."
        )
    }
}

func fileName(_ json: JSONValue) -> String? {
    guard let text = json.text, !text.contains("/"), !text.hasPrefix("."), !text.contains("\0") else { return nil }
    return text.hasSuffix(".onnx") || text.hasSuffix(".xml") ? text : nil
}

func digest(_ json: JSONValue) -> String? {
    guard let text = json.text, text.utf8.count == 64 else { return nil }
    return text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } ? text : nil
}

/// A list that must have members, each read on its own; nil when any of them has a fault.
private func readList<Element>(
    _ key: String, _ expected: String, _ reader: inout CardReader,
    _ read: (inout CardReader) -> Element?
) -> [Element]? {
    guard
        let list = reader.value(
            key, expected, { json in json.list.flatMap { $0.isEmpty || $0.count > 1000 ? nil : $0 } })
    else { return nil }
    var elements: [Element] = []
    for (index, json) in list.enumerated() {
        guard let members = json.members else {
            reader.fault("\(key)[\(index)]", "must be an object")
            continue
        }
        var inner = CardReader(members, prefix: "\(reader.prefix)\(key)[\(index)].")
        if let element = read(&inner) { elements.append(element) }
        reader.note(inner.faults)
    }
    return elements.count == list.count ? elements : nil
}

private func noteRepeats(_ names: [String], _ key: String, _ reader: inout CardReader) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { reader.fault(key, "names \"\(name)\" twice") }
}

private func readOutputs(_ reader: inout CardReader) -> [ModelCard.Output]? {
    let outputs = readList("outputs", "a list of {name, stride}", &reader) { inner -> ModelCard.Output? in
        let name = inner.text("name")
        let stride = inner.value("stride", "a whole number from 1 to 256") { json in
            json.integer.flatMap { (1...256).contains($0) ? $0 : nil }
        }
        guard let name, let stride else { return nil }
        return ModelCard.Output(name: name, stride: stride)
    }
    if let outputs { noteRepeats(outputs.map(\.name), "outputs", &reader) }
    return outputs
}

private func readInput(_ reader: inout CardReader, stride: Int) -> ModelCard.Input? {
    guard let members = reader.value("input", "an object", { $0.members }) else { return nil }
    var inner = CardReader(members, prefix: "input.")
    defer { reader.note(inner.faults) }
    let name = inner.text("name")
    _ = inner.choice("layout", ["NCHW"])
    _ = inner.choice("colour", ["RGB"])
    let mean = inner.value("mean", "three numbers") { triple($0) }
    let deviation = inner.value("std", "three numbers other than 0") { json in
        triple(json).flatMap { $0.contains(0) ? nil : $0 }
    }
    let pad = inner.number("pad", in: 0...255)
    let pairs = inner.value("sizes", "a list of [width, height]") { json in json.list.flatMap { $0.isEmpty ? nil : $0 }
    }
    var sizes: [Size] = []
    for (index, pair) in (pairs ?? []).enumerated() {
        let sides = pair.list?.compactMap(\.integer) ?? []
        guard sides.count == 2, sides.allSatisfy({ (32...4096).contains($0) }) else {
            inner.fault("sizes[\(index)]", "must be [width, height], each from 32 to 4096")
            continue
        }
        if sides.contains(where: { $0 % stride != 0 }) {
            inner.fault(
                "sizes[\(index)]", "[\(sides[0]), \(sides[1])] must be multiples of the largest stride \(stride)")
        }
        sizes.append(Size(width: sides[0], height: sides[1]))
    }
    guard let name, let mean, let deviation, let pad, !sizes.isEmpty else { return nil }
    return ModelCard.Input(name: name, sizes: sizes, mean: mean, deviation: deviation, pad: Float(pad))
}

private func triple(_ json: JSONValue) -> [Float]? {
    let numbers = json.list?.compactMap(\.number).map { Float($0) } ?? []
    return numbers.count == 3 && json.list?.count == 3 && numbers.allSatisfy(\.isFinite) ? numbers : nil
}

private func readLabels(_ reader: inout CardReader) -> [ModelCard.Label]? {
    let hasPanel = !(reader.members["panel"]?.isNull ?? true)
    let labels = readList("labels", "a list of {name, kind, threshold}", &reader) { inner -> ModelCard.Label? in
        let name = inner.text("name")
        let kind = inner.choice("kind", ["slot", "reference", "board"]).flatMap(ModelCard.Kind.init(rawValue:))
        let threshold = inner.value("threshold", "a number between 0 and 1") { json in
            json.number.flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
        }
        let absent = inner.members["calibration"].map(\.isNull) ?? true
        let calibration = inner.optional("calibration", "[slope above 0, offset]") { json -> ModelCard.Calibration? in
            let pair = json.list?.compactMap(\.number) ?? []
            guard pair.count == 2, json.list?.count == 2, pair[0] > 0 else { return nil }
            return ModelCard.Calibration(slope: pair[0], offset: pair[1])
        }
        let combination = readCombination(&inner, hasPanel: hasPanel)
        guard let name, let kind, let threshold, absent || calibration != nil else { return nil }
        return ModelCard.Label(
            name: name, kind: kind, threshold: threshold,
            calibration: calibration ?? ModelCard.Calibration(slope: 1, offset: 0), second: combination)
    }
    if let labels { noteRepeats(labels.map(\.name), "labels", &reader) }
    return labels
}

private func readSuppression(_ reader: inout CardReader) -> Double? {
    guard let members = reader.value("nms", "{iou, kind}", { $0.members }) else { return nil }
    var inner = CardReader(members, prefix: "nms.")
    defer { reader.note(inner.faults) }
    let iou = inner.number("iou", in: 0.01...1)
    return inner.choice("kind", ["per_label"]) == nil ? nil : iou
}
