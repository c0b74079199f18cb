import Compliance
import Foundation
import Interchange
import Judging
import Records
import TestSupport
import Testing

@testable import Evaluation

/// A set of one label's boxes in one photo, scored.
struct EvaluateTests {
    let size = Size(width: 200, height: 100)

    func detection(_ slot: String, _ confidence: Double, _ box: Box, quad: Quad? = nil) -> Detection {
        Detection(slot: slot, confidence: confidence, box: box, quad: quad)
    }

    func score(
        _ photos: [(TruthPhoto, [Detection])], thresholds: [String: Double] = [:], includeDifficult: Bool = false,
        assessments: [Assessment?] = []
    ) -> EvaluationReport {
        let predictions = photos.enumerated().map { i, one in
            Prediction(detections: one.1, assessment: i < assessments.count ? assessments[i] : nil)
        }
        return evaluate(
            predictions, against: TruthSet(labels: ["top_ad", "cdu_horizontal"], photos: photos.map(\.0)),
            options: EvaluationOptions(thresholds: thresholds, includeDifficult: includeDifficult), name: "test 1")
    }

    func photo(_ panels: [TruthPanel], quality: String = "ok", distractors: [Box] = [], offset: Double? = nil)
        -> TruthPhoto
    {
        TruthPhoto(
            id: 1, file: "a.jpg", size: size, panels: panels, quality: quality, distractors: distractors,
            topOffset: offset)
    }

    let place = Box(10, 10, 50, 30)

    @Test func `precision, recall and F1 are counted at each label's threshold`() {
        let truth = photo([TruthPanel(label: "top_ad", box: place), TruthPanel(label: "cdu_horizontal", box: place)])
        let found = [
            detection("top_ad", 0.9, place), detection("top_ad", 0.8, Box(100, 10, 140, 30)),
            detection("cdu_horizontal", 0.4, place),
        ]
        let strict = score([(truth, found)])
        #expect(strict.overall.truePositives == 1 && strict.overall.falsePositives == 1)
        #expect(strict.overall.falseNegatives == 1)
        #expect(strict.overall.precision == 0.5 && strict.overall.recall == 0.5 && strict.overall.f1 == 0.5)
        let loose = score([(truth, found)], thresholds: ["top_ad": 0.85, "cdu_horizontal": 0.3])
        #expect(loose.overall.f1 == 1)
        #expect(loose.labels["top_ad"]?.threshold == 0.85)
    }

    @Test func `a second detection of the same panel is false`() {
        let report = score([
            (
                photo([TruthPanel(label: "top_ad", box: place)]),
                [
                    detection("top_ad", 0.9, place), detection("top_ad", 0.8, place),
                ]
            )
        ])
        #expect(report.overall.truePositives == 1 && report.overall.falsePositives == 1)
    }

    @Test func `difficult truth is neither asked for nor counted against`() {
        let hard = TruthPanel(label: "top_ad", box: place, difficult: true)
        let found = [detection("top_ad", 0.9, place)]
        let without = score([(photo([hard]), found)])
        #expect(without.overall.truePositives == 0 && without.overall.falsePositives == 0)
        #expect(without.overall.dropped == 1 && without.overall.recall == nil && without.overall.ap50 == nil)
        let with = score([(photo([hard]), found)], includeDifficult: true)
        #expect(with.overall.truePositives == 1)
        #expect(abs((with.overall.ap50 ?? 0) - 1) < 1e-9)
        let missed = score([(photo([hard]), [])])
        #expect(missed.overall.falseNegatives == 0)
    }

    @Test func `all truth of a photo that is not ok is left out, but a stray detection there is still false`() {
        let truth = photo([TruthPanel(label: "top_ad", box: place)], quality: "blur")
        let report = score([
            (truth, [detection("top_ad", 0.9, place), detection("top_ad", 0.9, Box(100, 10, 140, 30))])
        ])
        #expect(report.overall.dropped == 1 && report.overall.falsePositives == 1)
        #expect(report.overall.falseNegatives == 0)
        // The slice looks at such photos on purpose.
        #expect(report.slices["blur"]?.recall == 1)
    }

    @Test func `detections of labels that the truth does not know are not judged`() {
        let report = score([(photo([]), [detection("cabinet", 0.9, place)])])
        #expect(report.overall.falsePositives == 0 && report.cleanPhotos.withFalseDetection == 0)
        #expect(report.cleanPhotos.photos == 1)
    }

    @Test func `posters taken for ads and ads taken for other slots are named`() {
        let poster = Box(100, 10, 150, 60)
        let truth = photo([TruthPanel(label: "top_ad", box: place)], distractors: [poster])
        let report = score([(truth, [detection("cdu_horizontal", 0.9, place), detection("top_ad", 0.7, poster)])])
        #expect(report.confusion["top_ad"] == ["cdu_horizontal": 1])
        #expect(report.confusion["nothing"] == ["top_ad": 1])
        #expect(report.distractors.hit == 1 && report.distractors.labels == ["top_ad": 1])
    }

    @Test func `corner errors are in pixels and in percent of the panel's width`() throws {
        let quad = Quad(place)
        let truth = photo([TruthPanel(label: "top_ad", box: place, quad: quad)])
        let moved = quad.map { Point($0.x + 0.3, $0.y + 0.4) }
        let report = score([(truth, [detection("top_ad", 0.9, place, quad: moved)])])
        #expect(abs(try #require(report.corners.pixels.median) - 0.5) < 1e-9)
        #expect(abs(try #require(report.corners.percent.median) - 1.25) < 1e-9)
        #expect(report.corners.percent.count == 4)
    }

    func assessment(_ offset: Double, _ uncertainty: Double, _ verdict: Verdict) -> Assessment {
        Assessment(
            centering: Centering(
                photoOffset: 0, fixtureOffset: offset, uncertainty: uncertainty, reference: .cabinet), findings: [],
            verdict: verdict)
    }

    @Test func `verdicts count where the truth is clear of the limit, coverage everywhere`() {
        let truth: [(Double, Assessment?)] = [
            (0.02, assessment(0.03, 0.02, .compliant)),
            (0.30, assessment(0.25, 0.02, .nonCompliant)),
            (0.11, assessment(0.09, 0.03, .compliant)),
            (0.00, assessment(0.15, 0.10, .nonCompliant)),
            (0.05, assessment(0.05, 0.30, .notAssessable)),
            (0.05, nil),
        ]
        let panel = TruthPanel(label: "top_ad", box: place)
        let report = score(
            truth.map { (photo([panel], offset: $0.0), [detection("top_ad", 0.9, place)]) },
            assessments: truth.map(\.1))
        let centering = report.centering
        #expect(centering.asked == 6 && centering.measured == 5)
        #expect(centering.shareAssessed == 4.0 / 6)
        // 0.11 is too near to the limit to be scored.
        #expect(centering.verdictsScored == 3 && centering.verdictAccuracy == 2.0 / 3)
        #expect(centering.coverage == 3.0 / 5)
        #expect(centering.references == ["cabinet": 5, "none": 1])
    }

    @Test func `calibration compares confidence with what was right`() throws {
        let truth = photo([TruthPanel(label: "top_ad", box: place)])
        let right = score([(truth, [detection("top_ad", 1, place)])])
        #expect(right.calibration.ece == 0)
        let wrong = score([(truth, [detection("top_ad", 0.8, Box(100, 10, 140, 30))])])
        #expect(abs(try #require(wrong.calibration.ece) - 0.8) < 1e-9)
    }

    @Test func `the report survives JSON with the published keys`() throws {
        let report = score([(photo([TruthPanel(label: "top_ad", box: place)]), [detection("top_ad", 0.9, place)])])
        let data = try CanonicalJSON.encode(report)
        #expect(try CanonicalJSON.decode(EvaluationReport.self, from: data) == report)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let overall = try #require(object["overall"] as? [String: Any])
        for key in ["f1", "precision", "recall", "ap50", "ap50_95"] { #expect(overall[key] as? Double != nil) }
        let labels = try #require(object["labels"] as? [String: [String: Any]])
        #expect(abs((labels["top_ad"]?["ap50_95"] as? Double ?? 0) - 1) < 1e-9)
    }

    @Test func `text and page hold the figures, and the page needs nothing from outside`() {
        let name = "<b>model & co"
        let truth = TruthSet(labels: ["top_ad"], photos: [photo([TruthPanel(label: "top_ad", box: place)])])
        let options = EvaluationOptions(thresholds: [:])
        let predictions = [Prediction(detections: [detection("top_ad", 0.9, Box(100, 10, 140, 30))])]
        let report = evaluate(predictions, against: truth, options: options, name: name)
        #expect(report.text.contains("overall") && report.text.contains("top_ad"))
        let mistakes = worstMistakes(predictions, against: truth, options: options)
        #expect(mistakes.map(\.kind) == [.falseDetection, .missed])
        let page = report.html(mistakes: mistakes) { _ in Data([0xFF, 0xD8, 0xFF]) }
        #expect(page.contains("data:image/jpeg;base64,/9j/"))
        #expect(page.contains("&lt;b&gt;model &amp; co") && !page.contains("<b>model"))
        #expect(!page.contains("http") && !page.contains("<script"))
    }

    @Test func `two runs are set side by side`() throws {
        let truth = photo([TruthPanel(label: "top_ad", box: place)])
        let good = score([(truth, [detection("top_ad", 0.9, place)])])
        let bad = score([(truth, [detection("top_ad", 0.9, Box(100, 10, 140, 30))])])
        let rows = compare(good, bad).rows
        let f1 = try #require(rows.first { $0.figure == "overall.f1" })
        #expect(f1.this == 1 && f1.against == 0 && f1.better == true)
        let back = try #require(compare(bad, good).rows.first { $0.figure == "overall.f1" })
        #expect(back.better == false)
        #expect(compare(good, good).rows.allSatisfy { $0.better == nil })
        #expect(compare(good, bad).text.contains("overall.f1"))
    }
}
