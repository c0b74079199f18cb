import Foundation
import Records
import TestSupport
import Testing

@testable import Detection
@testable import Inference
@testable import Photo

/// What `make-fixtures.py` wrote with `boards_reference.py`.
struct BoardGolden: Decodable {
    struct Case: Decodable {
        let width: Int
        let height: Int
        let seed: Int
        let detections: [Detection]
        let boards: [Board]
        let places: [Detection]

        var pixels: Pixels { Pixels(width: width, height: height, rgb: noisePicture(width, height, seed)) }
    }

    let cases: [Case]

    static let shared: BoardGolden? = try? JSONDecoder().decode(
        BoardGolden.self, from: Data(contentsOf: fixtures.appending(path: "golden-boards.json")))
}

let boardModel = fixtures.appending(path: "model-boards")

@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct BoardTests {
    @Test(arguments: Array((BoardGolden.shared?.cases ?? []).indices))
    func sceneEqualsThatOfOpenCVOnnxruntimeAndNumpy(index: Int) throws {
        let golden = try #require(BoardGolden.shared?.cases[index])
        let session = try Detector(modelFolder: path(boardModel), precision: .f32).makeSession()
        let scene = try session.see(golden.pixels)
        try expectEqual(scene.detections, golden.detections)
        try expectEqual(scene.places, golden.places)
        #expect(scene.boards.map(\.slot) == golden.boards.map(\.slot))
        for (a, b) in zip(scene.boards, golden.boards) {
            #expect(abs(a.confidence - b.confidence) < 1e-3)
            #expect(abs(try #require(a.programme) - (try #require(b.programme))) < 2e-3)
            #expect(abs(try #require(a.state?.blank) - (try #require(b.state?.blank))) < 2e-3)
            try expectNear(a.quad, b.quad)
        }
    }

    private func expectEqual(_ found: [Detection], _ golden: [Detection]) throws {
        #expect(found.map(\.slot) == golden.map(\.slot))
        for (a, b) in zip(found, golden) {
            #expect(abs(a.confidence - b.confidence) < 2e-3)
            try expectNear(a.quad, b.quad)
            #expect(a.cornerSigmas?.count == b.cornerSigmas?.count)
            for (s, t) in zip(a.cornerSigmas ?? [], b.cornerSigmas ?? []) { #expect(abs(s - t) < 0.02 * t + 0.02) }
        }
    }

    private func expectNear(_ a: Quad?, _ b: Quad?) throws {
        for (p, q) in zip(try #require(a).corners, try #require(b).corners) { #expect(p.distance(to: q) < 0.1) }
    }

    @Test func everyBoardIsReportedOnceAsAnAdABoardOrAPlace() throws {
        let detector = try Detector(modelFolder: path(boardModel), precision: .f32)
        let threshold = try #require(detector.card.boards).threshold
        for golden in try #require(BoardGolden.shared?.cases) {
            let scene = try detector.makeSession().see(golden.pixels)
            let ads = scene.detections.filter { $0.slot != Slot.cabinet }
            #expect(ads.allSatisfy { $0.confidence >= threshold })
            for place in scene.places {
                #expect(!ads.contains { $0.quad == place.quad })
                #expect(!scene.boards.contains { $0.quad == place.quad && $0.slot != nil })
            }
        }
    }

    @Test func aFloorLowersWhatAdsNeedAndLeavesBoardsAlone() throws {
        let session = try Detector(modelFolder: path(boardModel), precision: .f32).makeSession()
        let golden = try #require(BoardGolden.shared?.cases[0])
        let usual = try session.see(golden.pixels)
        let low = try session.see(golden.pixels, floor: 0.0001)
        #expect(low.detections.count > usual.detections.count)
        #expect(low.boards == usual.boards && low.places == usual.places)
        #expect(Set(usual.detections).isSubset(of: low.detections))
    }

    @Test func theCardsSlotsAreThoseOfItsBoards() throws {
        let card = try ModelCard(folder: path(boardModel))
        #expect(card.slots == [Slot.topAd, Slot.cduHorizontal, Slot.cduVerticalLeft, Slot.cduVerticalRight])
        #expect(card.references == [Slot.cabinet] && card.channels == 2 + 12 + 11)
        #expect(card.threshold(of: Slot.topAd) == 0.06 && card.threshold(of: Slot.cabinet) == 0.4)
        #expect(card.threshold(of: "board") == nil)
    }
}

/// The card of the fixture, changed.
struct BoardCardTests {
    private func faults(_ change: (inout [String: Any]) throws -> Void) throws -> [String] {
        let data = try Data(contentsOf: boardModel.appending(path: "card.json"))
        var card = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        try change(&card)
        let json = Array(try JSONSerialization.data(withJSONObject: card))
        do throws(InferenceError) {
            _ = try ModelCard(json: json)
            return []
        } catch {
            return error.faults
        }
    }

    private func faults(boards key: String, _ value: Any) throws -> [String] {
        try faults { card in
            var boards = try #require(card["boards"] as? [String: Any])
            boards[key] = value
            card["boards"] = boards
        }
    }

    @Test func aBoardLabelNeedsTheCardsBoards() throws {
        #expect(try faults { $0["boards"] = nil } == ["boards is missing (a label is of kind board)"])
    }

    @Test func boardsNeedABoardLabel() throws {
        let found = try faults { card in
            var labels = try #require(card["labels"] as? [[String: Any]])
            labels[0]["kind"] = "slot"
            card["labels"] = labels
        }
        #expect(found.contains("boards needs exactly one label of kind board"))
        #expect(found.contains("panel.logits must name ad, which decides on some of the labels"))
    }

    @Test(
        arguments: [
            ("slot_at", -1), ("slot_at", 64), ("scale_at", 1.5), ("temperature", 0), ("threshold", 1),
            ("threshold", -3),
        ] as [(String, Double)])
    func aNumberOutOfItsRangeIsNamed(key: String, value: Double) throws {
        let found = try faults(boards: key, value)
        #expect(found.count == 1 && found[0].hasPrefix("boards.\(key) must be"))
    }

    @Test func slotsMustBeDifferentNames() throws {
        for names in [["a", "a"], [], ["cabinet"], [""], (0..<17).map { "s\($0)" }] as [[String]] {
            #expect(try faults(boards: "slots", names) == ["boards.slots must be a list of 1 to 16 different names"])
        }
    }

    @Test func theNetworkMustGiveWhatTheBoardsName() throws {
        // One slot more: twelve answers, where the network gives eleven.
        let error = try Fixtures.withTemporaryFolder { folder -> InferenceError? in
            let copy = folder.appending(path: "model")
            try FileManager.default.copyItem(at: boardModel, to: copy)
            let file = copy.appending(path: "card.json")
            let text = try String(contentsOf: file, encoding: .utf8)
            try text.replacing("\"scale_at\": 7", with: "\"scale_at\": 8").write(
                to: file, atomically: true, encoding: .utf8)
            do throws(InferenceError) {
                _ = try Detector(modelFolder: path(copy))
                return nil
            } catch {
                return error
            }
        }
        try #require(hasRuntime)
        #expect(try #require(error).description.contains("2 labels + 24 channels"))
    }
}
