import Records
import SceneSupport
import Testing

@testable import Compliance
@testable import Judging

struct DamageJudgementTests {
    private func quality(from row: Int?, _ area: Box?, truncated: Bool = false) -> PhotoQuality {
        PhotoQuality(
            brightness: 0.5, sharpness: 500, truncated: truncated, damagedFromRow: row, damagedArea: area)
    }

    @Test func `what lies in the damage, reaches into it or touches it is not sound`() {
        let quality = quality(from: 600, Box(0, 600, 1600, 1200))
        func seen(_ box: Box, quad: Quad? = nil) -> Bool {
            !quality.sound([Detection(slot: Slot.topAd, confidence: 1, box: box, quad: quad)]).isEmpty
        }
        #expect(seen(Box(100, 100, 500, 300)))
        #expect(!seen(Box(100, 700, 500, 900)))
        #expect(!seen(Box(100, 400, 500, 650)))
        #expect(!seen(Box(100, 400, 500, 598)), "its lower edge may be the damage's")
        #expect(!seen(Box(100, 400, 500, 500), quad: Quad(Box(100, 400, 500, 620))))
        let whole = self.quality(from: nil, nil)
        #expect(whole.sound([Detection(slot: Slot.topAd, confidence: 1, box: Box(0, 0, 9, 9), quad: nil)]).count == 1)
    }

    @Test func `a damaged photo calls nothing missing and says from which row it is damaged`() throws {
        var scene = SyntheticScene()
        scene.distance = 3
        let found = [scene.cabinet, scene.left, scene.right]
        let got = assess(
            detections: found, size: scene.size, quality: quality(from: 480, Box(0, 480, 1600, 1200)),
            policy: .standard)
        #expect(got.verdict == .notAssessable)
        let finding = try #require(got.findings.first)
        #expect(finding == Finding(code: "photo_damaged", severity: .warning, value: 480))
        #expect(!got.findings.contains { $0.code.hasPrefix("missing_") })
        #expect(FindingCode(code: "photo_damaged") == .photoDamaged)
    }

    @Test func `what was measured above the damage stands`() {
        var scene = SyntheticScene()
        scene.offset = 0.25
        let low = quality(from: 1150, Box(0, 1150, 1600, 1200))
        let got = assess(
            detections: low.sound(scene.everything), size: scene.size, quality: low, policy: .standard)
        #expect(got.verdict == .nonCompliant)
        let all = quality(from: 0, Box(0, 0, 1600, 1200))
        let none = assess(
            detections: all.sound(scene.everything), size: scene.size, quality: all, policy: .standard)
        #expect(none.verdict == .notAssessable && none.centering == nil)
    }

    @Test func `a file that was cut short is called truncated, not damaged`() {
        let cut = quality(from: 480, Box(0, 480, 1600, 1200), truncated: true)
        let got = assess(detections: [], size: Size(width: 1600, height: 1200), quality: cut, policy: .standard)
        #expect(got.findings.map(\.code) == ["photo_truncated", "no_top_ad"])
    }
}
