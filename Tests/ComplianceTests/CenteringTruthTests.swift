import Foundation
import Records
import TestSupport
import Testing

@testable import Compliance

@Suite(.enabled(if: Fixtures.shared != nil, "needs ../shared/data"))
struct CenteringTruthTests {
    struct Outcome {
        var error: Double
        var uncertainty: Double
        var margin: Double
        var right: Bool
        var assessed: Bool
    }

    /// Assesses every asked photo with detections made from truth by `change`.
    func outcomes(_ set: String, _ change: (TruePhoto) -> [Detection]) throws -> [Outcome] {
        try TruePhoto.load(set).compactMap { photo in
            guard let truth = photo.askedOffset else { return nil }
            let assessment = assess(detections: change(photo), size: photo.size, quality: nil, policy: .standard)
            let offset = try #require(assessment.centering?.fixtureOffset)
            let uncertainty = try #require(assessment.centering?.uncertainty)
            let expected: Verdict = abs(truth) <= 0.1 ? .compliant : .nonCompliant
            return Outcome(
                error: offset - truth, uncertainty: uncertainty, margin: abs(abs(truth) - 0.1),
                right: assessment.verdict == expected, assessed: assessment.verdict != .notAssessable)
        }
    }

    func summary(_ name: String, _ list: [Outcome]) -> String {
        let errors = list.map { abs($0.error) }
        let clear = list.filter { $0.margin > 0.02 }
        let judged = clear.filter(\.assessed)
        let covered = list.filter { abs($0.error) <= $0.uncertainty }.count
        func f(_ x: Double) -> String { String(format: "%.4f", x) }
        return "\(name): n \(list.count), median \(f(percentile(errors, 0.5))), p95 \(f(percentile(errors, 0.95))), "
            + "max \(f(errors.max() ?? 0)), "
            + "uncertainty median \(f(percentile(list.map(\.uncertainty), 0.5))), covered \(f(Double(covered) / Double(list.count))), "
            + "assessed \(f(Double(judged.count) / Double(clear.count))), "
            + "right \(f(Double(judged.filter(\.right).count) / Double(judged.count)))"
    }

    @Test(arguments: ["val", "train"])
    func `with true boxes, quads and cabinet the offset is right`(set: String) throws {
        let list = try outcomes(set) { $0.detections }
        print(summary("centering from truth, \(set)", list))
        let errors = list.map { abs($0.error) }
        #expect(percentile(errors, 0.5) <= 0.005)
        #expect(percentile(errors, 0.95) <= 0.02)
    }

    @Test(arguments: [(0.005, 0.006), (0.01, 0.01), (0.02, 0.01)])
    func `noise`(cabinet: Double, panel: Double) throws {
        var random = Seeded(7)
        func noisy(_ photo: TruePhoto) -> [Detection] {
            photo.detections.map { d in
                var d = d
                guard let quad = d.quad,
                    let seen = ObservedPanel(
                        d, relative: d.slot == Slot.cabinet ? cabinet : panel, size: photo.size, model: .standard)
                else { return d }
                var k = 0
                d.quad = quad.map { p in
                    let s = seen.sigmas[k]
                    k += 1
                    return Point(p.x + s * random.normal(), p.y + s * random.normal())
                }
                return d
            }
        }
        print(summary("noise \(cabinet) \(panel)", try outcomes("train", noisy)))
        print(
            summary(
                "no verticals",
                try outcomes("train") { noisy($0).filter { [Slot.cabinet, Slot.topAd].contains($0.slot) } }))
    }
}
