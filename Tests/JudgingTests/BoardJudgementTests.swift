import Records
import SceneSupport
import Testing

@testable import Judging

/// What a board means that hangs in a slot's place and is not recognised as an ad of the programme.
struct BoardJudgementTests {
    let scene = SyntheticScene()
    let good = PhotoQuality(brightness: 0.5, sharpness: 500, truncated: false)
    /// All but the top ad was found.
    var rest: [Detection] { scene.everything.filter { $0.slot != Slot.topAd } }

    func board(_ slot: String?, blank: Double, programme: Double = 0.2) -> Board {
        let place = scene.topAd
        return Board(
            box: place.box, quad: place.quad, confidence: 0.9, slot: slot, programme: programme,
            state: BoardState(blank: blank))
    }

    func judged(_ boards: [Board], quality: PhotoQuality? = nil, policy: Policy = .standard) -> Assessment {
        assess(detections: rest, boards: boards, size: scene.size, quality: quality ?? good, policy: policy)
    }

    @Test func `without any board the required top ad is missing`() {
        #expect(judged([]).findings.map(\.code).contains("missing_top_ad"))
    }

    @Test func `an empty frame weighs as much as the ad's absence`() throws {
        let got = judged([board(Slot.topAd, blank: 0.97)])
        let finding = try #require(got.findings.first { $0.code == "board_blank_top_ad" })
        #expect(finding.severity == .violation && finding.value == 0.97 && finding.limit == 0.5)
        #expect(got.verdict == .nonCompliant)
        #expect(!got.findings.map(\.code).contains("missing_top_ad"))
        // The frame is the place where the ad should hang.
        #expect(got.emptyPlaces == [.init(slot: Slot.topAd, quad: try #require(scene.topAd.quad))])
        var mild = Policy.standard
        mild.slots[Slot.topAd]?.required = false
        mild.slots[Slot.topAd]?.missing = .info
        let other = judged([board(Slot.topAd, blank: 0.97)], policy: mild)
        #expect(other.findings.first { $0.code == "board_blank_top_ad" }?.severity == .info)
        #expect(other.verdict == .compliant && other.emptyPlaces.isEmpty)
    }

    @Test func `nobody is accused of a print that was not recognised`() throws {
        let got = judged([board(Slot.topAd, blank: 0.02)])
        let finding = try #require(got.findings.first { $0.code == "board_unrecognised_top_ad" })
        #expect(finding.severity == .warning && finding.value == 0.2)
        #expect(got.verdict == .notAssessable)
        #expect(!got.findings.contains { $0.severity == .violation })
    }

    @Test func `in a dark photo a frame is not called empty`() {
        let dark = PhotoQuality(brightness: 0.05, sharpness: 500, truncated: false)
        let codes = judged([board(Slot.topAd, blank: 0.97)], quality: dark).findings.map(\.code)
        #expect(codes.contains("board_unrecognised_top_ad") && !codes.contains("board_blank_top_ad"))
    }

    @Test func `a board in no slot's place changes nothing`() {
        #expect(judged([board(nil, blank: 0.02)]).findings == judged([]).findings)
    }

    @Test func `where an ad hangs, other boards of its slot do not matter`() {
        let all = assess(
            detections: scene.everything, boards: [board(Slot.topAd, blank: 0.97)], size: scene.size, quality: good,
            policy: .standard)
        #expect(
            all.findings
                == assess(detections: scene.everything, size: scene.size, quality: good, policy: .standard).findings)
    }

    @Test func `the codes are read back as they are written`() {
        for code in [FindingCode.boardBlank(slot: "a_b"), .boardUnrecognised(slot: "no_x")] {
            #expect(FindingCode(code: code.code) == code)
        }
        #expect(FindingCode.codes(slots: ["s"]).contains("board_blank_s"))
        #expect(FindingCode.codes(slots: ["s"]).contains("board_unrecognised_s"))
    }
}
