import Records
import SceneSupport
import TestSupport
import Testing

@testable import Compliance
@testable import Judging

struct JudgementTests {
    var good = PhotoQuality(brightness: 0.5, sharpness: 500, truncated: false)

    func codes(_ a: Assessment) -> [String] { a.findings.map(\.code) }

    @Test func `an ad on the centre line is compliant and nothing is found`() {
        let scene = SyntheticScene()
        let got = assess(detections: scene.everything, size: scene.size, quality: good, policy: .standard)
        #expect(got.verdict == .compliant)
        #expect(got.findings.allSatisfy { $0.severity < .violation })
        #expect(!codes(got).contains("missing_top_ad"))
    }

    @Test(arguments: [-0.16, 0.14])
    func `an ad beyond the limit is a violation with its offset and the limit`(offset: Double) throws {
        var scene = SyntheticScene()
        scene.offset = offset
        let got = assess(detections: scene.everything, size: scene.size, quality: good, policy: .standard)
        #expect(got.verdict == .nonCompliant)
        let finding = try #require(got.findings.first { $0.code == "top_ad_off_centre" })
        #expect(finding.severity == .violation && finding.limit == 0.1)
        #expect(abs(try #require(finding.value) - offset) < 0.005)
    }

    @Test func `a top ad without any reference is not assessable, whatever its place in the photo`() {
        let scene = SyntheticScene()
        let got = assess(detections: [scene.topAd], size: scene.size, quality: good, policy: .standard)
        #expect(got.verdict == .notAssessable)
        #expect(codes(got) == ["centering_no_reference"])
    }

    @Test func `a wide interval on both sides of the limit is not assessable, on one side it is`() throws {
        var policy = Policy.standard
        policy.uncertaintyLimit = 0.0001
        var scene = SyntheticScene()
        scene.offset = 0.1
        let edge = assess(detections: scene.everything, size: scene.size, quality: good, policy: policy)
        #expect(edge.verdict == .notAssessable)
        #expect(codes(edge).contains("centering_too_uncertain"))
        scene.offset = 0.3
        #expect(
            assess(detections: scene.everything, size: scene.size, quality: good, policy: policy).verdict
                == .nonCompliant)
        scene.offset = 0
        #expect(
            assess(detections: scene.everything, size: scene.size, quality: good, policy: policy).verdict == .compliant)
    }

    @Test func `a missing top ad is a violation only where its place is in view`() throws {
        var scene = SyntheticScene()
        scene.distance = 3
        let empty = [scene.cabinet, scene.left, scene.right]
        let seen = assess(detections: empty, size: scene.size, quality: good, policy: .standard)
        #expect(seen.verdict == .nonCompliant)
        #expect(codes(seen).contains("missing_top_ad"))
        // The camera looks down: the place above the cabinet lies outside the photo.
        scene.distance = 1.6
        scene.aim = 0.8
        let cut = assess(detections: [scene.cabinet], size: scene.size, quality: good, policy: .standard)
        #expect(cut.verdict == .notAssessable)
        #expect(codes(cut).contains("no_top_ad"))
        // One panel alone may be the cover of a book: nothing says that this is a counter.
        scene.distance = 3
        scene.aim = SyntheticScene().aim
        for alone in [scene.left, scene.right] {
            let book = assess(detections: [alone], size: scene.size, quality: good, policy: .standard)
            #expect(book.verdict == .notAssessable)
            #expect(codes(book).contains("no_top_ad") && !codes(book).contains { $0.hasPrefix("missing_") })
        }
        // Nor does a cabinet that is hardly believed in, where nothing hangs beside it.
        var doubtful = scene.cabinet
        doubtful.confidence = 0.8
        let cover = assess(detections: [doubtful], size: scene.size, quality: good, policy: .standard)
        #expect(cover.verdict == .notAssessable && !codes(cover).contains { $0.hasPrefix("missing_") })
        let sure = assess(detections: [scene.cabinet], size: scene.size, quality: good, policy: .standard)
        #expect(sure.verdict == .nonCompliant)
        let beside = assess(detections: [doubtful, scene.left], size: scene.size, quality: good, policy: .standard)
        #expect(beside.verdict == .nonCompliant)
        let pair = assess(detections: [scene.left, scene.right], size: scene.size, quality: good, policy: .standard)
        #expect(pair.verdict == .nonCompliant && codes(pair).contains("missing_top_ad"))
        let nothing = assess(detections: [], size: scene.size, quality: good, policy: .standard)
        #expect(nothing.verdict == .notAssessable)
        #expect(codes(nothing) == ["no_top_ad"])
    }

    @Test func `what may be the top ad in its place keeps it from being called missing, elsewhere it does not`() throws
    {
        var scene = SyntheticScene()
        scene.distance = 3
        let empty = [scene.cabinet, scene.left, scene.right]
        func judged(_ candidate: Detection) -> Assessment {
            assess(
                detections: empty, candidates: [candidate], size: scene.size, quality: good, policy: .standard)
        }
        var weak = scene.topAd
        for slot in [Slot.topAd, Slot.cduHorizontal] {
            (weak.slot, weak.confidence) = (slot, 0.2)
            let open = judged(weak)
            #expect(open.verdict == .notAssessable)
            let finding = try #require(open.findings.first { $0.code == "unclear_top_ad" })
            #expect(finding.value == 0.2 && finding.limit == Candidates.floor && finding.severity == .warning)
            #expect(FindingCode(code: "unclear_top_ad") == .unclear(slot: Slot.topAd))
        }
        weak.confidence = Candidates.floor / 2
        #expect(codes(judged(weak)).contains("missing_top_ad"))
        weak.confidence = 0.2
        weak.box = scene.left.box
        #expect(judged(weak).verdict == .nonCompliant)
    }

    @Test(arguments: [
        (Severity.violation, Severity.warning, Verdict.notAssessable), (.warning, .warning, .compliant),
        (.info, .info, .compliant),
    ])
    func `doubt about a slot weighs no more than its absence and leaves open what would be a violation`(
        missing: Severity, expected: Severity, verdict: Verdict
    ) throws {
        var scene = SyntheticScene()
        scene.distance = 3
        var weak = scene.right
        weak.confidence = 0.2
        var policy = Policy.standard
        policy.slots[Slot.cduVerticalRight]?.missing = missing
        let got = assess(
            detections: [scene.topAd, scene.cabinet, scene.left], candidates: [weak], size: scene.size, quality: good,
            policy: policy)
        let finding = try #require(got.findings.first { $0.code == "unclear_cdu_vertical_right" })
        #expect(finding.severity == expected)
        #expect(got.verdict == verdict)
    }

    @Test func `candidates are what lies below the thresholds and is not a reported panel found again`() {
        let scene = SyntheticScene()
        var twice = scene.topAd
        (twice.slot, twice.confidence) = (Slot.cduHorizontal, 0.2)
        var weak = scene.left
        weak.confidence = 0.2
        var cabinet = scene.cabinet
        cabinet.confidence = 0.1
        let thresholds = Dictionary(uniqueKeysWithValues: scene.everything.map { ($0.slot, 0.5) })
        let parts = Candidates.split([scene.topAd, twice, weak, cabinet], thresholds: thresholds)
        #expect(parts.detections == [scene.topAd] && parts.candidates == [weak])
    }

    @Test func `darkness excuses what was not found, not what was measured`() {
        var scene = SyntheticScene()
        scene.distance = 3
        scene.offset = 0.25
        let dark = PhotoQuality(brightness: 0.02, sharpness: 3, truncated: true)
        let measured = assess(detections: scene.everything, size: scene.size, quality: dark, policy: .standard)
        #expect(measured.verdict == .nonCompliant)
        #expect(codes(measured).starts(with: ["photo_too_dark", "photo_blurred", "photo_truncated"]))
        let unseen = assess(detections: [scene.cabinet], size: scene.size, quality: dark, policy: .standard)
        #expect(unseen.verdict == .notAssessable)
        #expect(!codes(unseen).contains { $0.hasPrefix("missing_") })
    }

    @Test func `other slots are reported where their place is in view`() {
        var scene = SyntheticScene()
        scene.distance = 3
        let got = assess(
            detections: [scene.topAd, scene.cabinet, scene.left], size: scene.size, quality: good, policy: .standard)
        #expect(codes(got).contains("missing_cdu_vertical_right"))
        #expect(!codes(got).contains("missing_cdu_vertical_left"))
        #expect(got.verdict == .compliant)
    }

    @Test func `tilted and cut-off panels are found`() throws {
        var scene = SyntheticScene()
        scene.tilt = 8
        let got = assess(detections: scene.everything, size: scene.size, quality: good, policy: .standard)
        let tilted = try #require(got.findings.first { $0.code == "top_ad_tilted" })
        #expect(abs(try #require(tilted.value) - 8) < 0.5 && tilted.limit == 3)
        let cut = Detection(slot: Slot.topAd, confidence: 1, box: Box(0, 0, 50, 50), quad: Quad(Box(-50, 0, 50, 50)))
        let half = assess(detections: [cut], size: scene.size, quality: good, policy: .standard)
        let finding = try #require(half.findings.first { $0.code == "top_ad_cut_off" })
        #expect(finding.value == 0.5)
    }

    @Test func `the most confident top ad counts`() throws {
        var scene = SyntheticScene()
        var weak = scene.topAd
        weak.confidence = 0.3
        scene.offset = 0.3
        let got = assess(
            detections: [weak, scene.topAd, scene.cabinet], size: scene.size, quality: good, policy: .standard)
        #expect(abs(try #require(got.centering?.fixtureOffset) - 0.3) < 0.01)
    }

    @Test func `a slot without rules is never judged`() {
        let policy = Policy(name: "none", version: "1", slots: [:])
        let got = assess(detections: [], size: Size(width: 100, height: 100), quality: good, policy: policy)
        #expect(got.findings.isEmpty && got.verdict == .compliant)
    }

    @Test func `every code can be read back`() {
        let all: [FindingCode] = [
            .offCentre(slot: "top_ad"), .tilted(slot: "cdu_horizontal"), .cutOff(slot: "top_ad"),
            .missing(slot: "cdu_vertical_left"), .notFound(slot: "top_ad"), .noReference, .tooUncertain, .photoTooDark,
            .photoBlurred, .photoTruncated, .photoDamaged,
        ]
        for code in all {
            #expect(FindingCode(code: code.code) == code)
            #expect(!code.summary.isEmpty)
        }
        #expect(FindingCode(code: "something_else") == nil)
    }

    @Test func `the same detections in another order give the same assessment`() {
        var random = Seeded(10)
        let scene = SyntheticScene.random(&random)
        let first = assess(detections: scene.everything, size: scene.size, quality: nil, policy: .standard)
        for _ in 0..<5 {
            let again = assess(
                detections: scene.everything.shuffled(using: &random), size: scene.size, quality: nil, policy: .standard
            )
            #expect(again == first)
        }
    }
}
