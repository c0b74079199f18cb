import Foundation
import Photo
import Records
import TestSupport
import Testing

@testable import Detection
@testable import Inference

@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct FiniteAnswerTests {
    /// A copy of a fixture, with a weight of each float tensor of one network replaced.
    private func load(
        _ model: String, broken file: String, hash: (inout [String: Any], String) -> Void, _ weight: Float
    )
        throws -> InferenceError?
    {
        try Fixtures.withTemporaryFolder { folder in
            let copy = folder.appending(path: "model")
            try FileManager.default.copyItem(at: fixtures.appending(path: model), to: copy)
            let network = copy.appending(path: file)
            let bytes = ONNXWeights.replaced(in: Array(try Data(contentsOf: network)), by: weight)
            try Data(bytes).write(to: network)
            let card = copy.appending(path: "card.json")
            var json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: card)) as? [String: Any])
            hash(&json, ModelBytes(model: bytes, weights: []).sha256)
            try JSONSerialization.data(withJSONObject: json).write(to: card)
            return #expect(throws: InferenceError.self) { try Detector(modelFolder: path(copy)) }
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity]) func aModelThatAnswersWithWhatIsNoNumberIsRefused(
        weight: Float
    ) throws {
        let error = try load("model", broken: "detector.onnx", hash: { $0["sha256"] = $1 }, weight)
        #expect(error?.code == .modelUnusable)
        #expect(
            error?.description.contains("holds values that are not finite numbers") == true,
            "\(error.map { "\($0)" } ?? "")")
    }

    @Test func soIsAPanelNetwork() throws {
        let card = try ModelCard(folder: path(fixtures.appending(path: "model-panel")))
        let file = try #require(card.panel?.file)
        let error = try load(
            "model-panel", broken: file,
            hash: { card, hash in
                var panel = card["panel"] as? [String: Any] ?? [:]
                panel["sha256"] = hash
                card["panel"] = panel
            }, .nan)
        #expect(error?.code == .modelUnusable)
        #expect(error?.description.contains("the panel network: output") == true, "\(error.map { "\($0)" } ?? "")")
    }

    /// A network may overflow on one photo only: that photo failed, it is not one without ads.
    @Test(arguments: [0, 5, 17, 31]) func anAnswerOfOnePhotoThatIsNoNumberIsAnError(cell: Int) throws {
        let card = try ModelCard(folder: path(fixtures.appending(path: "model")))
        let decoder = DenseDecoder(card: card)
        var values = [Float](repeating: -9, count: card.channels * 32)
        func candidates() throws(InferenceError) -> Int {
            var found: [Candidate] = []
            try values.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
                guard let base = buffer.baseAddress else { return }
                let map = Network.Map(stride: 8, channels: card.channels, width: 8, height: 4, values: base)
                try decoder.candidates(of: 0, in: [map], floor: nil, into: &found)
            }
            return found.count
        }
        #expect(try candidates() == 0)
        values[cell] = .nan
        #expect(throws: InferenceError.self) { try candidates() }
        values[cell] = -.infinity
        #expect(throws: InferenceError.self) { try candidates() }
        values[cell] = 9
        for channel in 0..<4 { values[(card.labels.count + channel) * 32 + cell] = 2 }
        #expect(try candidates() == 1)
        // A corner of the panel that was found.
        values[(card.labels.count + 7) * 32 + cell] = .infinity
        let error = #expect(throws: InferenceError.self) { try candidates() }
        #expect(error?.code == .inferenceFailed && error?.description.contains("stride8") == true)
    }
}

/// The float weights of an ONNX file (protobuf: graph 7, initializer 5, data_type 2, float_data 4, raw_data 9).
private enum ONNXWeights {
    static func replaced(in model: [UInt8], by weight: Float) -> [UInt8] {
        var bytes = model
        for graph in fields(model, in: 0..<model.count) where graph.number == 7 {
            for tensor in fields(model, in: graph.range) where tensor.number == 5 {
                let parts = fields(model, in: tensor.range)
                guard parts.first(where: { $0.number == 2 })?.value == 1 else { continue }
                for data in parts where (data.number == 9 || data.number == 4) && data.range.count >= 4 {
                    withUnsafeBytes(of: weight.bitPattern.littleEndian) { raw in
                        for (offset, byte) in raw.enumerated() { bytes[data.range.lowerBound + offset] = byte }
                    }
                }
            }
        }
        return bytes
    }

    private static func fields(_ bytes: [UInt8], in range: Range<Int>) -> [(number: Int, value: Int, range: Range<Int>)]
    {
        var found: [(Int, Int, Range<Int>)] = []
        var at = range.lowerBound
        func varint() -> Int {
            var (value, shift) = (0, 0)
            while at < range.upperBound {
                let byte = Int(bytes[at])
                at += 1
                value |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 || shift > 56 { break }
            }
            return value
        }
        while at < range.upperBound {
            let tag = varint()
            switch tag & 7 {
            case 0: found.append((tag >> 3, varint(), at..<at))
            case 1: at += 8
            case 2:
                let length = varint()
                let end = min(at + length, range.upperBound)
                found.append((tag >> 3, 0, at..<end))
                at = end
            case 5: at += 4
            default: return found
            }
        }
        return found
    }
}
