import Compliance
import Records

/// The policy applied to what was measured: findings in a fixed order and the verdict they add up to.
///
/// A violation makes the photo non-compliant. Without one, a question that the photo leaves open (a required panel that
/// may merely not be shown, an offset that may lie on either side of the limit) makes it not assessable. A dark,
/// blurred, blown-out or covered photo excuses only what was not found, never what was measured.
struct Judgement {
    private(set) var findings: [Finding] = []
    /// Something the policy requires could not be answered.
    private var open = false
    /// Absence proves nothing in this photo.
    private var unclear = false

    /// - Parameter terms: nil: creatives are not judged.
    init(
        policy: Policy, display: DisplayMeasurement, boards: [Board] = [], quality: PhotoQuality?,
        terms: CreativeTerms? = nil
    ) {
        if let quality {
            let found = policy.photo.findings(quality)
            findings += found.findings
            unclear = found.excuse
        }
        if let cabinet = display.cabinet { findings += policy.photo.findings(cabinet) }
        for (slot, rules) in policy.slots.sorted(by: { $0.key < $1.key }) {
            if let panel = display.panels.first(where: { $0.slot == slot }) {
                if slot == Slot.topAd { judge(display.centering, rules, policy) }
                judge(panel, rules)
                if let terms { judgeCreative(slot, boards, terms, policy.creatives) }
            } else if let board = boards.filter({ $0.slot == slot }).max(by: { $0.confidence < $1.confidence }) {
                judge(board, slot, rules)
            } else {
                judgeAbsence(slot, rules, policy, display)
            }
        }
    }

    var verdict: Verdict {
        if findings.contains(where: { $0.severity == .violation }) { return .nonCompliant }
        return open ? .notAssessable : .compliant
    }

    private mutating func add(_ code: FindingCode, _ severity: Severity, _ value: Double? = nil, _ limit: Double? = nil)
    {
        findings.append(code.finding(severity, value: value, limit: limit))
    }

    private mutating func judge(_ centering: Centering?, _ rules: Policy.SlotRules, _ policy: Policy) {
        guard let limit = rules.centreLimit, let centering else { return }
        guard let offset = centering.fixtureOffset, let uncertainty = centering.uncertainty else {
            add(.noReference, .warning)
            open = true
            return
        }
        let margin = abs(abs(offset) - limit)
        if uncertainty > policy.uncertaintyLimit, uncertainty > margin {
            add(.tooUncertain, .warning, uncertainty, policy.uncertaintyLimit)
            open = true
        } else if abs(offset) > limit {
            add(.offCentre(slot: Slot.topAd), rules.offCentre, offset, limit)
        }
    }

    private mutating func judge(_ panel: PanelMeasure, _ rules: Policy.SlotRules) {
        if let limit = rules.tiltLimit, let tilt = panel.tilt, abs(tilt) > limit {
            add(.tilted(slot: panel.slot), rules.tilted, tilt, limit)
        }
        if let least = rules.inFrameMinimum, panel.shareInFrame < least {
            add(.cutOff(slot: panel.slot), rules.cutOff, panel.shareInFrame, least)
        }
    }

    /// A board in the slot's place that is not recognised as an ad of the programme.
    ///
    /// An empty frame weighs as much as the ad's absence. Whatever is printed on a board may be the ad of a campaign that
    /// the network has not seen: nobody is accused of that, but where the ad is required, the question stays open.
    private mutating func judge(_ board: Board, _ slot: String, _ rules: Policy.SlotRules) {
        let absence = rules.required ? Severity.violation : rules.missing
        if let blank = board.state?.blank, blank >= Judgement.blankFrom, !unclear {
            add(.boardBlank(slot: slot), absence, blank, Judgement.blankFrom)
        } else {
            add(.boardUnrecognised(slot: slot), min(absence, .warning), board.programme)
            open = open || absence == .violation
        }
    }

    /// Probability from which a board is blank: the model calibrates it.
    private static let blankFrom = 0.5

    /// The creative on the board that was recognised in a slot, and how it hangs.
    private mutating func judgeCreative(
        _ slot: String, _ boards: [Board], _ terms: CreativeTerms, _ rules: Policy.CreativeRules
    ) {
        let recognised = boards.filter { $0.slot == slot && ($0.creative?.family ?? $0.creative?.id) != nil }
        guard let board = recognised.max(by: { $0.confidence < $1.confidence }), let creative = board.creative else {
            return
        }
        if let finding = terms.finding(creative, in: slot, rules) { findings.append(finding) }
        if let turn = creative.turn { add(.creativeTurned(slot: slot), rules.turned, Double(turn)) }
        if let least = rules.visibleMinimum, let visible = board.state?.visible, visible < least {
            add(.creativeOccluded(slot: slot), rules.occluded, visible, least)
        }
        if let most = rules.glareLimit, let glare = board.state?.glare, glare > most {
            add(.creativeGlare(slot: slot), rules.glare, glare, most)
        }
    }

    private mutating func judgeAbsence(
        _ slot: String, _ rules: Policy.SlotRules, _ policy: Policy, _ display: DisplayMeasurement
    ) {
        let share = display.shareInView(of: slot)
        if !unclear, display.showsCounter, let share, share >= policy.placeInViewMinimum {
            if let seen = display.candidate(for: slot) {
                // Weighs no more than the absence would; where that is a violation, the question stays open.
                let absence = rules.required ? Severity.violation : rules.missing
                add(.unclear(slot: slot), min(absence, .warning), seen.confidence, Candidates.floor)
                open = open || absence == .violation
                return
            }
            add(.missing(slot: slot), rules.required ? .violation : rules.missing, share, policy.placeInViewMinimum)
        } else if rules.required {
            add(.notFound(slot: slot), .warning, share, share == nil ? nil : policy.placeInViewMinimum)
            open = true
        }
    }
}
