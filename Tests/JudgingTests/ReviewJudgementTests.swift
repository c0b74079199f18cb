import Records
import Testing

@testable import Judging

/// A reviewer's word over the facts of a machine.
@Suite struct ReviewJudgementTests {
    private let judge = Judge(policy: .standard)
    private let quad = Quad(Box(800, 900, 1200, 1000))

    private func record() -> Record {
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes("1.jpg"), storeID: "S", region: nil, date: nil, sha256: "", bytes: 1,
                width: 2000,
                height: 1500, orientation: 1), state: .audited,
            detections: [
                Detection(
                    slot: "top_ad", confidence: 0.9, box: quad.hull, quad: quad,
                    cornerSigmas: [Double](repeating: 2, count: 8)),
                Detection(slot: "cabinet", confidence: 0.9, box: Box(500, 1000, 1500, 1400), quad: nil),
            ], candidates: [Detection(slot: "cdu_horizontal", confidence: 0.1, box: Box(0, 0, 9, 9), quad: nil)],
            quality: PhotoQuality(brightness: 0.5, sharpness: 500, truncated: false),
            versions: Versions(program: "1", model: "m", modelSHA256: "m", precision: "f32", policy: "p"))
        record.boards = [
            Board(
                box: quad.hull, quad: quad, confidence: 0.95, slot: "top_ad",
                creative: RecognisedCreative(id: "c-1", family: "f", score: 0.8, ranked: [.init(id: "c-1", score: 0.8)])
            ),
            Board(box: Box(100, 100, 200, 200), quad: nil, confidence: 0.7, slot: nil),
        ]
        judge.judge(&record)
        return record
    }

    private func word(_ panels: [Correction.Panel], cannotTell: Bool = false) -> ReviewersWord {
        ReviewersWord(
            by: "a", at: "2026-11-20T00:00:00Z", correction: Correction(cannotTell: cannotTell, panels: panels),
            machine: Judge.panels(of: record()))
    }

    @Test func anAdThatIsDetectionAndBoardIsOnePanel() {
        let panels = Judge.panels(of: record())
        #expect(panels.map(\.slot) == ["top_ad", "cabinet", nil])
        #expect(panels[0].creative == "c-1" && panels[1].creative == nil)
    }

    @Test func whatIsLeftAsItIsStaysByteByByte() throws {
        var after = record()
        judge.apply(word(Judge.panels(of: after)), to: &after)
        let review = try #require(after.review)
        #expect(review.answer == .confirmed && !review.conflict && review.verdict == after.verdict)
        after.review = nil
        #expect(after == record())
    }

    @Test func whatIsChangedIsThePersonsAndTheRestIsTheMachines() throws {
        var after = record()
        var panels = Judge.panels(of: after)
        panels[1].quad = Quad(Box(520, 1000, 1500, 1400))
        panels[0].tags = [.glare]
        panels.append(Correction.Panel(slot: "cdu_vertical_left", quad: Quad(Box(-20, 900, 80, 1400)), creative: "c-9"))
        judge.apply(word(panels), to: &after)
        #expect(after.review?.answer == .corrected && after.candidates == nil)
        #expect(after.detections[0].cornerSigmas != nil && after.detections[0].tags == [.glare])
        #expect(after.detections[1].confidence == 1 && after.detections[1].box.x0 == 520)
        // Corners may lie outside the photo, a box may not.
        #expect(after.detections[2].box.x0 == 0 && after.detections[2].quad?.topLeft.x == -20)
        #expect(after.boards.map(\.creative?.id) == ["c-1", nil, "c-9"])
        #expect(after.boards[0].creative?.ranked.count == 1)
        // A later word on the same photo is a correction too, even where it changes nothing.
        var again = after
        judge.apply(word(Judge.panels(of: after)), to: &again)
        #expect(again.review?.answer == .corrected && again.detections == after.detections)
    }

    @Test func anAdThatAPersonTakesAwayIsMissing() {
        var after = record()
        judge.apply(word([Judge.panels(of: after)[1]]), to: &after)
        #expect(after.verdict == .nonCompliant && after.findings.contains { $0.code == "missing_top_ad" })
        #expect(after.boards.isEmpty && after.centering == nil)
    }

    @Test func whoCannotTellAccusesNobody() throws {
        var after = record()
        after.detections = []
        judge.judge(&after)
        judge.apply(word([], cannotTell: true), to: &after)
        #expect(after.verdict == .notAssessable && after.findings.map(\.code) == ["reviewer_cannot_tell"])
        #expect(FindingCode(code: "reviewer_cannot_tell") == .reviewerCannotTell)
    }

    @Test func aConflictIsOnlyWhatNeitherPersonNorFormerMachineSaid() {
        func conflict(_ found: Quad) -> Bool {
            var fresh = record()
            fresh.detections[0].quad = found
            fresh.detections[0].box = found.hull
            fresh.boards = []
            var panels = Judge.panels(of: fresh)
            panels[0].quad = Quad(Box(1100, 900, 1500, 1000))
            var old = Judge.panels(of: fresh)
            old[0].quad = quad
            let word = ReviewersWord(by: "a", at: "", correction: Correction(panels: panels), machine: old)
            judge.apply(word, to: &fresh)
            return fresh.review?.conflict ?? false
        }
        #expect(!conflict(quad))
        #expect(!conflict(Quad(Box(1105, 902, 1498, 1001))))
        #expect(conflict(Quad(Box(200, 900, 600, 1000))))
    }
}
