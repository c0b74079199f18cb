import Judging
import Records
import Visits

/// What a store did in the period.
struct StoreFigures: Sendable {
    var visits = 0
    var photos = 0
    var audited = 0
    var rejected = 0
    var compliant = 0
    var nonCompliant = 0
    var notAssessable = 0
    var unread = 0
    /// Violations of any visit of the period.
    var violations: Set<String> = []
    /// Non-compliant visits of the period before.
    var nonCompliantBefore = 0
    /// The latest visit with an audited photo.
    var latest: Visit?
    var latestDay: CalendarDay?
    /// The same visit as the last report knew it.
    var latestBefore: Visit?
    /// It has photos that were audited since the last report.
    var isChanged = false

    mutating func add(_ visit: Visit) {
        visits += 1
        photos += visit.photos
        audited += visit.audited
        rejected += visit.rejected
        latestDay = visit.day
        violations.formUnion(visit.violations)
        switch visit.status {
        case .compliant: compliant += 1
        case .nonCompliant: nonCompliant += 1
        case .notAssessable: notAssessable += 1
        case .unread: unread += 1
        }
        if visit.audited > 0 { latest = visit }
    }

    /// The latest visit that answers the question isn't compliant.
    var isToCall: Bool { latest?.status == .nonCompliant }
    /// Not on the call list of the last report.
    var isNewCall: Bool { isToCall && isChanged && latestBefore?.status != .nonCompliant }
    /// Visited since, and still on the list.
    var isStillCall: Bool { isToCall && isChanged && latestBefore?.status == .nonCompliant }
    /// Was on the list and is compliant now.
    var isFixed: Bool { latestBefore?.status == .nonCompliant && latest?.status == .compliant }
    /// Non-compliant twice in the period, or in it and in the one before.
    var isRepeated: Bool { nonCompliant > 1 || (nonCompliant > 0 && nonCompliantBefore > 0) }

    /// Worst first: an ad that is missing, then the farthest off centre, then the one most often non-compliant.
    func isWorse(than other: StoreFigures) -> Bool? {
        let a = rank
        let b = other.rank
        return a == b ? nil : a > b
    }

    private var rank: (Int, Double, Int) {
        let codes = (latest?.violations ?? []).map { FindingCode(code: $0) }
        let missing = codes.contains { if case .missing = $0 { true } else { false } } ? 1 : 0
        let off = codes.contains { if case .offCentre = $0 { true } else { false } }
        return (missing, off ? abs(latest?.centre?.offset ?? 0) : 0, nonCompliant)
    }
}
