import Judging
import Ledger
import Records
import Testing

@testable import Visits

/// The rule itself, photo by photo.
@Suite struct VisitTests {
    private let day = CalendarDay(year: 2026, month: 11, day: 18)

    private struct Photo {
        var verdict: Verdict? = .compliant
        var isAudited = true
        var offset: Double?
        var uncertainty: Double?
        var slots: [String] = []
        var findings: [(FindingCode, Severity)] = []
    }

    private func visit(_ photos: [Photo]) -> (visit: Visit?, names: SlotNames) {
        var names = SlotNames()
        let rows = photos.enumerated().map { number, photo in
            var made = VisitPhoto(
                DayPhoto(
                    id: RecordID(Int64(number + 1)), store: StoreRow(1), isAudited: photo.isAudited,
                    verdict: photo.verdict, offset: photo.offset, uncertainty: photo.uncertainty, audited: 0))
            for slot in photo.slots { made.slots.formUnion(names.set(slot)) }
            made.findings = photo.findings.map {
                VisitFinding(StoredFinding(code: $0.0.code, severity: $0.1.rawValue), code: $0.0)
            }
            return made
        }
        let visit = Visit(rows, store: StoreRow(1), day: day, names: &names)
        return (visit, names)
    }

    @Test func noPhotosAreNoVisit() {
        #expect(visit([]).visit == nil)
    }

    @Test func aSlotSeenInAnotherPhotoIsNotMissing() {
        let missing = Photo(verdict: .nonCompliant, findings: [(.missing(slot: "top_ad"), .violation)])
        #expect(visit([missing]).visit?.status == .nonCompliant)
        let (both, names) = visit([missing, Photo(slots: ["top_ad"])])
        #expect(both?.status == .compliant && both?.violations == [])
        #expect(both.map { names.names(in: $0.slots) } == ["top_ad"] && both?.missing == [])
        // Of its own it answers nothing that is not answered better.
        #expect(visit([missing, Photo(verdict: .notAssessable, slots: ["top_ad"])]).visit?.status == .notAssessable)
        // A rejected photo shows nothing.
        let rejected = Photo(verdict: nil, isAudited: false, slots: ["top_ad"])
        #expect(visit([missing, rejected]).visit?.status == .nonCompliant)
    }

    @Test func anEmptyFrameStandsLikeAMissingAdOnlyWhereNoPhotoShowsTheAd() {
        let blank = Photo(verdict: .nonCompliant, findings: [(.boardBlank(slot: "top_ad"), .violation)])
        let (alone, names) = visit([blank])
        #expect(alone?.status == .nonCompliant && alone?.violations == ["board_blank_top_ad"])
        #expect(alone.map { names.names(in: $0.missing) } == ["top_ad"])
        #expect(visit([blank, Photo(slots: ["top_ad"])]).visit?.status == .compliant)
    }

    @Test func theMostCertainPhotoDecidesWhetherTheAdHangsOffCentre() {
        let off = (FindingCode.offCentre(slot: "top_ad"), Severity.violation)
        let wrong = Photo(verdict: .nonCompliant, offset: 0.2, uncertainty: 0.05, findings: [off])
        let right = Photo(offset: 0.01, uncertainty: 0.02)
        let decided = visit([wrong, right]).visit
        #expect(
            decided?.status == .compliant && decided?.centre?.record == RecordID(2) && decided?.centre?.isOff == false)
        var surer = wrong
        surer.uncertainty = 0.01
        let other = visit([right, surer]).visit
        #expect(other?.status == .nonCompliant && other?.violations == ["top_ad_off_centre"])
        #expect(other?.witness == RecordID(2) && other?.centre?.isOff == true)
        // Equally certain: the earlier one.
        surer.uncertainty = right.uncertainty
        #expect(visit([right, surer]).visit?.status == .compliant)
        #expect(visit([surer, right]).visit?.status == .nonCompliant)
        // Called too uncertain, it has no say, whatever it states.
        let vague = Photo(
            verdict: .notAssessable, offset: 0, uncertainty: 0.001, findings: [(.tooUncertain, .warning)])
        #expect(visit([vague, wrong]).visit?.status == .nonCompliant)
    }

    @Test func anyOtherViolationStandsAndNothingReadableIsUnread() {
        let tilted = Photo(verdict: .nonCompliant, slots: ["top_ad"], findings: [(.tilted(slot: "top_ad"), .violation)])
        #expect(visit([tilted, Photo(slots: ["top_ad"])]).visit?.status == .nonCompliant)
        let hint = Photo(findings: [(.tilted(slot: "top_ad"), .info)])
        #expect(visit([hint]).visit?.status == .compliant)
        let broken = Photo(verdict: nil, isAudited: false)
        let unread = visit([broken, broken]).visit
        #expect(unread?.status == .unread && unread?.rejected == 2 && unread?.witness == RecordID(1))
    }

    @Test func theCabinetIsNotASlotAndSlotsBeyondTheSetAreNone() {
        var names = SlotNames()
        #expect(names.set(Slot.cabinet) == [] && names.names == [])
        for number in 0..<70 { #expect(names.set("slot \(number)").isEmpty == (number >= 64)) }
        #expect(names.names(in: names.set("slot 3").union(names.set("slot 12"))) == ["slot 12", "slot 3"])
    }
}
