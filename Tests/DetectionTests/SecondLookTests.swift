import Foundation
import Records
import TestSupport
import Testing

@testable import Detection
@testable import Inference
@testable import Photo

/// What `make-fixtures.py` wrote with `panel_reference.py`.
struct PanelGolden: Decodable {
    struct Crop: Decodable {
        let width: Int
        let height: Int
        let seed: Int
        let quad: Quad
        /// [y, x, channel, value 0…255]
        let sample: [[Int]]
    }

    let cases: [Golden.Case]
    let crops: [Crop]

    static let shared: PanelGolden? = try? JSONDecoder().decode(
        PanelGolden.self, from: Data(contentsOf: fixtures.appending(path: "golden-panel.json")))
}

let panelModel = fixtures.appending(path: "model-panel")

@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct SecondLookTests {
    @Test(arguments: Array((PanelGolden.shared?.cases ?? []).indices))
    func detectionsEqualThoseOfOpenCVOnnxruntimeAndNumpy(index: Int) throws {
        let golden = try #require(PanelGolden.shared?.cases[index])
        let session = try Detector(modelFolder: path(panelModel), precision: .f32).makeSession()
        let found = try session.detect(golden.pixels, floor: golden.floor)
        #expect(found.map(\.slot) == golden.detections.map(\.slot))
        for (a, b) in zip(found, golden.detections) {
            #expect(abs(a.confidence - b.confidence) < 1e-3)
            // An input pixel of the first network is up to five of the photo's; the quads it gives differ a little, too.
            for (p, q) in zip(Quad(a.box).corners, Quad(b.box).corners) { #expect(p.distance(to: q) < 0.1) }
            for (p, q) in zip(a.quad?.corners ?? [], b.quad?.corners ?? []) { #expect(p.distance(to: q) < 0.1) }
        }
    }

    @Test func aSessionGivesTheSameWhateverAndHowMuchItSawBefore() throws {
        let detector = try Detector(modelFolder: path(panelModel), precision: .f32)
        let used = detector.makeSession()
        // Not the largest ones: they take long to draw. 12, 16 and 12 crops.
        for one in try #require(PanelGolden.shared?.cases[1...]) {
            let fresh = try detector.makeSession().detect(one.pixels, floor: 0.05)
            #expect(try used.detect(one.pixels, floor: 0.05) == fresh)
        }
    }

    @Test func noMoreThanSixteenAreLookedAt() throws {
        let session = try Detector(modelFolder: path(panelModel), precision: .f32).makeSession()
        #expect(session.panelsLookedAt == 0)
        let crowded = try #require(PanelGolden.shared?.cases[2])
        let found = try session.detect(crowded.pixels, floor: 0.0001)
        #expect(session.panelsLookedAt == 16 && found.count == 16)
    }

    @Test func thresholdsAreOnTheConfidenceOfBothNetworks() throws {
        let detector = try Detector(modelFolder: path(panelModel), precision: .f32)
        let golden = try #require(PanelGolden.shared?.cases[1])
        let all = try detector.makeSession().detect(golden.pixels, floor: 0.0001)
        let counted = try detector.makeSession().detect(golden.pixels)
        #expect(counted == all.filter { $0.confidence >= detector.card.threshold(of: $0.slot) ?? 1 })
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.confidence >= $1.confidence })
    }

    @Test func coordinatesAreThoseOfTheFullSizePhoto() throws {
        let detector = try Detector(modelFolder: path(panelModel), precision: .f32)
        let golden = try #require(PanelGolden.shared?.cases[1])
        let small = try detector.makeSession().detect(golden.pixels, floor: 0.2)
        var scaled = golden.pixels
        scaled.fullSize = Size(width: golden.width * 4, height: golden.height * 4)
        scaled.frame = PixelFrame(scaleX: 4, scaleY: 4)
        let large = try detector.makeSession().detect(scaled, floor: 0.2)
        #expect(small.map(\.slot) == large.map(\.slot))
        for (a, b) in zip(small, large) {
            for (p, q) in zip(a.quad?.corners ?? [], b.quad?.corners ?? []) { #expect((p * 4).distance(to: q) < 1e-6) }
        }
    }

    @Test func theModelsHashCoversBothFiles() throws {
        let detector = try Detector(modelFolder: path(panelModel))
        let panel = try #require(detector.card.panel)
        #expect(detector.modelSHA256 == detector.card.modelSHA256)
        #expect(detector.modelSHA256 != detector.card.sha256)
        let text = Data("\(detector.card.sha256)\n\(panel.sha256)\n".utf8)
        let printed = String(decoding: try runTool("sha256sum", [], input: text).output.prefix(64), as: UTF8.self)
        #expect(detector.modelSHA256 == printed)
        let alone = try Detector(modelFolder: path(fixtures.appending(path: "model")))
        #expect(alone.modelSHA256 == alone.card.sha256)
    }
}

/// A folder with a copy of the fixture, its card and files changed.
struct PanelFaultTests {
    private func load(
        _ change: (inout [String: Any]) -> Void, files: (URL) throws -> Void = { _ in }
    ) throws -> InferenceError? {
        try Fixtures.withTemporaryFolder { folder in
            let copy = folder.appending(path: "model")
            try FileManager.default.copyItem(at: panelModel, to: copy)
            try files(copy)
            let file = copy.appending(path: "card.json")
            var card = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
            change(&card)
            try JSONSerialization.data(withJSONObject: card).write(to: file)
            return #expect(throws: InferenceError.self) { try Detector(modelFolder: path(copy)) }
        }
    }

    private func change(_ card: inout [String: Any], _ key: String, _ value: Any?) {
        var panel = card["panel"] as? [String: Any] ?? [:]
        panel[key] = value
        card["panel"] = panel
    }

    @Test func theFixturesPanelIsRead() throws {
        let card = try ModelCard(json: Array(Data(contentsOf: panelModel.appending(path: "card.json"))))
        let panel = try #require(card.panel)
        #expect(panel.size == Size(width: 112, height: 48) && panel.marginX == 0.14 && panel.marginY == 0.2)
        #expect(panel.unit == 10 && panel.taps == 4 && panel.looks == 2 && panel.floor == 0.1)
        #expect(card.labels[1].second == ModelCard.Combination(first: 1.1, second: 0.4, offset: 0.1))
    }

    static let wrong: [(String, String, String)] = [
        ("file", "\"panel.xml\"", "panel.file must be the name of an .onnx file"),
        ("file", "\"../panel.onnx\"", "panel.file must be the name"),
        ("sha256", "\"0\"", "panel.sha256 must be 64"),
        ("input", "\"\"", "panel.input must be a text"),
        ("output", "null", "panel.output is missing"),
        ("size", "[112]", "panel.size must be [width, height]"),
        ("size", "[112, 4096]", "panel.size must be [width, height]"),
        ("margin", "[0.5, 0.2]", "panel.margin must be two numbers from 0 to 0.45"),
        ("unit", "0", "panel.unit must be a number"),
        ("taps", "9", "panel.taps must be a whole number from 1 to 8"),
        ("looks", "0", "panel.looks must be a whole number from 1 to 4"),
        ("floor", "1", "panel.floor must be a number"),
    ]

    @Test(arguments: wrong) func aWrongPanelIsRefusedWithItsReason(fault: (key: String, value: String, says: String))
        throws
    {
        let value = try JSONSerialization.jsonObject(with: Data(fault.value.utf8), options: .fragmentsAllowed)
        let error = try load { change(&$0, fault.key, value) }
        #expect(error?.code == .modelCardInvalid)
        #expect(error?.faults.count == 1)
        #expect(error?.faults.first?.hasPrefix(fault.says) == true, "\(error?.faults ?? [])")
    }

    @Test func labelsHaveASecondWhereThereIsAPanelNetworkAndOnlyThere() throws {
        let without = try load { $0["panel"] = nil }
        #expect(without?.code == .modelCardInvalid)
        #expect(without?.faults.first == "labels[0].second needs the card's panel, the network that it weighs")
        let missing = try load { card in
            var labels = card["labels"] as? [[String: Any]] ?? []
            labels[1]["second"] = nil
            labels[2]["second"] = [1, 2]
            card["labels"] = labels
        }
        #expect(missing?.faults.count == 2)
        #expect(missing?.faults.first?.hasPrefix("labels[1].second is missing") == true)
        #expect(missing?.faults.last?.hasPrefix("labels[2].second must be three numbers") == true)
    }

    @Test func aMissingPanelFileIsNamed() throws {
        let error = try load({ _ in }) { try FileManager.default.removeItem(at: $0.appending(path: "panel.onnx")) }
        #expect(error?.code == .modelMissing)
        #expect(error?.path?.escaped.hasSuffix("/panel.onnx") == true)
    }

    @Test func aChangedPanelFileIsRefused() throws {
        let error = try load({ _ in }) { folder in
            let file = folder.appending(path: "panel.onnx")
            var data = try Data(contentsOf: file)
            data[data.count / 2] ^= 1
            try data.write(to: file)
        }
        #expect(error?.code == .modelHashMismatch)
        #expect(error?.path?.escaped.hasSuffix("/panel.onnx") == true)
    }

    @Test(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
    func whatDoesNotFitTheNetworkIsTold() throws {
        let output = try load { change(&$0, "output", "corners") }
        #expect(output?.code == .modelUnusable)
        #expect(output?.faults == ["the panel network: the model has no output \"corners\" (it has answers)"])
        #expect(try load { change(&$0, "input", "pictures") }?.code == .modelUnusable)
        #expect(try load { change(&$0, "size", [96, 48]) }?.code == .modelUnusable)
        // Another network's file, rightly pinned.
        let other = try load({ card in
            change(&card, "file", "detector.onnx")
            change(&card, "sha256", card["sha256"])
            change(&card, "input", "images")
            change(&card, "output", "stride8")
        })
        #expect(other?.code == .modelUnusable)
        #expect(other?.faults.first?.contains("is [1, 15, 6, 14], expected [1, 18, 1, 1]") == true)
    }
}
