import Records
import Testing

@testable import Judging

/// What is said of how a photo was taken.
@Suite struct QualityJudgementTests {
    private let size = Size(width: 1000, height: 750)

    private func codes(_ quality: PhotoQuality, _ change: (inout Policy.PhotoRules) -> Void = { _ in }) -> [String] {
        var policy = Policy(name: "p", version: "1", slots: [:])
        change(&policy.photo)
        return assess(detections: [], size: size, quality: quality, policy: policy).findings.map(\.code)
    }

    private func quality(_ change: (inout PhotoQuality) -> Void) -> PhotoQuality {
        var quality = PhotoQuality(brightness: 0.5, sharpness: 500, truncated: false)
        (quality.blur, quality.motion, quality.overexposed, quality.covered, quality.tilt) = (0.5, 0.1, 0, 0, 0)
        change(&quality)
        return quality
    }

    @Test func eachNumberHasItsFinding() {
        #expect(codes(quality { _ in }) == [])
        #expect(codes(quality { $0.brightness = 0.1 }) == ["photo_too_dark"])
        #expect(codes(quality { $0.overexposed = 0.4 }) == ["photo_overexposed"])
        #expect(codes(quality { ($0.blur, $0.motion) = (0.9, 0.02) }) == ["photo_blurred"])
        #expect(codes(quality { ($0.blur, $0.motion) = (0.9, 0.2) }) == ["photo_shaken"])
        #expect(codes(quality { $0.tilt = -15 }) == ["camera_tilted"])
        #expect(codes(quality { $0.covered = 0.4 }) == [], "not judged by default")
        #expect(codes(quality { $0.covered = 0.4 }) { $0.coveredLimit = 0.1 } == ["lens_covered"])
        #expect(codes(quality { ($0.covered, $0.blur) = (0.4, 0.9) }) { $0.coveredLimit = 0.1 } == ["photo_shaken"])
    }

    @Test func sharpnessDecidesOnlyWhereBlurWasNotMeasured() {
        #expect(codes(quality { $0.sharpness = 3 }) == [])
        #expect(codes(quality { ($0.sharpness, $0.blur) = (3, nil) }) == ["photo_blurred"])
        #expect(codes(quality { $0.sharpness = 3 }) { $0.blurLimit = nil } == ["photo_blurred"])
    }

    @Test func whereItWasTakenFromFollowsFromTheCabinet() {
        func codes(_ cabinet: Box) -> [String] {
            let found = Detection(slot: Slot.cabinet, confidence: 0.95, box: cabinet, quad: nil)
            let policy = Policy(name: "p", version: "1", slots: [:])
            return assess(detections: [found], size: size, quality: nil, policy: policy).findings.map(\.code)
        }
        #expect(codes(Box(300, 200, 700, 500)) == [])
        #expect(codes(Box(400, 300, 550, 400)) == ["taken_too_far"])
        #expect(codes(Box(-100, 200, 1100, 700)) == ["taken_too_near"])
        #expect(codes(Box(900, 200, 1300, 500)) == ["cabinet_out_of_photo"])
    }
}
