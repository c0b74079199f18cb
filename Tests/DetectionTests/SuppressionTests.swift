import Geometry
import Records
import TestSupport
import Testing

@testable import Detection

struct SuppressionTests {
    private func candidates(_ count: Int, _ generator: inout Seeded) -> [Candidate] {
        (0..<count).map { _ in
            let x = Double.random(in: 0...100, using: &generator)
            let y = Double.random(in: 0...100, using: &generator)
            let box = Box(
                x, y, x + .random(in: 5...60, using: &generator), y + .random(in: 5...60, using: &generator))
            // Few different logits, so that ties happen.
            return Candidate(
                label: 0, logit: Float(Int.random(in: -5...5, using: &generator)), box: box, quad: Quad(box))
        }
    }

    @Test func suppressingAgainChangesNothing() {
        var generator = Seeded(1)
        for _ in 0..<100 {
            let once = suppress(candidates(60, &generator), above: 0.5, keep: 100)
            #expect(suppress(once, above: 0.5, keep: 100).map(\.box) == once.map(\.box))
        }
    }

    @Test func theOrderOfTheInputDoesNotMatter() {
        var generator = Seeded(2)
        for _ in 0..<100 {
            let all = candidates(60, &generator)
            let shuffled = all.shuffled(using: &generator)
            #expect(
                suppress(all, above: 0.4, keep: 20).map(\.box) == suppress(shuffled, above: 0.4, keep: 20).map(\.box))
        }
    }

    @Test func whatStaysOverlapsLittleAndWhatWentOverlapsSomethingBetter() {
        var generator = Seeded(3)
        for _ in 0..<50 {
            let all = candidates(50, &generator)
            let kept = suppress(all, above: 0.3, keep: 100)
            for (index, one) in kept.enumerated() {
                #expect(kept[..<index].allSatisfy { $0.box.iou(one.box) <= 0.3 })
            }
            for one in all where !kept.contains(where: { $0.box == one.box }) {
                #expect(kept.contains { $0.logit >= one.logit && $0.box.iou(one.box) > 0.3 })
            }
        }
    }

    @Test func noMoreAreKeptThanAskedFor() {
        let far = (0..<30).map { index in
            let box = Box(Double(index) * 100, 0, Double(index) * 100 + 10, 10)
            return Candidate(label: 0, logit: Float(index), box: box, quad: Quad(box))
        }
        #expect(suppress(far, above: 0.5, keep: 7).map(\.logit) == [29, 28, 27, 26, 25, 24, 23])
    }

    @Test func logitsAndConfidencesAreInverse() {
        let rule = ModelCard.Calibration(slope: 1.7, offset: -0.4)
        for confidence in [0.001, 0.01, 0.3, 0.5, 0.93, 0.9999] {
            let logit = DenseDecoder.logit(of: confidence, rule)
            #expect(abs(DenseDecoder.confidence(of: Float(logit), rule) - confidence) < 1e-6)
        }
    }
}
