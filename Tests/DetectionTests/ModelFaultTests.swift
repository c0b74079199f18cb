import Foundation
import Records
import TestSupport
import Testing

@testable import Detection
@testable import Inference

struct ModelFaultTests {
    /// The fixture's card with one part replaced; `path` is like `input.pad` or `labels.0.threshold`.
    private func card(_ path: String, _ value: Any?) throws -> [UInt8] {
        let data = try Data(contentsOf: fixtures.appending(path: "model/card.json"))
        let json = try JSONSerialization.jsonObject(with: data)
        let changed = replace(json, path.split(separator: ".").map(String.init)[...], value)
        return Array(try JSONSerialization.data(withJSONObject: changed ?? [:]))
    }

    private func replace(_ json: Any, _ path: ArraySlice<String>, _ value: Any?) -> Any? {
        guard let key = path.first else { return value }
        if var object = json as? [String: Any] {
            object[key] = path.count == 1 ? value : object[key].flatMap { replace($0, path.dropFirst(), value) }
            return object
        }
        if var list = json as? [Any], let index = Int(key) {
            list[index] = replace(list[index], path.dropFirst(), value) ?? NSNull()
            return list
        }
        return json
    }

    @Test func theFixtureCardIsRead() throws {
        let card = try ModelCard(json: card("name", "fixture"))
        #expect(card.slots == ["top_ad", "cdu_horizontal"])
        #expect(card.references == ["cabinet"])
        #expect(card.channels == 15)
        #expect(card.longestSide == 128)
        #expect(card.threshold(of: "cdu_horizontal") == 0.3)
        #expect(card.labels[0].calibration == ModelCard.Calibration(slope: 1.25, offset: -0.2))
        #expect(card.labels[1].calibration == ModelCard.Calibration(slope: 1, offset: 0))
        #expect(card.title == "fixture 1")
    }

    @Test func theCardsUncertaintyIsHandedOnAsItIs() throws {
        let card = try ModelCard(json: card("uncertainty", ["panel_relative": 0.5, "floor": 2] as [String: Any]))
        #expect(card.uncertainty.map { String(decoding: $0, as: UTF8.self) } == "{\"floor\":2,\"panel_relative\":0.5}")
    }

    static let wrong: [(String, String, String)] = [
        ("schema", "\"sightline.model/2\"", "schema must be \"sightline.model/1\""),
        ("name", "\"\"", "name must be a text"),
        ("version", "3", "version must be a text"),
        ("licence", "null", "licence is missing"),
        ("file", "\"../detector.onnx\"", "file must be the name"),
        ("file", "\"detector.pt\"", "file must be the name"),
        ("sha256", "\"ABC\"", "sha256 must be 64"),
        ("precision", "\"f16\"", "precision must be \"f32\" or \"int8\""),
        ("decoding", "\"yolo\"", "decoding must be \"dense_ltrb_corners\""),
        ("outputs", "[]", "outputs must be a list"),
        ("outputs.0.stride", "0", "outputs[0].stride must be"),
        ("outputs.1.name", "\"stride8\"", "outputs names \"stride8\" twice"),
        ("input.layout", "\"NHWC\"", "input.layout must be \"NCHW\""),
        ("input.colour", "\"BGR\"", "input.colour must be \"RGB\""),
        ("input.mean", "[0, 0]", "input.mean must be three"),
        ("input.std", "[1, 0, 1]", "input.std must be three numbers other than 0"),
        ("input.pad", "256", "input.pad must be a number from 0.0 to 255.0"),
        ("input.sizes", "[[512]]", "input.sizes[0] must be [width, height]"),
        ("input.sizes", "[[120, 96]]", "input.sizes[0] [120, 96] must be multiples of the largest stride 16"),
        ("input.sizes", "[[100000, 96]]", "input.sizes[0] must be [width, height]"),
        ("labels", "[]", "labels must be a list"),
        ("labels.1.name", "\"top_ad\"", "labels names \"top_ad\" twice"),
        ("labels.0.kind", "\"ad\"", "labels[0].kind must be"),
        ("labels.2.threshold", "1", "labels[2].threshold must be a number between 0 and 1"),
        ("labels.0.calibration", "[-1, 0]", "labels[0].calibration must be"),
        ("nms.iou", "0", "nms.iou must be"),
        ("nms.kind", "\"soft\"", "nms.kind must be"),
        ("max_per_label", "0", "max_per_label must be"),
        ("uncertainty", "7", "uncertainty must be an object"),
    ]

    @Test(arguments: wrong) func aWrongCardIsRefusedWithItsReason(fault: (path: String, value: String, says: String))
        throws
    {
        let value = try JSONSerialization.jsonObject(with: Data(fault.value.utf8), options: .fragmentsAllowed)
        let json = try card(fault.path, value)
        let error = #expect(throws: InferenceError.self) { try ModelCard(json: json) }
        #expect(error?.code == .modelCardInvalid)
        #expect(error?.faults.count == 1)
        #expect(error?.faults.first?.hasPrefix(fault.says) == true, "\(error?.faults ?? [])")
    }

    @Test func allFaultsAreToldAtOnce() throws {
        let error = #expect(throws: InferenceError.self) { try ModelCard(json: Array("{\"name\": 3}".utf8)) }
        let keys = [
            "schema", "name", "version", "licence", "file", "sha256", "precision", "outputs", "input", "decoding",
            "labels", "nms",
        ]
        #expect(Set(error?.faults.compactMap { $0.split(separator: " ").first.map(String.init) } ?? []) == Set(keys))
    }

    @Test(arguments: ["", "[]", "{", "nonsense", "{\"a\":", "\u{0}"]) func whatIsNoJSONObjectIsRefused(text: String) {
        let error = #expect(throws: InferenceError.self) { try ModelCard(json: Array(text.utf8)) }
        #expect(error?.code == .modelCardInvalid)
    }

    @Test func aMissingModelNamesTheFolder() throws {
        let nowhere = PathBytes("/nonexistent/model")
        let error = #expect(throws: InferenceError.self) { try ModelLocation.find(explicit: nowhere) }
        #expect(error?.code == .modelMissing)
        #expect(error?.description.contains("/nonexistent/model") == true)
        #expect(throws: InferenceError.self) { try Detector(modelFolder: nowhere) }
    }

    @Test func aChangedModelIsRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            try copyModel(to: folder)
            let file = folder.appending(path: "detector.onnx")
            var data = try Data(contentsOf: file)
            data[data.count / 2] ^= 1
            try data.write(to: file)
            let error = #expect(throws: InferenceError.self) { try Detector(modelFolder: path(folder)) }
            #expect(error?.code == .modelHashMismatch)
            #expect(error?.path == path(file))
        }
    }

    private func copyModel(to folder: URL) throws {
        for name in ["card.json", "detector.onnx"] {
            try FileManager.default.copyItem(
                at: fixtures.appending(path: "model/\(name)"), to: folder.appending(path: name))
        }
    }

    @Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
    struct AgainstTheNetwork {
        private func load(_ part: String, _ value: Any) throws -> InferenceError? {
            try Fixtures.withTemporaryFolder { folder in
                let tests = ModelFaultTests()
                try tests.copyModel(to: folder)
                try Data(tests.card(part, value)).write(to: folder.appending(path: "card.json"))
                return #expect(throws: InferenceError.self) { try Detector(modelFolder: path(folder)) }
            }
        }

        @Test func outputsThatTheModelLacksAreNamed() throws {
            let outputs = [["name": "stride8", "stride": 8], ["name": "stride64", "stride": 16]]
            let error = try load("outputs", outputs)
            #expect(error?.code == .modelUnusable)
            #expect(error?.faults == ["the model has no output \"stride64\" (it has stride8, stride16)"])
        }

        @Test func aLabelTooManyIsSeenInEveryOutput() throws {
            let label: [String: Any] = ["name": "extra", "kind": "slot", "threshold": 0.5]
            let known = ["a", "b", "c"].map { ["name": $0, "kind": "slot", "threshold": 0.5] as [String: Any] }
            let error = try load("labels", known + [label])
            #expect(error?.code == .modelUnusable)
            #expect(error?.faults.count == 2)
            #expect(error?.faults.first?.contains("4 labels + 12 channels") == true)
        }

        @Test func aWrongInputNameIsAnErrorOfTheModel() throws {
            #expect(try load("input.name", "pictures")?.code == .modelUnusable)
        }

        @Test func whatIsNoModelIsAnErrorOfTheModel() throws {
            try Fixtures.withTemporaryFolder { folder in
                let tests = ModelFaultTests()
                let rubbish = Array("not a model".utf8)
                try Data(rubbish).write(to: folder.appending(path: "detector.onnx"))
                let hash = ModelBytes(model: rubbish, weights: []).sha256
                try Data(tests.card("sha256", hash)).write(to: folder.appending(path: "card.json"))
                let error = #expect(throws: InferenceError.self) { try Detector(modelFolder: path(folder)) }
                #expect(error?.code == .modelUnusable)
                #expect(error?.description.contains("\n") == false)
            }
        }
    }
}
