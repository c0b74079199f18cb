import Foundation
import Records
import TestSupport
import Testing

@testable import Compliance
@testable import Judging

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

    /// Truth with corners disturbed by just what the uncertainty model expects.
    func disturbed(_ photo: TruePhoto, _ random: inout Seeded, keeping slots: Set<String>) -> [Detection] {
        let model = UncertaintyModel.standard
        return photo.detections.filter { slots.contains($0.slot) }.map { detection in
            var detection = detection
            let relative = detection.slot == Slot.cabinet ? model.cabinetRelative : model.panelRelative
            guard let seen = ObservedPanel(detection, relative: relative, size: photo.size, model: model) else {
                return detection
            }
            let moved = zip(seen.quad.corners, seen.sigmas).map { corner, sigma in
                Point(corner.x + sigma * random.normal(), corner.y + sigma * random.normal())
            }
            detection.quad = Quad(moved[0], moved[1], moved[2], moved[3])
            return detection
        }
    }

    static let all: Set<String> = [Slot.topAd, Slot.cabinet, Slot.cduVerticalLeft, Slot.cduVerticalRight]

    @Test(arguments: [all, [Slot.topAd, Slot.cabinet]])
    func `the stated uncertainty covers the errors that disturbed corners make`(slots: Set<String>) throws {
        var random = Seeded(7)
        let list = try outcomes("train") { disturbed($0, &random, keeping: slots) }
        print(summary("disturbed corners of \(slots.count) slots", list))
        let covered = list.filter { abs($0.error) <= $0.uncertainty }.count
        #expect((0.9...0.995).contains(Double(covered) / Double(list.count)))
    }

    @Test func `the two vertical CDU ads replace an unseen cabinet`() throws {
        let both: Set<String> = [Slot.cduVerticalLeft, Slot.cduVerticalRight]
        var random = Seeded(7)
        let list = try (TruePhoto.load("train") + TruePhoto.load("val")).compactMap { photo -> Outcome? in
            guard let truth = photo.askedOffset,
                both.isSubset(of: photo.ads.filter { !$0.difficult }.map(\.category))
            else { return nil }
            let detections = disturbed(photo, &random, keeping: both.union([Slot.topAd]))
            let assessment = assess(detections: detections, size: photo.size, quality: nil, policy: .standard)
            let centering = try #require(assessment.centering)
            #expect(centering.reference == .cduPair)
            let expected: Verdict = abs(truth) <= 0.1 ? .compliant : .nonCompliant
            return Outcome(
                error: try #require(centering.fixtureOffset) - truth,
                uncertainty: try #require(centering.uncertainty), margin: abs(abs(truth) - 0.1),
                right: assessment.verdict == expected, assessed: assessment.verdict != .notAssessable)
        }
        print(summary("the CDU pair alone", list))
        #expect(list.count > 50)
        #expect(percentile(list.map { abs($0.error) }, 0.5) <= 0.02)
        #expect(percentile(list.map { abs($0.error) }, 0.95) <= 0.06)
        #expect(list.filter { abs($0.error) <= $0.uncertainty }.count * 10 >= list.count * 9)
    }
}
