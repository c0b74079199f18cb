import Compliance
import Foundation
import Geometry
import Interchange
import Judging
import Records
import TestSupport
import Testing

@testable import Evaluation

struct UncertaintyCalibrationTests {
    @Test func `a model is read with the standard's values for absent keys, and negative values are refused`() throws {
        let model = try CanonicalJSON.decode(UncertaintyModel.self, from: Data(#"{"panel_relative": 0.02}"#.utf8))
        #expect(model.panelRelative == 0.02 && model.floor == UncertaintyModel.standard.floor)
        #expect(throws: DecodingError.self) {
            try CanonicalJSON.decode(UncertaintyModel.self, from: Data(#"{"outside": -1}"#.utf8))
        }
        #expect(try CanonicalJSON.decode(UncertaintyModel.self, from: try CanonicalJSON.encode(model)) == model)
    }

    @Test func `too few corners leave the standard model`() {
        let truth = TruthSet(labels: ["top_ad"], photos: [])
        let options = EvaluationOptions(thresholds: [:])
        #expect(calibrateUncertainty([], against: truth, options: options) == .standard)
    }

    /// Corners disturbed by a known share of each panel's size, on one set; the fitted model covers on the other.
    @Test(.enabled(if: Fixtures.shared != nil, "needs ../shared/data"), arguments: [0.015, 0.04])
    func `the fit finds the noise that was put in, and covers errors elsewhere`(noise: Double) throws {
        let shared = try #require(Fixtures.shared)
        let options = EvaluationOptions(thresholds: [:])
        var random = Seeded(21)
        func normal() -> Double {
            let u = Double.random(in: 1e-12...1, using: &random)
            return (-2 * log(u)).squareRoot() * cos(2 * Double.pi * Double.random(in: 0...1, using: &random))
        }
        func disturbed(_ slot: String, _ box: Box, _ quad: Quad) -> Detection {
            let sigma = noise * abs(quad.area).squareRoot()
            return Detection(
                slot: slot, confidence: 1, box: box,
                quad: quad.map { Point($0.x + sigma * normal(), $0.y + sigma * normal()) })
        }
        func predictions(_ set: TruthSet) -> [Prediction] {
            set.photos.map { photo in
                var detections = photo.panels.compactMap { p in p.quad.map { disturbed(p.label, p.box, $0) } }
                if let quad = photo.cabinet {
                    detections.append(disturbed(Slot.cabinet, quad.hull.clipped(to: photo.size), quad))
                }
                return Prediction(detections: detections)
            }
        }
        let train = try TruthSet(
            coco: try Data(contentsOf: shared.appending(path: "fieldset/train/coco.json")), file: "train")
        let model = calibrateUncertainty(predictions(train), against: train, options: options)
        #expect(abs(model.panelRelative / noise - 1) < 0.1)
        #expect(abs(model.cabinetRelative / noise - 1) < 0.1)
        let val = try TruthSet(
            coco: try Data(contentsOf: shared.appending(path: "fieldset/val/coco.json")), file: "val")
        let judged = zip(val.photos, predictions(val)).map { photo, prediction in
            Prediction(
                detections: prediction.detections,
                assessment: assess(
                    detections: prediction.detections, size: photo.size, quality: nil, policy: .standard, model: model))
        }
        let score = evaluate(judged, against: val, options: options, name: "disturbed").centering
        print(
            "corners off by \(noise): offset median \(figure(score.error.median)), p95 \(figure(score.error.p95)), "
                + "covered \(figure(score.coverage)), assessed \(figure(score.shareAssessed)), right \(figure(score.verdictAccuracy))"
        )
        #expect(try #require(score.coverage) >= 0.85)
    }
}
